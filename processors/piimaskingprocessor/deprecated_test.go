package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/protobuf/encoding/protowire"
)

// deprecatedScope is the field in which the scopes of a resource stood before OTLP 0.15.
const deprecatedScope = 1000

// message writes one field of a message around what is given.
func message(field protowire.Number, inner []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, field, protowire.BytesType), inner)
}

// TestDeprecatedScopesAreMasked holds that what stands in the old field, where no method of pdata reaches, does not pass.
func TestDeprecatedScopesAreMasked(t *testing.T) {
	const address = "alice@example.com"
	p := newTestPass()
	batch := func(name protowire.Number) []byte {
		record := message(2, message(name, []byte(address)))
		return message(1, message(deprecatedScope, record))
	}

	spans, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(batch(5)) // name
	require.NoError(t, err)
	p.traces(spans)
	raw, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(spans)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "al***@example.com")
	assert.NotContains(t, string(raw), address)

	metrics, err := (&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics(batch(2)) // description
	require.NoError(t, err)
	p.metrics(metrics)
	raw, err = (&pmetric.ProtoMarshaler{}).MarshalMetrics(metrics)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "al***@example.com")
	assert.NotContains(t, string(raw), address)

	logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(batch(3)) // severity text
	require.NoError(t, err)
	p.logs(logs)
	raw, err = (&plog.ProtoMarshaler{}).MarshalLogs(logs)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "al***@example.com")
	assert.NotContains(t, string(raw), address)
}

// TestResourceWithoutScopesStays holds that an empty resource comes out as it went in.
func TestResourceWithoutScopesStays(t *testing.T) {
	batch := ptrace.NewTraces()
	batch.ResourceSpans().AppendEmpty().Resource().Attributes().PutStr("service.name", "checkout")
	newTestPass().traces(batch)
	require.Equal(t, 1, batch.ResourceSpans().Len())
	assert.Equal(t, map[string]any{"service.name": "checkout"}, batch.ResourceSpans().At(0).Resource().Attributes().AsRaw())
}
