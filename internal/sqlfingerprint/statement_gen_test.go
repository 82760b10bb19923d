package sqlfingerprint_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// What stands in a template for a part that differs from writing to writing.
const (
	slotString = "<string>"
	slotNumber = "<number>"
	slotParam  = "<param>"
	slotList   = "<list>" // one value or several
	slotRows   = "<rows>" // of two values each
)

// numberMarker stands in every number that is written, marker in every string and comment.
const numberMarker = "76543"

// grammar writes templates of statements: tokens of which some are slots. It follows the manuals of the databases
// and has in it what they write in ways of their own.
type grammar struct {
	random  *rand.Rand
	dialect sqlfingerprint.Dialect
	tokens  []string
	depth   int
}

// spelling is how a database writes values and names; every %s is a text without quotes.
type spelling struct {
	strings, params, names []string
	types                  []string
	page                   string
}

var spellings = map[sqlfingerprint.Dialect]spelling{
	sqlfingerprint.PostgreSQL: {
		[]string{"'%s'", "'%s'", "E'%s'", "'''%s'", "$$%s$$", "$t$%s$t$"}, []string{"$1", "$12", "?"},
		[]string{`"%s"`}, []string{"int", "text", "numeric(10, 2)"}, "LIMIT <number> OFFSET <number>",
	},
	sqlfingerprint.MySQL: {
		[]string{"'%s'", `"%s"`, `'\'%s'`, "'''%s'"}, []string{"?"},
		[]string{"`%s`"}, []string{"signed", "char", "decimal(10, 2)"}, "LIMIT <number>, <number>",
	},
	sqlfingerprint.MSSQL: {
		[]string{"'%s'", "N'%s'", "'''%s'"}, []string{"@p1", "@name", "?"},
		[]string{"[%s]", `"%s"`}, []string{"int", "nvarchar(20)"}, "OFFSET <number> ROWS FETCH NEXT <number> ROWS ONLY",
	},
	sqlfingerprint.Oracle: {
		[]string{"'%s'", "q'[%s]'", "q'{it's %s}'", "'''%s'"}, []string{":1", ":name"},
		[]string{`"%s"`}, []string{"number", "varchar2(20)"}, "FETCH FIRST <number> ROWS ONLY",
	},
}

var grammarDialects = []sqlfingerprint.Dialect{
	sqlfingerprint.PostgreSQL, sqlfingerprint.MySQL, sqlfingerprint.MSSQL, sqlfingerprint.Oracle,
}

// write adds tokens; text between blanks is one token.
func (g *grammar) write(text string) { g.tokens = append(g.tokens, strings.Fields(text)...) }

func (g *grammar) oneOf(texts ...string) string { return texts[g.random.IntN(len(texts))] }

// maybe is true once in n times.
func (g *grammar) maybe(n int) bool { return g.random.IntN(n) == 0 }

func (g *grammar) name() string {
	name := g.oneOf("id", "orders", "customer_id", "t1", "total", "created_at", "u", "email", "line_2")
	if g.maybe(4) {
		name = fmt.Sprintf(g.oneOf(spellings[g.dialect].names...), name)
	}
	return name
}

func (g *grammar) path() string {
	if g.maybe(3) {
		return g.name() + "." + g.name()
	}
	return g.name()
}

func (g *grammar) literal() string { return g.oneOf(slotString, slotNumber, slotParam) }

// choose runs one of the ways; deep inside only the first.
func (g *grammar) choose(ways ...func()) {
	if g.depth > 3 {
		ways[0]()
		return
	}
	g.depth++
	ways[g.random.IntN(len(ways))]()
	g.depth--
}

