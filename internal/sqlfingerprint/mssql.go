package sqlfingerprint

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanMoney reads T-SQL's $1.50 and its pseudocolumns: $IDENTITY, $action. Everything else behind a dollar is
// a parameter as in other dialects.
// Source: Transact-SQL reference, "Constants", "money constants".
func (s *scanner) scanMoney(t *token) {
	if next := s.peek(1); s.actions[next] == digit || next == '.' && s.actions[s.peek(2)] == digit {
		s.at++
		s.scanNumber(t)
		return
	}
	const longest = len("PARTITION") // a bound, so that many dollars in one word cost linear time
	if stop := s.at + 1; len(s.text) > stop {
		head := scanner{text: s.text[:min(len(s.text), stop+longest+1)], traits: s.traits}
		if stop = head.wordEnd(stop); isPseudocolumn(s.text[s.at+1 : stop]) {
			s.emit(t, name, stop)
			return
		}
	}
	s.scanDollar(t)
}

// pseudocolumns stand behind a dollar. Source: Transact-SQL reference, "SELECT Clause", "OUTPUT Clause",
// "$PARTITION", and "SQL Graph Architecture".
var pseudocolumns = []string{
	"IDENTITY", "ROWGUID", "CUID", "ACTION", "PARTITION", "NODE_ID", "EDGE_ID", "FROM_ID", "TO_ID",
}

func isPseudocolumn(word string) bool {
	for _, column := range pseudocolumns {
		if len(word) == len(column) && strings.EqualFold(word, column) {
			return true
		}
	}
	return false
}

// scanCurrency reads £1.50, €2; it is false where no such number starts.
func (s *scanner) scanCurrency(t *token) bool {
	r, size := utf8.DecodeRuneInString(s.text[s.at:])
	if !unicode.Is(unicode.Sc, r) || s.actions[s.peek(size)] != digit {
		return false
	}
	s.at += size
	s.scanNumber(t)
	return true
}

// scanTemporary reads the name of a temporary table.
func (s *scanner) scanTemporary(t *token) {
	if stop := s.wordBeforeMark(s.at, s.wordEnd(s.at+1)); !s.emitTemporary(t, s.at, stop, stop) {
		s.scanWord(t)
	}
}

// emitTemporary makes the name of a temporary table from start to stop the token that ends at end, without
// what a program made up for one session: #keys_4f3a9c1be is #keys_. It is false for any other name.
func (s *scanner) emitTemporary(t *token, start, stop, end int) bool {
	if s.text[start] != '#' || s.actions['#'] != temporary || s.wordBeforeMark(start, s.wordEnd(start+1)) != stop {
		return false
	}
	n := madeUpAt(s.text[start:stop])
	if n == 0 || s.wordBeforeMark(start, start+n) != start+n {
		return false
	}
	t.set(name, start, start+n, wordCode(s.text, start, n))
	s.at, s.afterDot = end, false
	return true
}

// wordCode is what emitWord gives a name of n bytes, read in parts.
func wordCode(text string, start, n int) uint64 {
	if n <= 8 || n > maxKeyword {
		return codeOf(text, start, start+n)
	}
	return mix(mix(seed^uint64(n), loadPart(text, start, 8)), loadPart(text, start+8, n-8))
}

// madeUpAt is where the made-up end of a name starts, 0 where there is none: at its first digit, or at the
// hexadecimal letters between a `_` and that digit. It holds nothing but hexadecimal digits and `_`, with
// four decimal digits or in all eight; fewer are more likely somebody's #temp2.
func madeUpAt(word string) int {
	at := strings.IndexAny(word, "0123456789")
	if at < 0 {
		return 0
	}
	if back := strings.LastIndexByte(word[:at], '_') + 1; back > 0 && hexDigits(word[back:at]) == at-back {
		at = back
	}
	decimal, length := 0, 0
	for _, c := range []byte(word[at:]) {
		switch {
		case c >= '0' && c <= '9':
			decimal++
			length++
		case isHex(c):
			length++
		case c != '_':
			return 0
		}
	}
	if decimal < 4 && length < 8 {
		return 0
	}
	return at
}

// hexDigits is how many bytes at the start are hexadecimal digits.
func hexDigits(text string) int {
	for i := range len(text) {
		if !isHex(text[i]) {
			return i
		}
	}
	return len(text)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
