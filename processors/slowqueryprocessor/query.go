package slowqueryprocessor

import (
	"cmp"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// query is a call whose statement is known.
type query struct {
	dbspan.Call
	dialect     sqlfingerprint.Dialect
	fingerprint sqlfingerprint.ID
	hex         string // the fingerprint as it stands on telemetry
	normalized  string // empty where the span has no text
	summary     string // empty where nothing is known
}

// identify fingerprints the call. A span without a text keeps the fingerprint it has, because an earlier
// collector may have dropped the text; else its summary, or its operation and target, stand for the text.
func (p *slowQuery) identify(span ptrace.Span, q *query) {
	q.dialect = sqlfingerprint.DialectOf(q.System)
	if q.Text == "" {
		q.withoutText(span, p.texts)
		return
	}
	id, texts := p.texts.Describe(q.dialect, q.Text)
	q.fingerprint, q.hex, q.normalized = id, texts.ID, texts.Normalized
	if q.summary = cmp.Or(q.Summary, texts.Summary); q.summary == "" {
		q.summary = operationAndTarget(&q.Call)
	}
}

func (q *query) withoutText(span ptrace.Span, texts *sqlfingerprint.Cache) {
	q.summary = cmp.Or(q.Summary, operationAndTarget(&q.Call))
	if have, ok := span.Attributes().Get(finding.AttrQueryFingerprint); ok {
		if id, ok := finding.ParseHex(have.Str()); ok {
			q.fingerprint, q.hex = sqlfingerprint.ID(id), have.Str()
			return
		}
	}
	q.fingerprint = texts.Fingerprint(q.dialect, q.summary)
	q.hex = q.fingerprint.String()
}

// operationAndTarget is the summary of a call by the semantic conventions where there is no text to parse.
func operationAndTarget(call *dbspan.Call) string {
	if call.Operation == "" || call.Collection == "" {
		return cmp.Or(call.Operation, call.Collection)
	}
	return call.Operation + " " + call.Collection
}

// describe writes the fingerprint, and the summary where it is missing. It is true where the fingerprint was there
// already: the span passed a slow_query before.
func (q *query) describe(span ptrace.Span) (described bool) {
	attrs := span.Attributes()
	have, ok := attrs.Get(finding.AttrQueryFingerprint)
	if described = ok && have.Str() == q.hex; !described {
		attrs.PutStr(finding.AttrQueryFingerprint, q.hex)
	}
	if q.Summary == "" && q.summary != "" {
		attrs.PutStr(finding.AttrDBQuerySummary, q.summary)
	}
	return described
}

// comparable tells calls that can be compared with others of their fingerprint. A batch takes the longer the larger it
// is, and where neither text nor target are known, a fingerprint stands for many statements.
func (q *query) comparable() bool {
	return q.BatchSize <= 1 && (q.Text != "" || q.Collection != "" || strings.Contains(q.summary, " "))
}
