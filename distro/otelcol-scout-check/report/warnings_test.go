package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
	"github.com/base-14/otelcol-scout/internal/finding"
)

var (
	everywhere = report.Spent{Kind: finding.KindNPlusOne}
	noneSlow   = report.Spent{Kind: finding.KindSlowQuery}
)

// blind is a run that could not have found an N+1, and has a budget for a route that is misspelt.
func blind() *report.Report {
	return &report.Report{
		Input: input.Counts{Requests: 1, Traces: 7, Spans: 7}, Scope: judge.Scope{Calls: 7, Queries: 7},
		Budgets: []report.Spent{everywhere, {Kind: finding.KindNPlusOne, Selector: "GET /claen", Limit: 2}},
	}
}

const (
	saysNoParents = "no call has a parent, so no N+1 could be found; is what answers the requests instrumented, too, and does it pass its context on to the calls?"
	saysUnmatched = "no service and no span in the traces has the name in n_plus_one@GET /claen=2, so nothing can count there"
	saysNoCalls   = "none of the 7 spans is a call that is looked at, to a database for example, so nothing could be found; is the application's database client instrumented?"
	saysNoQueries = "none of the calls is one to a database or a cache, so no slow query could be found; is the application's database client instrumented?"
)

func TestWarnings(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*report.Report)
		want   []report.Warning
	}{
		"no parents, and a name": {func(*report.Report) {}, []report.Warning{{Code: "no_parents", Message: saysNoParents}, {Code: "unmatched_budget", Message: saysUnmatched}}},
		"no calls":               {func(r *report.Report) { r.Scope = judge.Scope{}; r.Budgets = []report.Spent{everywhere} }, []report.Warning{{Code: "no_calls", Message: saysNoCalls}}},
		"no queries": {func(r *report.Report) {
			r.Scope = judge.Scope{Calls: 7, Parented: 1}
			r.Budgets = []report.Spent{everywhere, noneSlow}
		}, []report.Warning{{Code: "no_queries", Message: saysNoQueries}}},
		"no spans": {func(r *report.Report) { r.Input = input.Counts{Logs: 2} }, []report.Warning{{Code: "no_spans", Message: "there are no spans in the input, so nothing was checked"}}},
		"no budget for the kind": {func(r *report.Report) {
			r.Scope.Parented = 7
			r.Scope.Queries = 0
			r.Budgets = []report.Spent{everywhere}
		}, nil},
		"no budget for an N+1": {func(r *report.Report) { r.Budgets = []report.Spent{noneSlow} }, nil},
		"what was found was found": {func(r *report.Report) {
			r.Groups, r.Budgets = report.Groups([]judge.Found{repeated("a", "GET /a", 1)}), []report.Spent{everywhere}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := blind()
			tc.change(r)
			assert.Equal(t, tc.want, r.Warnings())
		})
	}
}

// A name that is misspelt must not keep a gate green unnoticed; that of a span without a finding is none.
func TestWhatABudgetIsFor(t *testing.T) {
	for selector, want := range map[string]bool{
		"": true, "blog": true, "GET /clean": true, "blog GET /clean": true, "GET /b": true, "Posts.list": true,
		"GET /claen": false, "shop": false, "shop GET /a": false,
	} {
		r := planted()
		r.Budgets = []report.Spent{{Kind: finding.KindNPlusOne, Selector: selector}}
		assert.Equal(t, want, len(r.Warnings()) == 0, selector)
		assert.Equal(t, !want, r.Nothing(), selector)
		r.Budgets = append(r.Budgets, report.Spent{Kind: finding.KindSlowQuery})
		assert.False(t, r.Nothing(), "the other is for everything")
	}
}

// TestEveryFormatWarns looks for both warnings in each of the formats.
func TestEveryFormatWarns(t *testing.T) {
	var text, asJSON, sarif, junit bytes.Buffer
	r := blind()
	require.NoError(t, r.Text(&text))
	assert.Equal(t, "Checked 7 spans of 7 traces.\n\nn_plus_one: 0 found, 0 allowed\nn_plus_one at GET /claen: 0 found, 2 allowed\n"+
		"Warning: "+saysNoParents+".\nWarning: "+saysUnmatched+".\nWithin budget.\n", text.String())

	require.NoError(t, r.JSON(&asJSON))
	var parsed struct {
		Warnings []report.Warning `json:"warnings"`
	}
	require.NoError(t, json.Unmarshal(asJSON.Bytes(), &parsed))
	assert.Equal(t, r.Warnings(), parsed.Warnings)

	require.NoError(t, r.SARIF(&sarif))
	run := validSARIF(t, sarif.Bytes()).Runs[0]
	require.Len(t, run.Invocations, 1)
	var told []string
	for _, notification := range run.Invocations[0].ToolExecutionNotifications {
		told = append(told, *notification.Descriptor.ID, *notification.Message.Text)
	}
	assert.Equal(t, []string{"no_parents", saysNoParents, "unmatched_budget", saysUnmatched}, told)

	require.NoError(t, r.JUnit(&junit))
	var suites struct {
		Skipped int `xml:"skipped,attr"`
		Cases   []struct {
			Name    string `xml:"name,attr"`
			Skipped struct {
				Message string `xml:"message,attr"`
			} `xml:"skipped"`
		} `xml:"testsuite>testcase"`
	}
	require.NoError(t, xml.Unmarshal(junit.Bytes(), &suites))
	assert.Equal(t, 2, suites.Skipped)
	require.Len(t, suites.Cases, 2)
	assert.Equal(t, []string{"no_parents", saysNoParents}, []string{suites.Cases[0].Name, suites.Cases[0].Skipped.Message})
	assert.Equal(t, []string{"unmatched_budget", saysUnmatched}, []string{suites.Cases[1].Name, suites.Cases[1].Skipped.Message})
}

// With nothing that a budget is for, "within budget" would be a lie.
func TestTextSaysThatNothingWasChecked(t *testing.T) {
	r := blind()
	r.Budgets = r.Budgets[1:]
	var out bytes.Buffer
	require.NoError(t, r.Text(&out))
	assert.Contains(t, out.String(), "Nothing was checked.\n")
	assert.NotContains(t, out.String(), "Within budget")
}
