package findingsextension

import (
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

type statementsJSON struct {
	Statements []statementJSON `json:"statements"`
	Known      int             `json:"known"`
	Calls      int64           `json:"calls"`
	Total      float64         `json:"total"`
}

type statementJSON struct {
	Fingerprint string     `json:"fingerprint"`
	System      string     `json:"system"`
	Summary     string     `json:"summary"`
	Text        string     `json:"text"`
	Services    []string   `json:"services"`
	Calls       int64      `json:"calls"`
	Errors      int64      `json:"errors"`
	Slow        int64      `json:"slow"`
	Total       float64    `json:"total"`
	Share       float64    `json:"share"`
	P50         float64    `json:"p50"`
	P95         float64    `json:"p95"`
	P99         float64    `json:"p99"`
	Max         float64    `json:"max"`
	LastSeen    *time.Time `json:"last_seen,omitempty"`
	TraceID     string     `json:"trace_id"`
	TraceLink   string     `json:"trace_link,omitempty"`
}

// statements gives the first rows, at most limit, with the totals of all of them.
func (w writer) statements(table statementTable, limit int) statementsJSON {
	out := statementsJSON{Statements: []statementJSON{}, Known: len(table.rows), Calls: table.calls, Total: table.total.Seconds()}
	for i := range table.rows[:min(len(table.rows), limit)] {
		s := &table.rows[i]
		out.Statements = append(out.Statements, w.statement(s, table.share(s)))
	}
	return out
}

func (w writer) statement(s *finding.Statement, share float64) statementJSON {
	out := statementJSON{
		Fingerprint: finding.Hex(s.Fingerprint), System: s.System, Summary: s.Summary, Text: s.Text,
		Services: append([]string{}, s.Services...), Calls: s.Calls, Errors: s.Errors, Slow: s.Slow,
		Total: s.Total.Seconds(), Share: share,
		P50: s.P50.Seconds(), P95: s.P95.Seconds(), P99: s.P99.Seconds(), Max: s.Max.Seconds(),
		TraceID: s.Example.String(), TraceLink: w.link(s.Example),
	}
	if !s.LastSeen.IsZero() {
		seen := s.LastSeen.UTC()
		out.LastSeen = &seen
	}
	return out
}

type maskingJSON struct {
	Total     int64          `json:"total"`
	Counts    []maskedJSON   `json:"counts"`
	Detectors []detectorJSON `json:"detectors"`
}

type maskedJSON struct {
	Processor string `json:"processor"`
	Signal    string `json:"signal"`
	Detector  string `json:"detector"`
	Place     string `json:"place"`
	Count     int64  `json:"count"`
}

type detectorJSON struct {
	Detector string  `json:"detector"`
	Minutes  []int64 `json:"minutes"`
}

func (m *masking) json() maskingJSON {
	rows, history, total := m.snapshot()
	out := maskingJSON{Total: total, Counts: []maskedJSON{}, Detectors: []detectorJSON{}}
	for _, r := range rows {
		out.Counts = append(out.Counts, maskedJSON{r.processor, r.signal, r.detector, r.place, r.count})
	}
	for _, detector := range slices.Sorted(maps.Keys(history)) {
		out.Detectors = append(out.Detectors, detectorJSON{detector, history[detector]})
	}
	return out
}

type exportJSON struct {
	Health    string         `json:"health"`
	Window    float64        `json:"window"`
	Problems  []string       `json:"problems"`
	Source    string         `json:"source"`
	Exporters []exporterJSON `json:"exporters"`
	Token     *tokenJSON     `json:"token,omitempty"`
}

type exporterJSON struct {
	Exporter string   `json:"exporter"`
	Signal   string   `json:"signal"`
	Unit     string   `json:"queue_unit,omitempty"`
	Size     *float64 `json:"queue_size,omitempty"`
	Capacity *float64 `json:"queue_capacity,omitempty"`
	Sent     *float64 `json:"sent,omitempty"`
	Failed   *float64 `json:"failed,omitempty"`
	Rejected *float64 `json:"rejected,omitempty"`
	// Of the last Window seconds.
	FailedLately   float64 `json:"failed_lately"`
	RejectedLately float64 `json:"rejected_lately"`
}

type tokenJSON struct {
	ValidFor *float64 `json:"valid_for,omitempty"`
	Endpoint string   `json:"endpoint"`
	Refusals float64  `json:"refusals"`
	Failures float64  `json:"failures"`
}

func withoutPassword(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Redacted()
}

// breakerNames are the states of scout_auth's circuit breaker.
var breakerNames = [...]string{"ok", "trying", "waiting"}

func (s *exportState) json() exportJSON {
	health, problems := s.judge()
	out := exportJSON{Health: health, Window: lossWindow.Seconds(), Problems: append([]string{}, problems...), Source: withoutPassword(s.url), Exporters: []exporterJSON{}}
	for i := range s.exporters {
		e := &s.exporters[i]
		out.Exporters = append(out.Exporters, exporterJSON{
			e.exporter, e.signal, e.unit, e.size, e.capacity, e.sent, e.failed, e.rejected, e.failedLately, e.rejectedLately,
		})
	}
	if t := s.token; t != nil {
		state := max(0, min(t.breaker, len(breakerNames)-1))
		out.Token = &tokenJSON{t.validFor, breakerNames[state], t.refusals, t.failures}
	}
	return out
}
