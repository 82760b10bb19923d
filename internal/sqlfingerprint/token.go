package sqlfingerprint

// kind is what a token is.
type kind uint8

const (
	end       kind = iota
	name           // an unquoted name, kept as written
	keyword        // a keyword, function or type of SQL, written in upper case
	quoted         // a quoted name, kept as written
	value          // a literal or a parameter: written as ?
	open           // ( or [
	shut           // ) or ]
	comma          // ,
	semicolon      // ;
	period         // .
	cast           // ::
	sign           // operators and all other bytes, kept as written
	truncated      // the text ends here, but the statement did not
)

// token is one token: the bytes start to end of the text, and for keywords what is known about them.
type token struct {
	kind       kind
	word       *wordInfo // of a keyword
	code       uint64    // what is hashed first: the first eight bytes, of a keyword its code
	start, end int
}

// is tells whether the token is this keyword.
func (t *token) is(k keywordID) bool {
	return t.kind == keyword && t.word.id == k
}

// literal tells whether the token is a value wherever an operand may stand.
func (t *token) literal() bool {
	return t.kind == value || t.is(kwNull) || t.is(kwBoolean)
}

// operand tells whether the token can end an operand, so that a sign or a bracket after it belongs to it.
func (t *token) operand() bool {
	switch t.kind {
	case name, quoted, value, shut:
		return true
	case keyword:
		return t.word.soft || t.word.id == kwEnd || t.word.id == kwNull || t.word.id == kwBoolean
	default:
		return false
	}
}

// mix adds the token to the hash.
func (t *token) mix(hash uint64, text string) uint64 {
	n := t.end - t.start
	if t.kind == name || t.kind == quoted || t.kind == sign {
		if n > 8 {
			return mixText(hash, text[t.start:t.end])
		}
		return mix(hash, t.code, n)
	}
	return mix(hash, t.code, int(t.kind)<<8)
}
