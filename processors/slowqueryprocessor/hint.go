package slowqueryprocessor

import (
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// manyRows is the number of rows from which on a result is worth a word.
const manyRows = 1000

// hint is one sentence or two on what the text and the number of rows show. It never speaks of a plan, which
// nobody saw, and never contains a literal.
func hint(q *query, rows int64) string {
	if q.Kind == dbspan.Cache {
		return cacheHint(q)
	}
	if q.Text == "" {
		return "The span carries no statement, so nothing can be told about it. Let the instrumentation record db.query.text."
	}
	c := sqlfingerprint.ClausesOf(q.dialect, q.Text)
	if h := conditionHint(c); h != "" {
		return h
	}
	if h := rowsHint(c, rows); h != "" {
		return h
	}
	return neutralHint
}

// conditionHint speaks of what is costly for any number of rows returned, the surest first.
func conditionHint(c sqlfingerprint.Clauses) string {
	switch {
	case c.AlwaysTrue:
		return "The WHERE holds for every row, so the statement changes the whole table. Add a condition, or change the rows in portions."
	case c.Unconditional:
		return "The statement has no WHERE and changes every row of the table. Add a condition, or change the rows in portions."
	case c.RandomOrder:
		return "ORDER BY a random number gives one to every row that matches and sorts them all before the first is returned. Pick random keys instead, or a sample of the table."
	case c.AllowFiltering:
		return "ALLOW FILTERING reads rows and throws away those that do not match. Make a table whose key serves this condition."
	case c.JavaScript:
		return "$where and $function run a program for each document, and no index serves them. Write the condition with the query operators."
	case c.LeadingWildcard:
		return "The LIKE pattern starts with a wildcard, which an ordered index cannot narrow down. Anchor the pattern, or use a full-text or trigram index."
	case c.UnanchoredRegexp:
		return "The regular expression may match anywhere in the value, which an ordered index cannot narrow down. Anchor it with ^, or use a full-text or trigram index."
	case c.PatternHidden:
		return "The LIKE pattern cannot be seen here. If it starts with a wildcard, an ordered index cannot narrow it down: anchor it, or use a full-text or trigram index."
	case c.Offset:
		return "OFFSET reads and discards all rows before the page. Page by the last key seen: WHERE key > last ORDER BY key LIMIT n."
	case c.FunctionOnColumn:
		return "WHERE compares a function of a column, which an index on the bare column cannot serve. Compare the column itself, or index the expression."
	default:
		return ""
	}
}

// rowsHint speaks of many rows that were returned.
func rowsHint(c sqlfingerprint.Clauses, rows int64) string {
	switch {
	case rows < manyRows:
		return ""
	case c.SelectsAll && c.Unlimited:
		return fmt.Sprintf("SELECT * without a LIMIT returned %d rows. Name the columns that are needed and fetch the rows in pages.", rows)
	case c.SelectsAll:
		return fmt.Sprintf("SELECT * returned %d rows. Name the columns that are needed.", rows)
	case c.Unlimited:
		return fmt.Sprintf("The statement has no LIMIT and returned %d rows. Fetch the rows in pages.", rows)
	default:
		return ""
	}
}

const neutralHint = "The text alone does not show why the call was slow. Ask the database to explain the statement with these parameters, and check for locks and for waiting in the client."

// cacheHint knows the one command that is slow by its nature. Source: https://redis.io/docs/latest/commands/keys/.
func cacheHint(q *query) string {
	if strings.EqualFold(q.Operation, "KEYS") {
		return "KEYS looks at every key of the database and keeps all other clients waiting. Use SCAN."
	}
	return "The command alone does not show why the call was slow. Check the size of the value, the server's own slow log, and waiting in the client."
}

// rowCount is the number of rows that the span says were returned, 0 where it does not say.
func rowCount(attrs pcommon.Map) int64 {
	for _, key := range []string{"db.response.returned_rows", "pgx.rows_affected"} {
		if v, ok := attrs.Get(key); ok && v.Type() == pcommon.ValueTypeInt {
			return v.Int()
		}
	}
	return 0
}
