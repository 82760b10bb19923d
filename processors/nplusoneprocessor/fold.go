package nplusoneprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// addCollapsed adds the calls that a collapsed span stands for (a batch sent again, another collector before this
// one) in place of the observation, which is the last of the batch; false where the span is an ordinary one.
func (b *batch) addCollapsed(trace pcommon.TraceID, at int32) bool {
	like, many := b.seen[at], false
	calls := int32(0)
	ok := eachCall(like.span, func(id uint64, start, end int64) {
		if calls == 0 {
			many = valuesDiffer(like.span)
			b.seen = b.seen[:at]
		}
		o := like
		o.id, o.start, o.end, o.folds = id, start, max(start, end), false
		if many && calls > 0 {
			o.values = mix(like.values, uint64(calls)) | like.values&partlyTold
		}
		b.seen = append(b.seen, o)
		b.chain(trace, at+calls)
		calls++
	})
	return ok
}

// valuesDiffer tells whether the calls of a collapsed span had different texts or parameters.
func valuesDiffer(span ptrace.Span) bool {
	for name := range span.Attributes().All() {
		key, ok := strings.CutPrefix(name, finding.AttrCollapsedValuesPrefix)
		if ok && (key == "db.query.text" || key == "db.statement" || strings.HasPrefix(key, dbspan.ParameterPrefix)) {
			return true
		}
	}
	return false
}

// collapse folds what may fold and gives the number of spans taken out. The observations' spans are not to be used
// after it.
func (b *batch) collapse(td ptrace.Traces, minRepeats uint32) int {
	at := 0
	return b.folder.collapse(td, int(minRepeats), func(span ptrace.Span) (uint64, bool) {
		var group uint64
		folds := false
		for at < len(b.seen) && b.seen[at].span == span { // in the order of the spans, which may be left out
			group, folds = b.seen[at].identity, b.seen[at].folds
			at++
		}
		return group, folds
	})
}
