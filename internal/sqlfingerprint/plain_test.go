package sqlfingerprint

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// streamHash is what the stream alone makes of a text.
func streamHash(d Dialect, text string) ID {
	s := newStream(d, text)
	hash := uint64(seed)
	for s.next() {
		hash = mix(hash, s.tok.code)
	}
	return ID(hash)
}

func checkPlain(t *testing.T, text string) {
	t.Helper()
	for d := range Dialect(len(dialects)) {
		require.Equal(t, streamHash(d, text), fingerprintSQL(d, text), "%v: %q", d, text)
	}
}

// plainPieces are what hashPlain reads, and what it must stop before.
var plainPieces = append(strings.Fields(`SELECT select FROM WHERE AND IN VALUES ROW ARRAY NULL TRUE IS NOT AS CAST date DATE int CURRENT_DATE
	TO_DATE VARCHAR2 TIMESTAMPTZ INSERT INTO UPDATE JOIN DUAL INDEX SET DELETE WITH LIMIT SAVEPOINT ROLLBACK TO FETCH MOVE CLOSE CREATE TEMP TABLE SAVE
	TRANSACTION a ab abc abcd abcde abcdef abcdefg abcdefgh abcdefghi created_at shipping_details a_name_of_17_byte a_name_of_many_bytes_in_all
	a1 _ E N q U& user type data settings group read at allow ON GRANT value NEXT jsonb_build_array jsonb_extract_path_text *** <NAME> <a ( é aé a… … ... . . . .. .5 , , , ; ( ( ) ) [ ] ($1, (1, (NULL) () (SELECT $1 $12 $a $1$ $$ ? ?, ?1 ?? ?| 1 12 123456789 1.5 1. 1e-9 2fa
	0xf 12é 'x' 'a''b' 'x\'y' 'long enough' 'open "x" "a""b" "created_at" "open `+"`x` `created_at` `open"+` [x] :a :1 : :: ::int := @p @p1 @@v @
	= <> <= != || | ! < =- =+ =@p =$1 ->> -> - + * *) .* ** *= / -- /* */ /*c*/ # ## a#b a$b a@b a&b a=1 a::int %s % { } \ '`),
	"'a'\n'b'", "'a' 'b'", "VALUES (1) (2)", "; kill", "; Load.a", "; open(", "COPY a FROM STDIN;", "INSERT INTO a FORMAT CSV", "\x00", "\x12", "\x7f", "\xff",
	"a IN (1, 2)", "ALTER USER a PASSWORD \"b\"", "password \"c\"", "a IN (f(1), f(2))", "b IN (g(1), g(2))", "NOT IN ('x', ", "in ((1), (2))", "IN (SELECT", "a IS NULL", "is not null)", "IS NULLS", "a - 1", "a / b", "- -1", "TO\x7fDATE", "a\x7fb", "VARCHAR\x12", "\u00a0")

func plainText(random *rand.Rand) string {
	var text strings.Builder
	gaps := []string{" ", " ", " ", "", "", "\n  ", "/* c */", "-- c\n", "…"}
	for range random.IntN(24) {
		text.WriteString(plainPieces[random.IntN(len(plainPieces))])
		text.WriteString(gaps[random.IntN(len(gaps))])
	}
	return text.String()
}

// TestPlainIsTheSame holds that what is hashed in one go and what is hashed token by token is the same.
func TestPlainIsTheSame(t *testing.T) {
	texts := 20000
	if testing.Short() {
		texts = 2000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range texts {
		checkPlain(t, plainText(random))
	}
}

// TestPlainIsTheSameForTheCorpus does so for every statement of the corpus, cut at every byte.
func TestPlainIsTheSameForTheCorpus(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 41
	}
	files, err := filepath.Glob("testdata/corpus/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range strings.Lines(string(raw)) {
			_, text, _ := strings.Cut(line, " ")
			for i := len(text) % step; i < len(text); i += step {
				checkPlain(t, text[:i])
			}
		}
	}
}

// FuzzPlainIsTheSame does so for every text.
func FuzzPlainIsTheSame(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(plainText(random))
	}
	f.Fuzz(func(t *testing.T, text string) { checkPlain(t, text) })
}

// TestPlainReadsMostTexts holds that usual statements are read in one go, from start to end.
func TestPlainReadsMostTexts(t *testing.T) {
	for _, text := range []string{
		"SELECT id, created_at FROM users WHERE id = $1 AND name = 'x' ORDER BY created_at DESC LIMIT 10",
		`SELECT "orders"."id", count(*) FROM "orders" WHERE ("orders"."total" >= 12.5) GROUP BY "orders"."id"`,
		"update users set name = ?, updated_at = now() where id=:id and a <> $1",
	} {
		s := newStream(PostgreSQL, text)
		s.hashPlain(seed)
		require.Equal(t, len(text), s.at, text)
	}
}
