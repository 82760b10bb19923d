package workload_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/internal/workload"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSizes holds the batches to what the package says of them, as they go over the wire.
func TestSizes(t *testing.T) {
	for _, calls := range []int{0, 10, 19} {
		batch := workload.Traces(calls, 7)
		wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
		require.NoError(t, err)
		assert.InEpsilon(t, 690*workload.Size, len(wire), 0.02)
		require.Equal(t, workload.Size, batch.SpanCount())
		for _, span := range batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
			require.Equal(t, 12, span.Attributes().Len())
		}
	}
	wire, err := (&plog.ProtoMarshaler{}).MarshalLogs(workload.Logs())
	require.NoError(t, err)
	assert.InEpsilon(t, 330*workload.Size, len(wire), 0.02)
	assert.Equal(t, workload.Size, workload.Logs().LogRecordCount())
}

// TestTraces counts traces, calls and those that repeat themselves.
func TestTraces(t *testing.T) {
	clients, children := 0, 0
	statements := map[string]map[string]int{} // by trace, the table's name
	for _, span := range workload.Traces(10, 0x1122334455667788).ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		trace := span.TraceID().String()
		require.Equal(t, "1122334455667788", trace[:16])
		if statements[trace] == nil {
			statements[trace] = map[string]int{}
		} else {
			children++
		}
		if span.Kind() == ptrace.SpanKindClient {
			clients++
			text, _ := span.Attributes().Get("db.query.text")
			statements[trace][text.Str()[len("SELECT o.id, o.total, o.currency FROM "):][:6]]++
		}
	}
	repeating := 0
	for _, byTable := range statements {
		most := 0
		for _, n := range byTable {
			most = max(most, n)
		}
		if most >= 5 {
			repeating++
		}
	}
	assert.Len(t, statements, 50)
	assert.Equal(t, 950, children)
	assert.Equal(t, 500, clients)
	assert.Equal(t, 5, repeating)
}
