package e2e_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const nPlusOne = "scout.n_plus_one"

// plantedEndpoint is an endpoint of the reference application with a planted N+1.
type plantedEndpoint struct {
	// repeats is how often each statement or command runs at least, by its summary: a finding each.
	repeats map[string]int64
	// twins are marks of the clean twins, each on a span below the request. The instrumentation leaves url.query out, so
	// that a twin is told by what it does.
	twins []func(sent) bool
}

// plantedNPlusOnes are the endpoints by the name of their server spans, as reference-app/README.md promises them.
var plantedNPlusOnes = map[string]plantedEndpoint{
	"GET /api/articles":          {map[string]int64{"SELECT users": 20, "SELECT favorites": 20}, []func(sent) bool{joins}},
	"GET /api/articles/export":   {map[string]int64{"SELECT users": 30, "SELECT favorites": 30}, []func(sent) bool{joins}},
	"GET /api/articles/views":    {map[string]int64{"GET": 30}, []func(sent) bool{called("mget")}},
	"GET /api/articles/mentions": {map[string]int64{"SELECT SELECT articles": 30}, []func(sent) bool{says("unnest(")}},
	"GET /api/articles/previews": {map[string]int64{"GET /api/articles/{id}": 30}, []func(sent) bool{server("GET /api/articles")}}, // it asks for the list
	"POST /api/articles/import":  {map[string]int64{"INSERT articles": 20}, []func(sent) bool{called("batch start"), called(`copy_from "articles"`)}},
}

var joins = says("JOIN users")

func says(text string) func(sent) bool {
	return func(s sent) bool { return strings.Contains(textOf(s.Attributes(), "db.query.text"), text) }
}

func called(name string) func(sent) bool { return func(s sent) bool { return s.Name() == name } }

// assertOnlyPlantedNPlusOnesAreFound checks every request: one with a planted N+1 has exactly its findings, on its server
// span, and no other span of any service has one.
func assertOnlyPlantedNPlusOnesAreFound(t *testing.T, got arrived) {
	t.Helper()
	for name, p := range plantedNPlusOnes {
		seen := make([]int, 1+len(p.twins)) // with the defect, then each twin
		for _, trace := range got.traces {
			if slices.ContainsFunc(trace, server(name)) {
				seen[1+p.twinOf(trace)]++
			}
		}
		assert.NotContains(t, seen, 0, "%s was asked with its defect and as each twin", name)
	}
	for _, trace := range got.traces {
		for _, span := range trace {
			assert.Equal(t, wanted(span, trace), findingsOf(span), "%s: %s in trace %s", span.service, span.Name(), span.TraceID())
		}
	}
}

func server(name string) func(sent) bool {
	return func(s sent) bool { return s.Kind() == ptrace.SpanKindServer && s.Name() == name }
}

// twinOf returns which twin a request was for, -1 for the endpoint with the defect.
func (p plantedEndpoint) twinOf(trace []sent) int {
	return slices.IndexFunc(p.twins, func(mark func(sent) bool) bool { return slices.ContainsFunc(trace, mark) })
}

// wanted returns the summaries of the findings that a span must have, sorted.
func wanted(span sent, trace []sent) []string {
	p, ours := plantedNPlusOnes[span.Name()]
	if !ours || span.Kind() != ptrace.SpanKindServer || p.twinOf(trace) >= 0 {
		return nil
	}
	var summaries []string
	for summary := range p.repeats {
		summaries = append(summaries, summary)
	}
	slices.Sort(summaries)
	return summaries
}

// findingsOf returns the summaries of a span's findings, sorted; one with too few repeats says so.
func findingsOf(span sent) (summaries []string) {
	for _, event := range span.Events().All() {
		if event.Name() != nPlusOne {
			continue
		}
		summary := textOf(event.Attributes(), "db.query.summary")
		repeats, _ := event.Attributes().Get("scout.n_plus_one.repeats")
		if repeats.Int() < plantedNPlusOnes[span.Name()].repeats[summary] {
			summary += ", only " + repeats.AsString() + " times"
		}
		summaries = append(summaries, summary)
	}
	slices.Sort(summaries)
	return summaries
}

// assertRetriedJobsAreClean checks that jobs did fail and were tried again, and that no span of the worker has a finding.
func assertRetriedJobsAreClean(t *testing.T, got arrived) {
	t.Helper()
	retried := 0
	for _, trace := range got.traces {
		outcomes := map[ptrace.StatusCode]bool{}
		for _, span := range trace {
			if span.Name() == "job.send_article_notification" {
				outcomes[span.Status().Code()] = true
			}
			if span.service == "articles-worker" {
				assert.Empty(t, findingsOf(span), "%s in trace %s", span.Name(), span.TraceID())
			}
		}
		if len(outcomes) == 2 {
			retried++
		}
	}
	assert.Positive(t, retried, "traces with a job that failed and then worked")
}

// literal matches a quoted text, or a number that is no part of a name.
var literal = regexp.MustCompile(`'|\b[0-9]+\b`)

func assertFindingsHoldNoLiteral(t *testing.T, got arrived) {
	t.Helper()
	for _, span := range got.events[nPlusOne] {
		for _, event := range span.Events().All() {
			if event.Name() == nPlusOne {
				text := textOf(event.Attributes(), "db.query.text")
				assert.NotEmpty(t, text)
				assert.NotRegexp(t, literal, loopbackAddr.ReplaceAllString(text, ""), "but for whom the API asks")
			}
		}
	}
}

func textOf(attrs pcommon.Map, key string) string {
	value, ok := attrs.Get(key)
	if !ok {
		return ""
	}
	return value.AsString()
}
