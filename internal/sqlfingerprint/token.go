package sqlfingerprint

// kind is what a token is.
type kind uint8

const (
	end       kind = iota
	name           // an unquoted name, kept as written
	quoted         // a quoted name, kept as written
	period         // .
	cast           // ::
	keyword        // a keyword, function or type of SQL, written in upper case
	value          // a literal or a parameter: written as ?
	open           // ( or [
	shut           // ) or ]
	comma          // ,
	semicolon      // ;
	sign           // operators and all other bytes, kept as written
	truncated      // the text ends here, but the statement did not
)

// token is one token: the bytes start to end of the text, and for keywords what is known about them.
type token struct {
	kind       kind
	id         keywordID // of a keyword that some rule looks at
	soft       bool      // of a keyword: it is a function or a type
	text       uint16    // of a keyword: its index in keywordTexts
	code       uint64    // what is hashed
	start, end int
}

// set fills the token, field by field: a whole token is written and read in wider pieces than its fields, and
// reading what was just written that way makes the processor wait.
func (t *token) set(k kind, start, end int, code uint64) {
	t.kind, t.id, t.soft = k, kwPlain, false
	t.start, t.end, t.code = start, end, code
}

// copy does for a whole token what set does for its fields.
func (t *token) copy(from *token) {
	t.kind, t.id, t.soft, t.text = from.kind, from.id, from.soft, from.text
	t.start, t.end, t.code = from.start, from.end, from.code
}

// remember copies what rules ask of the token before.
func (t *token) remember(from *token) {
	t.kind, t.id, t.soft = from.kind, from.id, from.soft
	t.start, t.end = from.start, from.end
}

// is tells whether the token is this keyword.
func (t *token) is(k keywordID) bool {
	return t.id == k
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
		return t.soft || t.id == kwEnd || t.id == kwNull || t.id == kwBoolean
	default:
		return false
	}
}
