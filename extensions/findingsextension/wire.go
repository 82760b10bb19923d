package findingsextension

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// The JSON of the API; openapi.yaml describes it. Durations are seconds, times are RFC 3339 in UTC.

type findingsJSON struct {
	Findings []findingJSON `json:"findings"`
	Next     string        `json:"next,omitempty"`
	Matching int           `json:"matching"`
	// TimeWasted is that of all that match, in seconds.
	TimeWasted float64   `json:"time_wasted"`
	Services   []string  `json:"services"`
	Store      storeJSON `json:"store"`
}

type storeJSON struct {
	Findings int       `json:"findings"`
	Bytes    int       `json:"bytes"`
	Seen     int64     `json:"seen"`
	Evicted  int64     `json:"evicted"`
	Since    time.Time `json:"since"`
}

type findingJSON struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`
	Severity    string      `json:"severity"`
	Service     string      `json:"service"`
	Route       string      `json:"route"`
	Fingerprint string      `json:"fingerprint"`
	Count       int64       `json:"count"`
	TimeWasted  float64     `json:"time_wasted"`
	InNPlusOne  float64     `json:"in_n_plus_one"`
	Duration    float64     `json:"duration"`
	FirstSeen   time.Time   `json:"first_seen"`
	LastSeen    time.Time   `json:"last_seen"`
	Example     exampleJSON `json:"example"`
}

type exampleJSON struct {
	FindingID string         `json:"finding_id"`
	TraceID   string         `json:"trace_id"`
	TraceLink string         `json:"trace_link,omitempty"`
	SpanID    string         `json:"span_id"`
	SpanName  string         `json:"span_name"`
	Start     time.Time      `json:"start"`
	Duration  float64        `json:"duration"`
	Complete  bool           `json:"complete"`
	Hint      string         `json:"hint"`
	System    string         `json:"system"`
	Summary   string         `json:"summary"`
	Text      string         `json:"text"`
	Code      *codeJSON      `json:"code,omitempty"`
	NPlusOne  *nPlusOneJSON  `json:"n_plus_one,omitempty"`
	SlowQuery *slowQueryJSON `json:"slow_query,omitempty"`
}

type codeJSON struct {
	Function string `json:"function,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int64  `json:"line,omitempty"`
}

type nPlusOneJSON struct {
	Repeats     int64         `json:"repeats"`
	Call        string        `json:"call"`
	Parameters  string        `json:"parameters"`
	Concurrency string        `json:"concurrency"`
	Via         []string      `json:"via"`
	Source      string        `json:"source,omitempty"`
	Total       float64       `json:"total"`
	End         float64       `json:"end"`
	Calls       []callJSON    `json:"calls"`
	Parent      *intervalJSON `json:"parent,omitempty"`
	SourceCall  *intervalJSON `json:"source_call,omitempty"`
}

type callJSON struct {
	SpanID string   `json:"span_id"`
	Offset *float64 `json:"offset,omitempty"`
}

type intervalJSON struct {
	Offset   float64 `json:"offset"`
	Duration float64 `json:"duration"`
}

type slowQueryJSON struct {
	Reason      string   `json:"reason"`
	Threshold   float64  `json:"threshold"`
	BaselineP95 *float64 `json:"baseline_p95,omitempty"`
	Samples     *int64   `json:"samples,omitempty"`
}

// writer turns what is kept into JSON.
type writer struct {
	traceLink string
}

func (w writer) findings(groups []group) []findingJSON {
	all := make([]findingJSON, 0, len(groups))
	for i := range groups {
		all = append(all, w.finding(&groups[i]))
	}
	return all
}

func (w writer) finding(g *group) findingJSON {
	return findingJSON{
		ID: finding.Hex(g.id), Kind: string(g.kind), Severity: string(g.severity), Service: g.service, Route: g.route,
		Fingerprint: finding.Hex(g.fingerprint), Count: g.count, TimeWasted: g.wasted.Seconds(), InNPlusOne: g.held.Seconds(),
		Duration: g.longest.Seconds(), FirstSeen: g.first.UTC(), LastSeen: g.last.UTC(), Example: w.example(&g.worst),
	}
}

func (w writer) example(f *finding.Finding) exampleJSON {
	e := exampleJSON{
		FindingID: f.ID, TraceID: f.TraceID.String(), TraceLink: w.link(f.TraceID), SpanID: f.SpanID.String(), SpanName: f.SpanName,
		Start: f.Start.AsTime(), Duration: f.Duration.Seconds(), Complete: f.Complete, Hint: f.Hint,
		System: f.System, Summary: f.Summary, Text: f.Text,
	}
	if f.Code.Known() {
		e.Code = &codeJSON{f.Code.Function, f.Code.File, f.Code.Line}
	}
	if f.NPlusOne != nil {
		e.NPlusOne = nPlusOne(f.NPlusOne, f.Start)
	}
	if f.SlowQuery != nil {
		e.SlowQuery = slowQuery(f.SlowQuery)
	}
	return e
}

// link is empty where there is no template or no trace.
func (w writer) link(trace pcommon.TraceID) string {
	if w.traceLink == "" || trace.IsEmpty() {
		return ""
	}
	return strings.ReplaceAll(w.traceLink, traceIDPlace, trace.String())
}

// nPlusOne gives times as offsets from the first call.
func nPlusOne(n *finding.NPlusOne, start pcommon.Timestamp) *nPlusOneJSON {
	out := &nPlusOneJSON{
		Repeats: n.Repeats, Call: n.Call, Parameters: n.Parameters, Concurrency: n.Concurrency,
		Via: append([]string{}, n.Via...), Source: n.Source, Total: n.Total.Seconds(), End: since(start, n.End),
		Calls: []callJSON{}, Parent: interval(n.Parent, start), SourceCall: interval(n.SourceCall, start),
	}
	for i, id := range n.SpanIDs {
		call := callJSON{SpanID: id.String()}
		if i < len(n.Starts) {
			offset := max(since(start, n.Starts[i]), 0) // starts are cut to microseconds
			call.Offset = &offset
		}
		out.Calls = append(out.Calls, call)
	}
	return out
}

func interval(i finding.Interval, start pcommon.Timestamp) *intervalJSON {
	if i.Start == 0 && i.End == 0 {
		return nil
	}
	return &intervalJSON{Offset: since(start, i.Start), Duration: max(since(i.Start, i.End), 0)}
}

// since may be negative.
func since(from, to pcommon.Timestamp) float64 { return time.Duration(to - from).Seconds() }

func slowQuery(s *finding.SlowQuery) *slowQueryJSON {
	out := &slowQueryJSON{Reason: string(s.Reason), Threshold: s.Threshold.Seconds()}
	if s.BaselineP95 > 0 {
		p95 := s.BaselineP95.Seconds()
		out.BaselineP95 = &p95
	}
	if s.Samples >= 0 {
		out.Samples = &s.Samples
	}
	return out
}
