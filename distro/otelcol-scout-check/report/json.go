package report

import (
	"encoding/json"
	"io"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// Format names the JSON below. It changes when a field changes its meaning or goes; new fields may come.
const Format = "otelcol-scout-check/1"

// Durations are seconds, as on telemetry.
type (
	reportJSON struct {
		Format     string        `json:"format"`
		OverBudget bool          `json:"over_budget"`
		Input      inputJSON     `json:"input"`
		Budgets    []Spent       `json:"budgets"`
		Gone       int           `json:"known_gone"`
		Warnings   []Warning     `json:"warnings"`
		Findings   []findingJSON `json:"findings"`
	}
	inputJSON struct {
		Requests   int `json:"requests"`
		Traces     int `json:"traces"`
		Spans      int `json:"spans"`
		Duplicates int `json:"duplicate_spans"`
		Logs       int `json:"skipped_logs"`
		Metrics    int `json:"skipped_metrics"`
		Profiles   int `json:"skipped_profiles"`
		Empty      int `json:"skipped_empty"`
	}
	findingJSON struct {
		ID string `json:"id"`
		Key
		Severity finding.Severity `json:"severity"`
		Known    bool             `json:"known"`
		Counted  bool             `json:"counted"`
		Over     bool             `json:"over_budget"`
		Requests []string         `json:"requests"`
		Count    int              `json:"count"`
		Wasted   float64          `json:"time_wasted"`
		System   string           `json:"system,omitempty"`
		Summary  string           `json:"summary,omitempty"`
		Text     string           `json:"text,omitempty"`
		Hint     string           `json:"hint"`
		Example  exampleJSON      `json:"example"`
	}
	exampleJSON struct {
		TraceID   string         `json:"trace_id"`
		SpanID    string         `json:"span_id"`
		SpanName  string         `json:"span_name,omitempty"`
		FindingID string         `json:"finding_id"`
		Duration  float64        `json:"duration"`
		Code      *codeJSON      `json:"code,omitempty"`
		NPlusOne  *nPlusOneJSON  `json:"n_plus_one,omitempty"`
		SlowQuery *slowQueryJSON `json:"slow_query,omitempty"`
	}
	codeJSON struct {
		Function string `json:"function,omitempty"`
		File     string `json:"file,omitempty"`
		Line     int64  `json:"line,omitempty"`
	}
	nPlusOneJSON struct {
		Repeats     int64    `json:"repeats"`
		Call        string   `json:"call"`
		Parameters  string   `json:"parameters"`
		Concurrency string   `json:"concurrency"`
		Source      string   `json:"source,omitempty"`
		Via         []string `json:"via,omitempty"`
		SpanIDs     []string `json:"span_ids"`
	}
	slowQueryJSON struct {
		Reason      finding.Reason `json:"reason"`
		Threshold   float64        `json:"threshold"`
		BaselineP95 float64        `json:"baseline_p95,omitempty"`
	}
)

// JSON writes the report for programs: findings sorted by service, route, kind and fingerprint, so that two reports
// are easily compared.
func (r *Report) JSON(w io.Writer) error {
	out := reportJSON{
		Format: Format, OverBudget: r.Over(), Budgets: append([]Spent{}, r.Budgets...), Gone: r.Gone, Findings: []findingJSON{},
		Warnings: append([]Warning{}, r.Warnings()...), Input: inputOf(r.Input),
	}
	for i := range r.Groups {
		out.Findings = append(out.Findings, r.Groups[i].json())
	}
	return writeJSON(w, out)
}

func inputOf(in input.Counts) inputJSON {
	return inputJSON{in.Requests, in.Traces, in.Spans, in.Duplicates, in.Logs, in.Metrics, in.Profiles, in.Empty}
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func (g *Group) json() findingJSON {
	worst := &g.Worst
	return findingJSON{
		ID: g.ID(), Key: g.Key, Severity: g.Severity, Known: g.Known, Counted: g.Counted, Over: g.Over,
		Requests: append([]string{}, g.Requests...), Count: g.Count, Wasted: g.Wasted.Seconds(),
		System: worst.System, Summary: worst.Summary, Text: worst.Text, Hint: worst.Hint, Example: exampleOf(worst),
	}
}

func exampleOf(f *finding.Finding) exampleJSON {
	example := exampleJSON{
		TraceID: f.TraceID.String(), SpanID: f.SpanID.String(), SpanName: f.SpanName, FindingID: f.ID, Duration: f.Duration.Seconds(),
	}
	if f.Code.Known() {
		example.Code = &codeJSON{f.Code.Function, f.Code.File, f.Code.Line}
	}
	if n := f.NPlusOne; n != nil {
		example.NPlusOne = &nPlusOneJSON{n.Repeats, n.Call, n.Parameters, n.Concurrency, n.Source, n.Via, spanIDs(n.SpanIDs)}
	}
	if s := f.SlowQuery; s != nil {
		example.SlowQuery = &slowQueryJSON{s.Reason, s.Threshold.Seconds(), s.BaselineP95.Seconds()}
	}
	return example
}

func spanIDs(ids []pcommon.SpanID) []string {
	texts := make([]string, 0, len(ids))
	for _, id := range ids {
		texts = append(texts, id.String())
	}
	return texts
}
