package report_test

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// repeated is an N+1 of a service called blog.
func repeated(id, route string, took time.Duration) judge.Found {
	return judge.Found{Request: route, Finding: finding.Finding{
		ID: id, Kind: finding.KindNPlusOne, Severity: finding.SeverityWarn, Hint: "Load all.", Service: "blog",
		TraceID: pcommon.TraceID{1}, SpanID: pcommon.SpanID{2}, SpanName: route, Duration: took,
		Fingerprint: 7, Text: "SELECT ?", Summary: "SELECT", NPlusOne: &finding.NPlusOne{Repeats: 10},
	}}
}

// planted has a group that breaks a budget, one that keeps it, and one that is known.
func planted() *report.Report {
	groups := report.Groups([]judge.Found{
		repeated("a", "GET /a", 10*time.Millisecond), repeated("b", "GET /b", time.Second), repeated("c", "GET /c", time.Minute),
	})
	groups[0].Counted, groups[0].Over = true, true
	groups[1].Counted = true
	groups[2].Known = true
	return &report.Report{
		Input: input.Counts{Traces: 2, Spans: 30, Duplicates: 1, Logs: 2}, Groups: groups, SourceRoot: "/app", Evidence: "traces.jsonl",
		Endpoints: []judge.Endpoint{{Service: "blog", Name: "GET /a"}, {Service: "blog", Name: "GET /clean"}},
		Places:    map[judge.Place]bool{{Service: "blog", Name: "GET /a"}: true, {Service: "blog", Name: "GET /clean"}: true, {Service: "blog", Name: "Posts.list"}: true},
		Scope:     judge.Scope{Calls: 20, Parented: 20, Queries: 20},
		Budgets:   []report.Spent{{Kind: finding.KindNPlusOne, Limit: 0, Found: 1}, {Kind: finding.KindNPlusOne, Selector: "GET /b", Limit: 1, Found: 1}},
		Gone:      1,
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, planted().Text(&out))
	assert.Equal(t, `Checked 30 spans of 2 traces; left out: spans that came twice (1), requests with logs (2).

 1. N+1 [warn] in GET /a (blog): over budget
    what:  SELECT ran 10 times below one span, 10ms in all at worst; seen once
    call:  SELECT ?
    fix:   Load all.
    trace: 01000000000000000000000000000000, span 0200000000000000
    id:    9cc01aed1cb3909b

 2. N+1 [warn] in GET /c (blog): known
    what:  SELECT ran 10 times below one span, 1m0s in all at worst; seen once
    call:  SELECT ?
    fix:   Load all.
    trace: 01000000000000000000000000000000, span 0200000000000000
    id:    1b341451e49193f7

 3. N+1 [warn] in GET /b (blog)
    what:  SELECT ran 10 times below one span, 1s in all at worst; seen once
    call:  SELECT ?
    fix:   Load all.
    trace: 01000000000000000000000000000000, span 0200000000000000
    id:    e9706e40db4197e5

n_plus_one: 1 found, 0 allowed: over budget
n_plus_one at GET /b: 1 found, 1 allowed
Known findings that were not found any more: 1. Write the baseline anew to keep them away.
Over budget.
`, out.String())
}

// Names of spans come from requests: none may end a line, or speak to a terminal or to the CI system.
func TestTextIsPrintable(t *testing.T) {
	const hostile = "GET \x1b[31m\n::error::pwned\r\u2028\u202e"
	var out bytes.Buffer
	require.NoError(t, (&report.Report{Groups: report.Groups([]judge.Found{repeated("a", hostile, 1)})}).Text(&out))
	assert.Contains(t, out.String(), "1. N+1 [warn] in GET  [31m ::error::pwned    (blog)")
	assert.NotContains(t, out.String(), "\n::")
	for _, c := range []string{"\x1b", "\r", "\u2028", "\u202e"} {
		assert.NotContains(t, out.String(), c)
	}
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, planted().JUnit(&out))
	assert.True(t, strings.HasPrefix(out.String(), `<?xml version="1.0" encoding="UTF-8"?>`))
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string  `xml:"name,attr"`
			Failure *string `xml:"failure"`
		} `xml:"testsuite>testcase"`
	}
	require.NoError(t, xml.Unmarshal(out.Bytes(), &suites))
	assert.Equal(t, 6, suites.Tests)
	assert.Equal(t, 1, suites.Failures)
	var names, failed []string
	for _, c := range suites.Cases {
		names = append(names, c.Name)
		if c.Failure != nil {
			failed = append(failed, c.Name)
		}
	}
	assert.Equal(t, []string{"GET /a: n_plus_one", "GET /a: slow_query", "GET /b: n_plus_one", "GET /c: n_plus_one", "GET /clean: n_plus_one", "GET /clean: slow_query"}, names)
	assert.Equal(t, []string{"GET /a: n_plus_one"}, failed)
}

// TestJUnitIsPrintable: names of cases are what a reader shows, so they hold to one line as well.
func TestJUnitIsPrintable(t *testing.T) {
	at := judge.Endpoint{Service: "blog\x00", Name: "GET <b>\n::error::]]>"}
	var out bytes.Buffer
	require.NoError(t, (&report.Report{Endpoints: []judge.Endpoint{at}}).JUnit(&out))
	assert.Contains(t, out.String(), `<testcase classname="blog " name="GET &lt;b&gt; ::error::]]&gt;: n_plus_one">`)
}

func TestGroupsDoNotDependOnTheOrder(t *testing.T) {
	upgraded := repeated("a", "GET /a", 5*time.Millisecond)
	upgraded.Severity = finding.SeverityInfo
	found := []judge.Found{
		upgraded, repeated("a", "GET /a", 10*time.Millisecond), repeated("b", "GET /a", 20*time.Millisecond), repeated("c", "GET /c", 0),
	}
	want := report.Groups(found)
	require.Len(t, want, 2)
	assert.Equal(t, 2, want[0].Count, "a finding that is told again, as a warn, is one")
	assert.Equal(t, 27*time.Millisecond, want[0].Wasted)
	assert.Equal(t, "b", want[0].Worst.ID)
	slices.Reverse(found)
	assert.Equal(t, want, report.Groups(found))
}

func TestRequestsOfAGroup(t *testing.T) {
	one, other, unknown := repeated("a", "Articles.list", 1), repeated("b", "Articles.list", 1), repeated("c", "Articles.list", 1)
	one.Request, other.Request, unknown.Request = "GET /b", "GET /a", ""
	groups := report.Groups([]judge.Found{one, other, unknown})
	require.Len(t, groups, 1)
	assert.Equal(t, []string{"GET /a", "GET /b"}, groups[0].Requests)
}
