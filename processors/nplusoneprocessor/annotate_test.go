package nplusoneprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

func sampleVerdict() *verdict {
	return &verdict{
		evidence: evidence{
			n: 12, start: epoch.UnixNano(), end: epoch.Add(time.Second).UnixNano(), covered: int64(90 * time.Millisecond),
			sum: int64(90 * time.Millisecond), values: 7, differ: true, ids: []uint64{0x100, 0x101},
		},
		complete: true, anchor: rootID, key: 0xabc, severity: finding.SeverityWarn, source: "SELECT articles", via: []string{"find"},
		statement: &statement{kind: dbspan.DB, fingerprint: 0xabc, system: "postgresql", text: "SELECT * FROM t WHERE id = ?", summary: "SELECT t"},
	}
}

func TestWriteFillsTheVocabulary(t *testing.T) {
	span, trace := ptrace.NewSpan(), pcommon.TraceID{1}
	v := sampleVerdict()
	write(span, trace, v)
	require.Equal(t, 1, span.Events().Len())
	event := span.Events().At(0)
	assert.Equal(t, "scout.n_plus_one", event.Name())
	assert.Equal(t, pcommon.NewTimestampFromTime(epoch), event.Timestamp())
	assert.Equal(t, map[string]any{
		"scout.finding.id":             finding.ID(finding.KindNPlusOne, trace, toSpanID(rootID), 0xabc),
		"scout.finding.severity":       "warn",
		"scout.finding.complete":       true,
		"scout.finding.hint":           hint(v),
		"scout.query.fingerprint":      "0000000000000abc",
		"db.system.name":               "postgresql",
		"db.query.text":                "SELECT * FROM t WHERE id = ?",
		"db.query.summary":             "SELECT t",
		"scout.n_plus_one.repeats":     int64(12),
		"scout.n_plus_one.duration":    0.09,
		"scout.n_plus_one.kind":        "db",
		"scout.n_plus_one.parameters":  "different",
		"scout.n_plus_one.concurrency": "sequential",
		"scout.n_plus_one.source":      "SELECT articles",
		"scout.n_plus_one.via":         []any{"find"},
		"scout.n_plus_one.span_ids":    []any{"0000000000000100", "0000000000000101"},
	}, event.Attributes().AsRaw())
}

func TestWriteKeepsTheFindingThatKnowsMoreCalls(t *testing.T) {
	for name, tc := range map[string]struct {
		then uint32
		want int64
	}{"fewer": {7, 12}, "as many": {12, 12}, "more": {20, 20}} {
		span, trace := ptrace.NewSpan(), pcommon.TraceID{1}
		write(span, trace, sampleVerdict())
		again := sampleVerdict()
		again.n = tc.then
		write(span, trace, again)
		require.Equal(t, 1, span.Events().Len(), name)
		assert.Equal(t, tc.want, repeatsOf(span.Events().At(0).Attributes()), name)
		assert.Equal(t, tc.want, repeatsOf(span.Attributes()), name)
	}
}

func TestHintNamesTheFix(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*verdict)
		want   string
	}{
		"read":               {func(*verdict) {}, "load all of them in one query"},
		"write":              {func(v *verdict) { v.statement.writes = true }, "write all rows in one statement"},
		"same values":        {func(v *verdict) { v.differ = false }, "make it once and reuse the result"},
		"same values, write": {func(v *verdict) { v.differ, v.statement.writes = false, true }, "write all rows in one statement"},
		"values not told":    {func(v *verdict) { v.differ, v.values = false, 0 }, "load all of them in one query"},
		"cache":              {func(v *verdict) { v.statement.kind = dbspan.Cache }, "MGET"},
		"http":               {func(v *verdict) { v.statement.kind = dbspan.HTTP }, "in one request"},
		"rpc":                {func(v *verdict) { v.statement.kind = dbspan.RPC }, "a method that takes a list"},
	} {
		v := sampleVerdict()
		tc.change(v)
		assert.Contains(t, hint(v), tc.want, name)
		assert.Regexp(t, `^[A-Z][^.]*(\.[^. ][^.]*)*\.$`, hint(v), "one sentence: %s", name)
	}
}

func TestConcurrencyAllowsForClocks(t *testing.T) {
	ms := int64(time.Millisecond)
	for name, tc := range map[string]struct {
		sum, covered int64
		want         string
	}{
		"no overlap":                {100 * ms, 100 * ms, "sequential"},
		"cut to milliseconds":       {104 * ms, 100 * ms, "sequential"},
		"a little over":             {100*ms + 4*ms + 1, 100 * ms, "parallel"},
		"all beside each other":     {500 * ms, 100 * ms, "parallel"},
		"quick, beside each other":  {5 * ms, ms, "sequential"}, // cannot be told from clocks
		"quicker than any clock is": {5000, 1000, "sequential"},
	} {
		e := evidence{n: 5, sum: tc.sum, covered: tc.covered}
		assert.Equal(t, tc.want, e.concurrency(), name)
	}
}

// An event of another name is somebody else's, even with our id.
func TestWriteLeavesForeignEventsAlone(t *testing.T) {
	span, trace := ptrace.NewSpan(), pcommon.TraceID{1}
	write(span, trace, sampleVerdict())
	span.Events().At(0).SetName("somebody else's")
	before := span.Events().At(0).Attributes().AsRaw()
	write(span, trace, sampleVerdict())
	require.Equal(t, 2, span.Events().Len())
	assert.Equal(t, before, span.Events().At(0).Attributes().AsRaw())
	assert.Equal(t, "scout.n_plus_one", span.Events().At(1).Name())
}

// An event before ours does not hide it.
func TestWriteFindsItsEventAmongOthers(t *testing.T) {
	span, trace := ptrace.NewSpan(), pcommon.TraceID{1}
	span.Events().AppendEmpty().SetName("exception")
	write(span, trace, sampleVerdict())
	write(span, trace, sampleVerdict())
	require.Equal(t, 2, span.Events().Len())
	other := sampleVerdict()
	other.key = 0xdef
	write(span, trace, other)
	require.Equal(t, 3, span.Events().Len(), "another group is another event")
}
