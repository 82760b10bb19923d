package sqlfingerprint

import "strings"

// functionCall follows one call of a function inside WHERE: f(column) = …
type functionCall struct {
	function string
	depth    uint // of its arguments; 0: no call is open
	argument bool // an argument was read before the token
	named    bool // the token before was a name: a column, unless brackets follow
	column   bool // a column stands among the arguments
	closed   bool // it was closed, perhaps a cast follows
	value    bool // a value is compared with it: ? = f(column)
}

// dateFunctions take a unit as their first argument: DATEADD(hh, 1, ?).
var dateFunctions = set(`DATEADD DATEDIFF DATEDIFF_BIG DATENAME DATEPART DATE_BUCKET TIMESTAMPADD TIMESTAMPDIFF`)

// indexFunctions are written like functions of a column, but are the way to ask an index or a partition.
var indexFunctions = set(`CONTAINS FREETEXT MATCH ROW TOKEN`)

// readCall finds f(column) in a comparison, inside WHERE.
func (r *clauseReader) readCall() {
	c := &r.call
	if c.closed && r.endCall() {
		return
	}
	r.readColumn()
	switch {
	case c.depth == 0:
		if r.inWhereOutside() && r.callsFunction() {
			*c = functionCall{function: r.word(&r.before), depth: r.depth, value: c.value}
		} else {
			r.readLeft()
		}
	case r.tok.kind == shut && r.depth < c.depth:
		c.closed = true
		r.found.FunctionOnColumn = r.found.FunctionOnColumn || c.column && c.value
	case r.tok.kind == name || r.tok.kind == quoted:
		c.named = !r.before.is(kwAs) && r.before.kind != cast
	case r.tok.is(kwSelect):
		*c = functionCall{}
	}
}

// readColumn takes the name before the token for a column unless the token says that it is none: a function, the
// field of EXTRACT, the unit of a date function.
func (r *clauseReader) readColumn() {
	c := &r.call
	switch {
	case !c.named || r.tok.kind == period:
		return
	case r.tok.kind == open, r.tok.is(kwFrom), r.tok.kind == comma && !c.argument && dateFunctions[c.function]:
	default:
		c.column = true
	}
	c.named = false
	c.argument = true
}

// endCall is false where the token does not belong to the call any more.
func (r *clauseReader) endCall() bool {
	if r.tok.kind == cast || r.before.kind == cast {
		return true
	}
	c := &r.call
	r.found.FunctionOnColumn = r.found.FunctionOnColumn || c.column && r.compares()
	*c = functionCall{}
	return false
}

// readLeft notes a value and a comparison in front of a function: ? = f(column).
func (r *clauseReader) readLeft() {
	switch {
	case r.tok.kind == sign && r.before.kind == value:
		r.call.value = r.compares()
	case r.tok.kind != name && (r.tok.kind != keyword || !r.tok.soft):
		r.call.value = false
	}
}

// inWhereOutside tells whether the bracket that opens stands in a condition of WHERE.
func (r *clauseReader) inWhereOutside() bool {
	return r.tok.kind == open && r.wheres&bit(r.depth-1) != 0
}

func (r *clauseReader) callsFunction() bool {
	if r.before.kind != name && (r.before.kind != keyword || !r.before.soft) || r.text[r.tok.start] != '(' {
		return false
	}
	word := r.word(&r.before)
	return !indexFunctions[word] && !strings.HasPrefix(word, "ST_") && !strings.HasPrefix(word, "SDO_")
}
