package demo

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// eventPrefix starts the names of the span events by which the collector tells its findings; what follows is
// the kind.
const eventPrefix = "scout."

// found is one thing to fix: the same finding under the same operation, however often it was seen.
type found struct {
	Kind, Service, Operation string
	Severity, Hint           string
	Summary                  string
	Repeats                  int64
	Count                    int
	Worst                    time.Duration
	TraceID                  string // of the worst
}

// tally is a Sink that counts what passes, and keeps the findings by what they are about.
type tally struct {
	next scoutstandin.Sink

	mu           sync.Mutex
	spans        int
	logRecords   int
	metricPoints int
	events       map[string]int // by kind
	findings     map[[4]string]*found
}

func newTally(next scoutstandin.Sink) *tally {
	return &tally{next: next, events: map[string]int{}, findings: map[[4]string]*found{}}
}

// Traces implements scoutstandin.Sink: what could not be kept is not counted.
func (t *tally) Traces(td ptrace.Traces) error {
	if err := t.next.Traces(td); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.spans += td.SpanCount()
	operation := operations(td)
	for _, resource := range td.ResourceSpans().All() {
		service := text(resource.Resource().Attributes(), "service.name")
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				t.findingsOf(service, operation(span), span)
			}
		}
	}
	return nil
}

func (t *tally) findingsOf(service, operation string, span ptrace.Span) {
	for _, event := range span.Events().All() {
		kind, ours := strings.CutPrefix(event.Name(), eventPrefix)
		if !ours {
			continue
		}
		t.events[kind]++
		t.add(service, operation, kind, span, event.Attributes())
	}
}

func (t *tally) add(service, operation, kind string, span ptrace.Span, attrs pcommon.Map) {
	key := [4]string{kind, service, operation, text(attrs, "scout.query.fingerprint")}
	f := t.findings[key]
	if f == nil {
		f = &found{Kind: kind, Service: service, Operation: operation}
		t.findings[key] = f
	}
	f.Count++
	took := seconds(attrs, eventPrefix+kind+".duration")
	if took < f.Worst {
		return
	}
	f.Worst, f.TraceID = took, span.TraceID().String()
	f.Severity, f.Hint = text(attrs, "scout.finding.severity"), text(attrs, "scout.finding.hint")
	f.Summary = cmp.Or(text(attrs, "db.query.summary"), text(span.Attributes(), "db.query.summary"), text(attrs, "db.query.text"))
	if repeats, ok := attrs.Get("scout.n_plus_one.repeats"); ok {
		f.Repeats = repeats.Int()
	}
}

// operations returns a function that names the operation a span belongs to: the outermost of its ancestors that
// came in the same request.
func operations(td ptrace.Traces) func(ptrace.Span) string {
	type key struct {
		trace pcommon.TraceID
		span  pcommon.SpanID
	}
	spans := map[key]ptrace.Span{}
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				spans[key{span.TraceID(), span.SpanID()}] = span
			}
		}
	}
	return func(span ptrace.Span) string {
		for range len(spans) { // bounds a cycle of parents
			parent, ok := spans[key{span.TraceID(), span.ParentSpanID()}]
			if !ok {
				break
			}
			span = parent
		}
		return span.Name()
	}
}

// Metrics implements scoutstandin.Sink.
func (t *tally) Metrics(md pmetric.Metrics) error {
	if err := t.next.Metrics(md); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.metricPoints += md.DataPointCount()
	return nil
}

// Logs implements scoutstandin.Sink.
func (t *tally) Logs(ld plog.Logs) error {
	if err := t.next.Logs(ld); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.logRecords += ld.LogRecordCount()
	return nil
}

// worstFirst returns the findings by severity, then by the time of their worst example, then by name.
func (t *tally) worstFirst() []found {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]found, 0, len(t.findings))
	for _, f := range t.findings {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b found) int {
		if a.Severity != b.Severity { // "warn" after "info" in the alphabet
			return strings.Compare(b.Severity, a.Severity)
		}
		if a.Worst != b.Worst {
			return int(b.Worst - a.Worst)
		}
		return strings.Compare(a.Kind+a.Operation+a.Summary, b.Kind+b.Operation+b.Summary)
	})
	return all
}

// counts returns the numbers so far.
func (t *tally) counts() (spans, logRecords, metricPoints int, events map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	events = map[string]int{"n_plus_one": 0, "slow_query": 0}
	for kind, n := range t.events {
		events[kind] = n
	}
	return t.spans, t.logRecords, t.metricPoints, events
}

func text(attrs pcommon.Map, key string) string {
	if v, ok := attrs.Get(key); ok {
		return v.AsString()
	}
	return ""
}

func seconds(attrs pcommon.Map, key string) time.Duration {
	if v, ok := attrs.Get(key); ok {
		return time.Duration(v.Double() * float64(time.Second))
	}
	return 0
}
