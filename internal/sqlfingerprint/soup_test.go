package sqlfingerprint_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// recipe is what texts are put together from at random: a start, then gaps and pieces in turn.
type recipe struct {
	starts, gaps, pieces []string
}

// tokens has everything in it that some rule of SQL looks at; some texts start inside of a list or of rows,
// where most rules are.
var tokens = recipe{
	starts: []string{"", "", "IN (1", "IN ('a'::int", "VALUES (1)", "ARRAY[1", "IN ((1)", "{", "CREATE TEMP TABLE",
		"BEGIN BATCH INSERT a; INSERT", "IN (f(1),f(", "{1:2,"},
	gaps: []string{"", "", "", " ", " ", " ", "\n", "/* c */", " -- c\n", "…", "… ", "\x7f"},
	pieces: strings.Fields(`IN VALUES ROW ARRAY SELECT WITH NULL TRUE IS NOT SET DATE date int INTEGER CAST INTO TABLE TEMP CREATE
		SAVEPOINT SAVE TRANSACTION CLOSE IF EXISTS FETCH FROM ROLLBACK TO DECLARE PREPARE AND END CHARACTER VARYING
		a b _x N E q U& u nq a.b 2fa .2fa 1 1. .5 1e-9 0xf 'x' 'x E'y' N'z' q'[x]' "q" "q U&"q" U&'q' ` + "`c` `c " + `[d] [ ] ( ) ( )
		, , , ; ; . . .. ... … a… …a @@a… 2a… :: :: :::int ::a.b ::int[] : := :p :1 @ @@ @@v @p @'x' @>
		+ - - - -- --x * / /* */ /*c*/ // |/ |/* -|- -|-- #- #-- # ## < <- <-> <> <<<<<<<- = => ! ~ ~* ^ & | || ? ?? ?| ?& ?1 ??|
		$ $$ $1 $a $$x$$ $t$ % %s %(a)s %% %( { } {a:Int} {"a": \ ' " INSERT UPDATE _utf8 _latin1'x' ::a $1.5 $.5 $action
		£1 €1.5 #t #t_4711a #4711 ##t_ [#t_4711] [#t] :"a" a@b t@ 550e8400-e29b-41d4-a716-446655440000 deadbeef-dead-4ead
		12345678-1234 kill ;Kill ;load.a P1Y PT5M P0001-02-03T04:05:06 P1 JOIN DUAL view transaction IDENTIFIED BY IDENTIFIED USING CONNECT nextval .nextval *** **** <A> <EMAIL>
		=<B> [REDACTED] [REDACTED:x] [MASKED NaN -INFINITY 1: :1 a:b 0x1`),
}

// documents has everything in it that the readers of documents and of command lines look at.
var documents = recipe{
	starts: []string{"", "", "{", `{"find": "users", `, `{"documents": [{"a": 1}`, "[1", "get ", "set a 1\n", "find users {"},
	gaps:   []string{"", "", " ", " ", "\n", "\x7f", "\t", "…"},
	pieces: append(strings.Fields(`{ { } } [ [ ] ] ( ) , , , : : "a" "documents" "updates" "find" 'b' "find": "collection" "c.d" find insert
		users a $in $set 1 -1 1.5 true null ObjectId( ObjectId("x") "x\" "\\" "y 'z … ... ; // /**/ -- get GET set SET user:1 user:{a}:b
		a/b a.b mget hgetall client config "user:1" a|b a#b 17 \ eval => = == :: :a "lsid" "$db": "$db":1, "lsid":{}, "comment":1 "$oid" {"$oid":1}
		{"$date":"x"} {"$numberLong":{"a":1}} "$lookup": "from": "into" "getMore": "TableName": "RequestItems": "a.17": a.17: "b@c": deadbeef01234567:
		'c"d': "e\"f": db.a.find( .sort( db.getCollection( GET POST /a/_search a/17?q=1 ?/? /?a b/? new Date(1) b'x' {"a":1} {"b":[1]} [[1],[2]]`),
		"\n", "\n", "\n"),
}

// commandLines has everything in it that the reader of command lines looks at.
var commandLines = recipe{
	starts: []string{"", "", "get ", "GET ", "set a 1\n", "SET a 1;", "MULTI\n", "XREAD ", "zinter 2 "},
	gaps:   []string{"", " ", " ", " ", "\n", ";", "; ", "\t"},
	pieces: strings.Fields(`get GET set SET mget del watch MULTI EXEC eval OBJECT encoding XREADGROUP streams STREAMS ZINTER gat MG ms cas
		CONFIG memory BITOP NOBODY.KNOWS BF.ADD user:1 user:{a}:b a@b.c a.b a.1 1.a x1.b v_1 v_? https://a.b ? ?.? ?:a a:b a-b:c - _ .
		"a 'b "c" 'd' "e;f" "\" ; ; \ 17 60 * {"a":1}`),
}

// statements holds texts whose literals, written L, stand for themselves whatever they are.
var statements = recipe{
	starts: []string{"", "IN ( L", "VALUES ( L )", "INSERT INTO t VALUES", "ARRAY [ L"},
	gaps:   []string{" "},
	pieces: strings.Fields(`IN VALUES ROW ARRAY SELECT WITH NULL TRUE IS NOT SET DATE int CAST INTO TABLE TEMP CREATE SAVEPOINT SAVE
		TRANSACTION CLOSE FETCH FROM a b ( ( ( ) ) ) , , , , ; + - - * = < | :: . / 2fa L L L L L L L L L`),
}

func (r recipe) text(random *rand.Rand) string {
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	var text strings.Builder
	text.WriteString(pick(r.starts))
	for range random.IntN(12) {
		text.WriteString(pick(r.gaps))
		text.WriteString(pick(r.pieces))
	}
	return text.String()
}

// forEachText calls check with some thousand texts; they are always the same, so a failure comes back.
func (r recipe) forEachText(check func(text string)) {
	texts := 5000
	if testing.Short() {
		texts = 500
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range texts {
		check(r.text(random))
	}
}

// TestTokenSoup holds the invariants for texts that are put together from tokens at random: far more of them
// meet each other there than in texts that a fuzzer changes byte by byte.
func TestTokenSoup(t *testing.T) {
	for _, r := range []recipe{tokens, documents, commandLines} {
		r.forEachText(func(text string) {
			for _, dialect := range corpusDialects {
				checkInvariants(t, dialect, text)
			}
		})
	}
}

// TestLiteralSoup holds that such texts are the same whatever their literals are, and with comments as well.
func TestLiteralSoup(t *testing.T) {
	literals := []string{" 'x' ", " ? ", " 1.5 ", " '' ", " .5 ", " /* c */ 7 /* c */ "}
	statements.forEachText(func(text string) {
		text = " " + strings.ReplaceAll(text, " ", "  ") + " "
		if strings.Contains(text, " L  L ") {
			return // two strings are one there, other literals are not
		}
		for dialect := sqlfingerprint.PostgreSQL; dialect <= sqlfingerprint.Cypher; dialect++ {
			want := sqlfingerprint.Fingerprint(dialect, strings.ReplaceAll(text, " L ", " 42 "))
			for _, literal := range literals {
				same := strings.ReplaceAll(text, " L ", literal)
				require.Equal(t, want, sqlfingerprint.Fingerprint(dialect, same), "%v: %q", dialect, same)
			}
		}
	})
}
