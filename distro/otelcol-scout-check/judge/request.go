package judge

import (
	"cmp"
	"maps"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// maxAncestors bounds how far up a request is looked for; parents that go round in a circle end there.
const maxAncestors = 1024

// requests are the spans of one trace, to find the request that a finding was made in.
type requests map[pcommon.SpanID][]spanOf

type spanOf struct {
	ptrace.Span
	service string
}

func requestsOf(td ptrace.Traces) requests {
	r := make(requests, td.SpanCount())
	for _, resource := range td.ResourceSpans().All() {
		service := finding.ServiceName(resource.Resource().Attributes())
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				r[span.SpanID()] = append(r[span.SpanID()], spanOf{span, service})
			}
		}
	}
	return r
}

// eachEndpoint visits every span by which a request came into a service. A call that nobody made a request for is none.
func (r requests) eachEndpoint(visit func(Endpoint)) {
	for _, spans := range r {
		for _, span := range spans {
			if isEntry(span.Span) && span.Kind() != ptrace.SpanKindClient {
				visit(Endpoint{span.service, span.Name()})
			}
		}
	}
}

// of is the name of the nearest span at or above the finding's by which a request came into its service. Where the
// span itself did not arrive, its calls know no more.
func (r requests) of(f *finding.Finding) string {
	id := f.SpanID
	for range maxAncestors {
		span, ok := r.find(id, f.Service)
		if !ok {
			return ""
		}
		if isEntry(span.Span) {
			return span.Name()
		}
		id = span.ParentSpanID()
	}
	return ""
}

// find gives the span with the id, the service's own where two share it.
func (r requests) find(id pcommon.SpanID, service string) (spanOf, bool) {
	spans := r[id]
	for _, span := range spans {
		if span.service == service {
			return span, true
		}
	}
	if len(spans) == 0 {
		return spanOf{}, false
	}
	return spans[0], true
}

func isEntry(span ptrace.Span) bool {
	kind := span.Kind()
	return kind == ptrace.SpanKindServer || kind == ptrace.SpanKindConsumer || span.ParentSpanID().IsEmpty()
}

func sortedEndpoints(endpoints map[Endpoint]bool) []Endpoint {
	return slices.SortedFunc(maps.Keys(endpoints), func(a, b Endpoint) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Name, b.Name))
	})
}
