package sqlfingerprint

import "strings"

// Clauses is what a SQL text alone says about how much a statement may touch. It says nothing about plans,
// indexes or sizes. Of several statements in one text it is the sum.
type Clauses struct {
	// Unconditional is an UPDATE or DELETE with neither WHERE nor a limit.
	Unconditional bool
	// LeadingWildcard is a LIKE whose pattern starts with % or _.
	LeadingWildcard bool
	// PatternHidden is a LIKE whose pattern is a parameter or was masked.
	PatternHidden bool
	// Offset is a paging that skips rows.
	Offset bool
	// FunctionOnColumn is a condition in WHERE that compares a function of a column.
	FunctionOnColumn bool
	// SelectsAll is a SELECT * (or t.*) of the outermost query.
	SelectsAll bool
	// Unlimited is an outermost SELECT without LIMIT, TOP, FETCH FIRST or ROWNUM.
	Unlimited bool
}

// ClausesOf reads the clauses of a SQL text; for other languages nothing is set. Nothing is said to be
// missing from a text that was truncated.
func ClausesOf(d Dialect, text string) Clauses {
	shape, text := shapeOf(d, text)
	if shape != sqlShape {
		return Clauses{}
	}
	r := clauseReader{stream: newStream(d, text)}
	for r.next() {
		r.read()
	}
	r.endStatement()
	if r.marked {
		r.found.Unconditional, r.found.Unlimited = false, false
	}
	return r.found
}

// clauseReader follows the statements of a text.
type clauseReader struct {
	stream
	found Clauses

	main    keywordID // the outermost operation
	where   bool      // the outermost operation has a WHERE
	limited bool
	inWhere bool // anywhere
	like    bool // LIKE was read, its pattern not yet
	paging  bool // LIMIT was read at the outermost level, perhaps with an offset before its comma
	call    functionCall
}

// functionCall follows one call of a function inside WHERE: f(column) = …
type functionCall struct {
	depth  uint // of its arguments; 0: no call is open
	column bool // a name stands among the arguments
	closed bool // it was closed by the token before
}

func (r *clauseReader) read() {
	r.readPattern()
	r.readCall()
	switch r.tok.kind {
	case keyword:
		r.readKeyword(r.tok.id, keywordTexts[r.tok.text])
	case sign:
		r.readStar()
	case comma:
		r.found.Offset = r.found.Offset || r.paging && r.depth == 0
	case semicolon:
		r.endStatement()
	case name, quoted:
		r.limited = r.limited || strings.EqualFold(r.write(), "ROWNUM")
	}
}

func (r *clauseReader) readKeyword(id keywordID, text string) {
	outermost := r.depth == 0
	switch id {
	case kwSelect, kwInsert, kwMerge, kwUpdate, kwDelete:
		r.inWhere = false
		if outermost && r.main == kwPlain && !r.before.is(kwFor) && !r.before.is(kwOn) {
			r.main = id
		}
	case kwWhere:
		r.inWhere = true
		r.where = r.where || outermost
	case kwLike:
		r.like = true
	case kwOffset:
		r.found.Offset = true
	case kwLimit, kwFetch:
		r.limited = r.limited || outermost
		r.paging = outermost && text == "LIMIT"
	default:
		if text == "ROWNUM" {
			r.limited = true
		}
		if endsWhere(text) {
			r.inWhere, r.paging = false, false
		}
	}
}

func endsWhere(text string) bool {
	switch text {
	case "GROUP", "ORDER", "HAVING", "RETURNING", "UNION", "INTERSECT", "EXCEPT", "WINDOW", "FOR":
		return true
	default:
		return false
	}
}

// readStar finds SELECT *, SELECT DISTINCT *, SELECT TOP 5 * and SELECT t.* of the outermost query.
func (r *clauseReader) readStar() {
	if r.depth > 0 || r.main != kwSelect || r.write() != "*" || r.where {
		return
	}
	switch r.before.kind {
	case keyword:
		r.found.SelectsAll = true
	case period, comma:
		r.found.SelectsAll = true
	case value, shut: // TOP 5 *, TOP (5) *
		r.found.SelectsAll = r.found.SelectsAll || r.limited
	}
}

// readPattern looks at the pattern behind LIKE: a literal, a parameter, or the first argument of CONCAT.
func (r *clauseReader) readPattern() {
	if !r.like {
		return
	}
	switch r.tok.kind {
	case value:
		r.judgePattern(r.text[r.tok.start:r.tok.end])
	case name, keyword, open: // CONCAT(, LOWER(, ANY(
		return
	}
	r.like = false
}

func (r *clauseReader) judgePattern(written string) {
	quote := strings.IndexAny(written, "'\"$")
	if quote < 0 || quote > 3 || len(written) < quote+2 || written[quote] == '$' && written[quote+1] != '$' {
		r.found.PatternHidden = true
		return
	}
	pattern := strings.TrimLeft(written[quote:], "'\"$[({<!")
	switch {
	case strings.HasPrefix(pattern, "?"):
		r.found.PatternHidden = true
	case strings.HasPrefix(pattern, "%"), strings.HasPrefix(pattern, "_"):
		r.found.LeadingWildcard = true
	}
}

// readCall finds f(column) before a comparison, inside WHERE.
func (r *clauseReader) readCall() {
	c := &r.call
	if c.closed {
		r.found.FunctionOnColumn = r.found.FunctionOnColumn || c.column && r.compares()
		*c = functionCall{}
	}
	switch {
	case c.depth == 0:
		if r.inWhere && r.tok.kind == open && r.callsFunction() {
			c.depth = r.depth
		}
	case r.tok.kind == shut && r.depth < c.depth:
		c.closed = true
	case r.tok.kind == name || r.tok.kind == quoted:
		c.column = true
	case r.tok.is(kwSelect):
		*c = functionCall{}
	}
}

func (r *clauseReader) callsFunction() bool {
	return r.before.kind == name || r.before.kind == keyword && r.before.soft
}

// compares tells whether the token compares what stands before it.
func (r *clauseReader) compares() bool {
	switch r.tok.kind {
	case sign:
		switch r.write() {
		case "=", "==", "<", ">", "<=", ">=", "<>", "!=":
			return true
		}
	case keyword:
		return r.tok.is(kwLike) || r.tok.is(kwIn) || keywordTexts[r.tok.text] == "BETWEEN"
	}
	return false
}

func (r *clauseReader) endStatement() {
	changes := r.main == kwUpdate || r.main == kwDelete
	r.found.Unconditional = r.found.Unconditional || changes && !r.where && !r.limited
	r.found.Unlimited = r.found.Unlimited || r.main == kwSelect && !r.limited
	r.main, r.where, r.limited, r.inWhere, r.like, r.paging = kwPlain, false, false, false, false, false
	r.call = functionCall{}
}
