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

func sampleFinding() *finding.Finding {
	return &finding.Finding{
		ID: "00000000000000ff", Kind: finding.KindNPlusOne, Severity: finding.SeverityWarn, Complete: true, Hint: "Do it at once.",
		Service: "articles", TraceID: pcommon.TraceID{1}, SpanID: toSpanID(rootID), Start: pcommon.NewTimestampFromTime(epoch), Duration: 90 * time.Millisecond,
		Fingerprint: 0xabc, System: "postgresql", Text: "SELECT * FROM t WHERE id = ?", Summary: "SELECT t",
		Code: finding.Code{Function: "Posts.list", File: "posts.py", Line: 12},
		NPlusOne: &finding.NPlusOne{
			Repeats: 12, Call: "db", Parameters: "different", Concurrency: "sequential", Source: "SELECT articles", Via: []string{"find"},
			SpanIDs: []pcommon.SpanID{toSpanID(0x100), toSpanID(0x101)},
		},
	}
}

func TestWriteFillsTheVocabulary(t *testing.T) {
	span := ptrace.NewSpan()
	write(span, sampleFinding())
	require.Equal(t, 1, span.Events().Len())
	event := span.Events().At(0)
	assert.Equal(t, "scout.n_plus_one", event.Name())
	assert.Equal(t, pcommon.NewTimestampFromTime(epoch), event.Timestamp())
	assert.Equal(t, map[string]any{
		"scout.finding.id":             "00000000000000ff",
		"scout.finding.severity":       "warn",
		"scout.finding.complete":       true,
		"scout.finding.hint":           "Do it at once.",
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
		"code.function.name":           "Posts.list",
		"code.file.path":               "posts.py",
		"code.line.number":             int64(12),
	}, event.Attributes().AsRaw())
}

// What is not known has no attribute.
func TestWriteLeavesOutWhatIsNotKnown(t *testing.T) {
	span, f := ptrace.NewSpan(), sampleFinding()
	f.System, f.Code, f.NPlusOne.Source, f.NPlusOne.Via = "", finding.Code{}, "", nil
	write(span, f)
	attrs := span.Events().At(0).Attributes()
	for _, key := range []string{"db.system.name", "scout.n_plus_one.source", "scout.n_plus_one.via", "code.function.name", "code.file.path", "code.line.number"} {
		_, ok := attrs.Get(key)
		assert.False(t, ok, key)
	}
}

func TestWriteKeepsTheFindingThatKnowsMoreCalls(t *testing.T) {
	for name, tc := range map[string]struct{ then, want int64 }{"fewer": {7, 12}, "as many": {12, 12}, "more": {20, 20}} {
		span := ptrace.NewSpan()
		write(span, sampleFinding())
		again := sampleFinding()
		again.NPlusOne.Repeats = tc.then
		write(span, again)
		require.Equal(t, 1, span.Events().Len(), name)
		assert.Equal(t, tc.want, repeatsOf(span.Events().At(0).Attributes()), name)
		assert.Equal(t, tc.want, repeatsOf(span.Attributes()), name)
	}
}

func TestHintNamesTheFix(t *testing.T) {
	for name, tc := range map[string]struct {
		of         statement
		parameters string
		want       string
	}{
		"read":               {statement{kind: dbspan.DB}, "different", "load all of them in one query"},
		"write":              {statement{kind: dbspan.DB, writes: true}, "different", "write all rows in one statement"},
		"same values":        {statement{kind: dbspan.DB}, "identical", "make it once and reuse the result"},
		"same values, write": {statement{kind: dbspan.DB, writes: true}, "identical", "write all rows in one statement"},
		"values not told":    {statement{kind: dbspan.DB}, "unknown", "load all of them in one query"},
		"cache":              {statement{kind: dbspan.Cache}, "different", "MGET"},
		"http":               {statement{kind: dbspan.HTTP}, "different", "in one request"},
		"rpc":                {statement{kind: dbspan.RPC}, "different", "a method that takes a list"},
	} {
		got := hint(&tc.of, tc.parameters)
		assert.Contains(t, got, tc.want, name)
		assert.Regexp(t, `^[A-Z][^.]*(\.[^. ][^.]*)*\.$`, got, "one sentence: %s", name)
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
		e := evidence{extent: extent{n: 5}, sum: tc.sum, covered: tc.covered}
		assert.Equal(t, tc.want, e.concurrency(), name)
	}
}

// An event of another name is somebody else's, even with our id.
func TestWriteLeavesForeignEventsAlone(t *testing.T) {
	span := ptrace.NewSpan()
	write(span, sampleFinding())
	span.Events().At(0).SetName("somebody else's")
	before := span.Events().At(0).Attributes().AsRaw()
	write(span, sampleFinding())
	require.Equal(t, 2, span.Events().Len())
	assert.Equal(t, before, span.Events().At(0).Attributes().AsRaw())
	assert.Equal(t, "scout.n_plus_one", span.Events().At(1).Name())
}

// An event before ours does not hide it.
func TestWriteFindsItsEventAmongOthers(t *testing.T) {
	span := ptrace.NewSpan()
	span.Events().AppendEmpty().SetName("exception")
	write(span, sampleFinding())
	write(span, sampleFinding())
	require.Equal(t, 2, span.Events().Len())
	other := sampleFinding()
	other.ID = "00000000000000fe"
	write(span, other)
	require.Equal(t, 3, span.Events().Len(), "another group is another event")
}
