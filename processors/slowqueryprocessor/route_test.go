package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// ancestor is a span above the slow call, whose parent is span 3; each is the parent of the one before.
type ancestor struct {
	id, parent byte
	name       string
	kind       ptrace.SpanKind
}

func TestSlowCallsTellTheirRequest(t *testing.T) {
	const server, consumer, internal = ptrace.SpanKindServer, ptrace.SpanKindConsumer, ptrace.SpanKindInternal
	for name, tc := range map[string]struct {
		above []ancestor
		want  string
	}{
		"the server":            {[]ancestor{{3, 9, "GET /users", server}}, "GET /users"},
		"beyond a function":     {[]ancestor{{3, 4, "find", internal}, {4, 9, "GET /users", server}}, "GET /users"},
		"a job":                 {[]ancestor{{3, 4, "process", consumer}, {4, 0, "POST /jobs", server}}, "process"},
		"the root of the trace": {[]ancestor{{3, 0, "nightly", internal}}, "nightly"},
		"in another batch":      {nil, ""},
		"not wholly here":       {[]ancestor{{3, 4, "find", internal}}, ""},
		"in a circle":           {[]ancestor{{3, 4, "a", internal}, {4, 3, "b", internal}}, ""},
		"its own parent":        {[]ancestor{{3, 3, "a", internal}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			td, spans := newTraces("shop")
			addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
			for _, a := range tc.above {
				span := spans.AppendEmpty()
				span.SetTraceID(pcommon.TraceID{1})
				span.SetSpanID(pcommon.SpanID{a.id})
				span.SetParentSpanID(pcommon.SpanID{a.parent})
				span.SetName(a.name)
				span.SetKind(a.kind)
			}
			p, shown := startWithPage(t, defaultConfig(), nop())
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
			require.Len(t, shown.found, 1)
			assert.Equal(t, tc.want, shown.found[0].Route)
		})
	}
}
