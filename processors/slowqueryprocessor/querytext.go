package slowqueryprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// attrLegacyText is where the text stood before the conventions were stable.
const attrLegacyText = "db.statement"

// rewriteText brings the text into the form that query_text asks for, on housekeeping as well: a prepared
// statement has literals, too.
func (p *slowQuery) rewriteText(span ptrace.Span, call *dbspan.Call) {
	switch p.queryText {
	case QueryTextNormalize:
		dialect := sqlfingerprint.DialectOf(call.System)
		p.normalizeText(span.Attributes(), finding.AttrDBQueryText, dialect)
		p.normalizeText(span.Attributes(), attrLegacyText, dialect)
	case QueryTextDrop:
		span.Attributes().Remove(finding.AttrDBQueryText)
		span.Attributes().Remove(attrLegacyText)
	}
}

// normalizeText leaves a text of white space alone; a text of comments alone, which is how some drivers ping,
// becomes an empty statement, which still reads as a ping.
func (p *slowQuery) normalizeText(attrs pcommon.Map, key string, dialect sqlfingerprint.Dialect) {
	value, ok := attrs.Get(key)
	if !ok || value.Type() != pcommon.ValueTypeStr {
		return
	}
	text := value.Str()
	_, texts := p.texts.Describe(dialect, text)
	normalized := texts.Normalized
	if normalized == "" && strings.TrimSpace(text) != "" {
		normalized = sqlfingerprint.EmptyStatement(dialect)
	}
	if normalized != "" && normalized != text {
		value.SetStr(normalized)
	}
}
