package finding_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestIDDependsOnEveryPart(t *testing.T) {
	base := finding.ID(finding.KindNPlusOne, pcommon.TraceID{1}, pcommon.SpanID{2}, 3)
	others := map[string]string{
		"kind":        finding.ID(finding.KindSlowQuery, pcommon.TraceID{1}, pcommon.SpanID{2}, 3),
		"trace":       finding.ID(finding.KindNPlusOne, pcommon.TraceID{9}, pcommon.SpanID{2}, 3),
		"parent":      finding.ID(finding.KindNPlusOne, pcommon.TraceID{1}, pcommon.SpanID{9}, 3),
		"fingerprint": finding.ID(finding.KindNPlusOne, pcommon.TraceID{1}, pcommon.SpanID{2}, 9),
	}
	for part, other := range others {
		assert.NotEqual(t, base, other, part)
	}
	assert.Equal(t, base, finding.ID(finding.KindNPlusOne, pcommon.TraceID{1}, pcommon.SpanID{2}, 3))
	assert.Regexp(t, `^[0-9a-f]{16}$`, base)
}

func TestHexRoundTrip(t *testing.T) {
	for _, v := range []uint64{0, 1, 0xdeadbeef, 1<<64 - 1} {
		got, ok := finding.ParseHex(finding.Hex(v))
		require.True(t, ok)
		assert.Equal(t, v, got)
	}
	for _, bad := range []string{"", "1", "00000000DEADBEEF", "zzzzzzzzzzzzzzzz", "0000000000000000a"} {
		_, ok := finding.ParseHex(bad)
		assert.False(t, ok, bad)
	}
}

func TestMarkIsSortedAndIdempotent(t *testing.T) {
	span := ptrace.NewSpan()
	for range 2 {
		finding.Mark(span, finding.KindSlowQuery)
		finding.Mark(span, finding.KindNPlusOne)
	}
	got, ok := span.Attributes().Get(finding.AttrFindings)
	require.True(t, ok)
	assert.Equal(t, []any{"n_plus_one", "slow_query"}, got.Slice().AsRaw())
}

func TestMarkReplacesAValueOfAnotherType(t *testing.T) {
	span := ptrace.NewSpan()
	span.Attributes().PutStr(finding.AttrFindings, "not ours")
	finding.Mark(span, finding.KindSlowQuery)
	got, _ := span.Attributes().Get(finding.AttrFindings)
	assert.Equal(t, []any{"slow_query"}, got.Slice().AsRaw())
}

func TestFind(t *testing.T) {
	span := ptrace.NewSpan()
	span.Events().AppendEmpty().SetName("other")
	event := span.Events().AppendEmpty()
	event.SetName(finding.EventNPlusOne)
	event.Attributes().PutStr(finding.AttrFindingID, "0123456789abcdef")

	got, ok := finding.Find(span, finding.EventNPlusOne, "0123456789abcdef")
	require.True(t, ok)
	assert.Equal(t, finding.EventNPlusOne, got.Name())

	_, ok = finding.Find(span, finding.EventNPlusOne, "0000000000000000")
	assert.False(t, ok, "another id")
	_, ok = finding.Find(span, finding.EventSlowQuery, "0123456789abcdef")
	assert.False(t, ok, "another name")
}