func (g *grammar) expression() {
	g.choose(
		func() { g.write(g.path()) },
		func() { g.write(g.literal()) },
		func() { g.write(g.literal()) },
		func() { g.write("- " + slotNumber) },
		func() {
			g.write(g.oneOf("COALESCE", "LOWER", "my_function", "SUBSTRING") + " (")
			g.expressions()
			g.write(")")
		},
		func() { g.expression(); g.write(g.oneOf("+", "-", "*", "/", "||")); g.expression() },
		func() {
			g.write("CASE WHEN")
			g.condition()
			g.write("THEN")
			g.expression()
			g.write("ELSE")
			g.expression()
			g.write("END")
		},
		func() {
			g.write("CAST (")
			g.expression()
			g.write("AS " + g.oneOf(spellings[g.dialect].types...) + " )")
		},
		func() { g.write("EXTRACT ( " + g.oneOf("YEAR", "MONTH", "DAY") + " FROM " + g.path() + " )") },
		func() { g.write("COUNT ( * )") },
		func() { g.write("DATE " + slotString) },
		func() {
			g.write("( SELECT MAX (" + g.path() + ") FROM " + g.path() + " WHERE")
			g.condition()
			g.write(")")
		},
		g.ofDialect,
	)
}

func (g *grammar) expressions() {
	g.expression()
	for g.maybe(2) {
		g.write(",")
		g.expression()
	}
}

// ofDialect is what one database has alone.
func (g *grammar) ofDialect() {
	switch g.dialect {
	case sqlfingerprint.PostgreSQL:
		g.write(g.path() + g.oneOf("->", "->>", " #> ", " @> ", "::text || ", " ~* ") + slotString)
	case sqlfingerprint.MySQL:
		g.write(g.oneOf("DATE_ADD ( NOW ( ) , INTERVAL <number> DAY )", "@@session.sql_mode", "CONVERT ( <string> USING utf8mb4 )"))
	case sqlfingerprint.MSSQL:
		g.write(g.oneOf("DATEADD ( day , <number> , GETDATE ( ) )", "@@ROWCOUNT", "ISNULL ( <param> , <number> )"))
	default:
		g.write(g.oneOf("SYSDATE - <number>", "NVL ( <param> , <string> )", "TO_DATE ( <string> , <string> )"))
	}
}

func (g *grammar) condition() {
	g.choose(
		func() { g.write(g.path() + " " + g.oneOf("=", "<>", "<=", ">", "!=") + " " + g.literal()) },
		func() { g.expression(); g.write(g.oneOf("=", "<", ">=")); g.expression() },
		func() { g.write(g.path() + g.oneOf(" IN", " NOT IN") + " ( " + slotList + " )") },
		func() { g.write(g.path() + " BETWEEN " + g.literal() + " AND " + g.literal()) },
		func() { g.write(g.path() + " LIKE " + slotString) },
		func() { g.write(g.path() + " IS " + g.oneOf("NULL", "NOT NULL")) },
		func() { g.write("("); g.condition(); g.write(g.oneOf("OR", "AND")); g.condition(); g.write(")") },
		func() { g.write("EXISTS ("); g.query(); g.write(")") },
		func() { g.write(g.path() + " IN ("); g.query(); g.write(")") },
	)
}

func (g *grammar) query() {
	g.write("SELECT " + g.oneOf("", "", "DISTINCT"))
	g.expressions()
	g.write("FROM " + g.path() + g.oneOf("", "", " a", " o"))
	if g.maybe(3) {
		g.write(g.oneOf("", "LEFT", "INNER") + " JOIN " + g.path() + " ON " + g.path() + " = " + g.path())
	}
	if !g.maybe(4) {
		g.write("WHERE")
		g.condition()
	}
	if g.maybe(5) {
		g.write("GROUP BY " + g.path() + " HAVING COUNT ( * ) > " + slotNumber)
	}
}

// statement is a new template.
func (g *grammar) statement() []string {
	g.tokens = nil
	g.choose(
		func() { g.query(); g.write(g.oneOf("", "ORDER BY "+g.path()+" DESC "+spellings[g.dialect].page)) },
		func() { g.write("WITH x AS ("); g.query(); g.write(")"); g.query() },
		func() { g.write("INSERT INTO " + g.path() + " ( id , total ) VALUES " + slotRows) },
		func() { g.write("INSERT INTO " + g.path() + " ( id , total )"); g.query() },
		func() {
			g.write("UPDATE " + g.path() + " SET total = ")
			g.expression()
			g.write(", id = " + g.literal() + " WHERE")
			g.condition()
		},
		func() { g.write("DELETE FROM " + g.path() + " WHERE"); g.condition() },
		func() { g.query(); g.write("UNION ALL"); g.query() },
		g.statementOfDialect,
		g.statementOfDialect,
	)
	g.respell()
	return g.tokens
}

