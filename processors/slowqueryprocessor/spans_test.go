package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
)

// newTraces returns an empty resource of the service and the spans to fill.
func newTraces(service string) (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", service)
	return td, resource.ScopeSpans().AppendEmpty().Spans()
}

var start = time.Unix(1_700_000_000, 0)

// addQuery adds the span of a statement that took so long.
func addQuery(spans ptrace.SpanSlice, system, text string, took time.Duration) ptrace.Span {
	span := spans.AppendEmpty()
	span.SetKind(ptrace.SpanKindClient)
	span.SetName("query")
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{2})
	span.SetParentSpanID(pcommon.SpanID{3})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(took)))
	span.Attributes().PutStr("db.system.name", system)
	span.Attributes().PutStr("db.query.text", text)
	return span
}

func newForTest(t testing.TB, cfg *Config, next consumer.Traces) processor.Traces {
	t.Helper()
	p, err := NewFactory().CreateTraces(context.Background(), settings(), cfg, next)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return p
}

func defaultConfig() *Config { return createDefaultConfig().(*Config) }

func nop() consumer.Traces { return consumertest.NewNop() }

func settings() processor.Settings { return processortest.NewNopSettings(NewFactory().Type()) }
