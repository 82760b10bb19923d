package slowqueryprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// maxAncestors bounds how far up the request of a call is looked for. Parents that go round in a circle end there.
const maxAncestors = 64

// routes are the spans of one resource that share a trace with a slow call: enough to tell which request it belongs to.
// They are gathered only where there is something to tell a sink.
type routes map[spanKey]ptrace.Span

type spanKey struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

func routesOf(resource ptrace.ResourceSpans, slow []slowCall) routes {
	traces := make(map[pcommon.TraceID]bool, len(slow))
	for i := range slow {
		traces[slow[i].span.TraceID()] = true
	}
	r := routes{}
	for _, scope := range resource.ScopeSpans().All() {
		for _, span := range scope.Spans().All() {
			if traces[span.TraceID()] {
				r[spanKey{span.TraceID(), span.SpanID()}] = span
			}
		}
	}
	return r
}

// of gives the name of the nearest span above the call by which a request came into the service, or of the root; empty
// where that passed in another batch, and for a call that is the root itself.
func (r routes) of(call ptrace.Span) string {
	span := call
	for range maxAncestors {
		parent, ok := r[spanKey{span.TraceID(), span.ParentSpanID()}]
		if !ok {
			return ""
		}
		if isEntry(parent) {
			return strings.Clone(parent.Name())
		}
		span = parent
	}
	return ""
}

func isEntry(span ptrace.Span) bool {
	kind := span.Kind()
	return kind == ptrace.SpanKindServer || kind == ptrace.SpanKindConsumer || span.ParentSpanID() == (pcommon.SpanID{})
}
