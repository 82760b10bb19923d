package sqlfingerprint_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// pieces are what the soup is made of: everything that some rule looks at, and the gaps between tokens.
var pieces = strings.Fields(`IN VALUES ROW ARRAY SELECT WITH NULL TRUE IS NOT SET DATE date int INTEGER CAST INTO TABLE TEMP CREATE
	SAVEPOINT SAVE TRANSACTION CLOSE IF EXISTS FETCH FROM ROLLBACK TO DECLARE PREPARE AND END CHARACTER VARYING
	a b _x N E q U& u nq a.b 2fa .2fa 1 1. .5 1e-9 0xf 'x' 'x E'y' N'z' q'[x]' "q" "q U&"q" U&'q' ` + "`c` `c " + `[d] [ ] ( ) ( ) , , ,
	; ; . . .. ... … a… …a @@a… 2a… :: :: :::int ::a.b ::int[] : := :p :1 @ @@ @@v @p @'x' @>
	+ - - -- --x * / /* */ /*c*/ // |/ |/* -|- -|-- #- #-- # ## < <- <-> <> <<<<<<<- = => ! ~ ~* ^ & | || ? ?? ?| ?& ?1 ??|
	$ $$ $1 $a $$x$$ $t$ % %s %(a)s %% %( { } {a:Int} {"a": \ ' "`)

var gaps = []string{"", "", "", " ", " ", " ", "\n", "/* c */", " -- c\n", "…", "… ", "\x7f"}

// TestTokenSoup holds the invariants for texts that are put together from tokens at random: far more of them
// meet each other there than in texts that a fuzzer changes byte by byte. The seeds are fixed, so a failure
// comes back.
func TestTokenSoup(t *testing.T) {
	texts := 6000
	if testing.Short() {
		texts = 600
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range texts {
		text := soup(random)
		for _, dialect := range corpusDialects {
			checkInvariants(t, dialect, text)
		}
	}
}

// soup is a text of up to a dozen pieces; some start inside of a list or of rows, where most rules are.
func soup(random *rand.Rand) string {
	starts := []string{"", "", "IN (1", "IN ('a'::int", "VALUES (1)", "ARRAY[1", "IN ((1)", "{", "CREATE TEMP TABLE"}
	var text strings.Builder
	text.WriteString(starts[random.IntN(len(starts))])
	for range random.IntN(12) {
		text.WriteString(gaps[random.IntN(len(gaps))])
		text.WriteString(pieces[random.IntN(len(pieces))])
	}
	return text.String()
}
