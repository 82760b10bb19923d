package input

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Counts says what was read.
type Counts struct {
	// Requests are the documents with traces, Spans the spans in them, each once, and Traces what they belong to.
	Requests, Spans, Traces int
	// Duplicates are spans that were read before: a sender that missed an answer sends again.
	Duplicates int
	// Logs, Metrics, Profiles and Empty are documents that were left out.
	Logs, Metrics, Profiles, Empty int
}

// Spans are all spans that were read, by trace.
type Spans struct {
	// Counts is complete once Each was called.
	Counts Counts

	bytes  int // of JSON
	traces map[pcommon.TraceID][]entry
	names  map[string]string // one copy of each key of a resource or scope
}

// entry is a span where it was read. The keys are equal for equal resources and scopes.
type entry struct {
	span        ptrace.Span
	resource    ptrace.ResourceSpans
	scope       ptrace.ScopeSpans
	resourceKey string
	scopeKey    string
}

func newSpans() *Spans {
	return &Spans{traces: map[pcommon.TraceID][]entry{}, names: map[string]string{}}
}

// index adds the spans of a request. It is false where one has no id.
func (s *Spans) index(td ptrace.Traces) bool {
	for _, resource := range td.ResourceSpans().All() {
		resourceKey := s.intern(canonical(resource.Resource().Attributes()) + resource.SchemaUrl())
		for _, scope := range resource.ScopeSpans().All() {
			scopeKey := s.intern(scope.Scope().Name() + "\xff" + scope.Scope().Version() + "\xff" + canonical(scope.Scope().Attributes()) + scope.SchemaUrl())
			for _, span := range scope.Spans().All() {
				if span.TraceID().IsEmpty() || span.SpanID().IsEmpty() {
					return false
				}
				s.traces[span.TraceID()] = append(s.traces[span.TraceID()], entry{span: span, resource: resource, scope: scope, resourceKey: resourceKey, scopeKey: scopeKey})
				s.Counts.Spans++
			}
		}
	}
	return true
}

func (s *Spans) intern(key string) string {
	if known, ok := s.names[key]; ok {
		return known
	}
	s.names[key] = key
	return key
}

// canonical is the same text for the same attributes in whatever order.
func canonical(attributes pcommon.Map) string {
	return fmt.Sprintf("%#v", attributes.AsRaw()) // fmt sorts the keys of maps
}

// Each calls visit with every trace, whole: by the start of its first span, and in it the spans by start. What an
// earlier collector wrote about findings is taken off. It may be called once, since visit may change the spans.
func (s *Spans) Each(visit func(ptrace.Traces) error) error {
	ids := s.sort()
	for _, id := range ids {
		entries := s.traces[id]
		delete(s.traces, id)
		if err := visit(whole(entries)); err != nil {
			return err
		}
	}
	return nil
}

// sort brings every trace in order without its duplicates, and returns the ids of the traces in order.
func (s *Spans) sort() []pcommon.TraceID {
	ids := make([]pcommon.TraceID, 0, len(s.traces))
	for id, entries := range s.traces {
		slices.SortStableFunc(entries, compareEntries)
		kept := withoutDuplicates(entries)
		s.Counts.Duplicates += len(entries) - len(kept)
		s.Counts.Spans -= len(entries) - len(kept)
		s.traces[id] = kept
		ids = append(ids, id)
	}
	s.Counts.Traces = len(ids)
	slices.SortFunc(ids, func(a, b pcommon.TraceID) int {
		return cmp.Or(cmp.Compare(s.traces[a][0].span.StartTimestamp(), s.traces[b][0].span.StartTimestamp()), bytes.Compare(a[:], b[:]))
	})
	return ids
}

func compareEntries(a, b entry) int {
	aID, bID := a.span.SpanID(), b.span.SpanID()
	order := cmp.Or(
		cmp.Compare(a.span.StartTimestamp(), b.span.StartTimestamp()),
		cmp.Compare(a.span.EndTimestamp(), b.span.EndTimestamp()),
		bytes.Compare(aID[:], bID[:]),
		cmp.Compare(a.span.Kind(), b.span.Kind()),
		strings.Compare(a.span.Name(), b.span.Name()),
		strings.Compare(a.resourceKey, b.resourceKey),
		strings.Compare(a.scopeKey, b.scopeKey))
	if order != 0 {
		return order
	}
	return strings.Compare(canonical(a.span.Attributes()), canonical(b.span.Attributes()))
}

// withoutDuplicates keeps the first span of each id and kind: in some systems the two ends of a call share an id.
func withoutDuplicates(entries []entry) []entry {
	type identity struct {
		id   pcommon.SpanID
		kind ptrace.SpanKind
	}
	seen := make(map[identity]bool, len(entries))
	kept := make([]entry, 0, len(entries))
	for _, e := range entries {
		if id := (identity{e.span.SpanID(), e.span.Kind()}); !seen[id] {
			seen[id] = true
			kept = append(kept, e)
		}
	}
	return kept
}

// whole makes one request of a trace: each resource and each scope once, because processors look for the request of a
// call within a resource.
func whole(entries []entry) ptrace.Traces {
	td := ptrace.NewTraces()
	resources := map[string]ptrace.ResourceSpans{}
	scopes := map[[2]string]ptrace.ScopeSpans{}
	for _, e := range entries {
		resource, ok := resources[e.resourceKey]
		if !ok {
			resource = td.ResourceSpans().AppendEmpty()
			e.resource.Resource().CopyTo(resource.Resource())
			resource.SetSchemaUrl(e.resource.SchemaUrl())
			resources[e.resourceKey] = resource
		}
		key := [2]string{e.resourceKey, e.scopeKey}
		scope, ok := scopes[key]
		if !ok {
			scope = resource.ScopeSpans().AppendEmpty()
			e.scope.Scope().CopyTo(scope.Scope())
			scope.SetSchemaUrl(e.scope.SchemaUrl())
			scopes[key] = scope
		}
		span := scope.Spans().AppendEmpty()
		e.span.MoveTo(span)
		unjudged(span)
	}
	return td
}

// unjudged takes off what a collector found in the span before: this check judges by its own settings.
func unjudged(span ptrace.Span) {
	span.Attributes().Remove(finding.AttrFindings)
	span.Attributes().Remove(finding.AttrNPlusOneRepeats)
	span.Events().RemoveIf(func(event ptrace.SpanEvent) bool {
		return event.Name() == finding.EventNPlusOne || event.Name() == finding.EventSlowQuery
	})
}