// statementOfDialect is what one database has alone.
func (g *grammar) statementOfDialect() {
	insert := "INSERT INTO " + g.path() + " ( id , total ) VALUES "
	switch g.dialect {
	case sqlfingerprint.PostgreSQL:
		g.write(insert + slotRows + g.oneOf(" RETURNING id", " ON CONFLICT ( id ) DO UPDATE SET total = EXCLUDED.total",
			" ON CONFLICT DO NOTHING"))
	case sqlfingerprint.MySQL:
		g.write(g.oneOf("REPLACE INTO orders ( id , total ) VALUES "+slotRows, "SHOW TABLES LIKE "+slotString,
			insert+slotRows+" ON DUPLICATE KEY UPDATE total = VALUES ( total )", "CALL my_procedure ( "+slotString+" , "+slotNumber+" )"))
	case sqlfingerprint.MSSQL:
		g.write(g.oneOf("EXEC my_procedure "+slotParam+" , "+slotNumber, "SELECT TOP ( "+slotNumber+" ) * FROM "+g.path(),
			"SELECT * FROM "+g.path()+" WITH ( NOLOCK ) WHERE id = "+slotParam,
			"INSERT INTO orders ( id ) OUTPUT INSERTED.id VALUES ( "+slotNumber+" )"))
	default:
		g.write(g.oneOf("MERGE INTO "+g.path()+" USING DUAL ON ( id = "+slotNumber+" ) WHEN MATCHED THEN UPDATE SET total = "+slotParam,
			"SELECT seq.NEXTVAL FROM DUAL", "SELECT * FROM "+g.path()+" WHERE ROWNUM <= "+slotNumber+" FOR UPDATE NOWAIT"))
	}
}

// respell writes the keywords in lower case in half of the templates.
func (g *grammar) respell() {
	if g.maybe(2) {
		return
	}
	for i, token := range g.tokens {
		if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			g.tokens[i] = strings.ToLower(token)
		}
	}
}

// filler writes the slots of templates, each time with other values, and the white space between tokens.
type filler struct {
	random  *rand.Rand
	dialect sqlfingerprint.Dialect
}

func (f *filler) fill(template []string) string {
	var text strings.Builder
	for i, token := range template {
		if i > 0 {
			text.WriteString(f.gap())
		}
		text.WriteString(f.token(token))
	}
	return text.String()
}

// token writes the slot that the token ends with.
func (f *filler) token(token string) string {
	for _, slot := range []string{slotString, slotNumber, slotParam, slotList, slotRows} {
		if head, ok := strings.CutSuffix(token, slot); ok {
			return head + f.value(slot)
		}
	}
	return token
}

func (f *filler) gap() string {
	switch f.random.IntN(40) {
	case 0:
		return " /* " + marker + " */ "
	case 1:
		return " -- " + marker + "\n"
	case 2:
		return "\n\t"
	default:
		return " "
	}
}

func (f *filler) value(slot string) string {
	s := spellings[f.dialect]
	switch slot {
	case slotString:
		return fmt.Sprintf(s.strings[f.random.IntN(len(s.strings))], strings.Repeat("x", f.random.IntN(3))+marker)
	case slotNumber:
		forms := []string{"%s%d", "%s%d", "%s.%d", "0.%s%d", "%s%de3"}
		return fmt.Sprintf(forms[f.random.IntN(len(forms))], numberMarker, f.random.IntN(100))
	case slotParam:
		return s.params[f.random.IntN(len(s.params))]
	case slotRows:
		return f.several(func() string { return "(" + f.any() + ", " + f.any() + ")" })
	default:
		return f.several(f.any)
	}
}

func (f *filler) any() string {
	return f.value([]string{slotString, slotNumber, slotParam}[f.random.IntN(3)])
}

func (f *filler) several(write func() string) string {
	items := make([]string, 1+f.random.IntN(4))
	for i := range items {
		items[i] = write()
	}
	return strings.Join(items, ", ")
}
