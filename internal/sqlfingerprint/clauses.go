package sqlfingerprint

import "strings"

// Clauses is what a SQL text alone says about how much a statement may touch. It says nothing about plans,
// indexes or sizes. Of several statements in one text it is the sum.
type Clauses struct {
	// Unconditional is an UPDATE or DELETE with neither a limit, a join nor a WHERE that could be false
	// (WHERE 1 = 1).
	Unconditional bool
	// AlwaysTrue is an Unconditional one with such a WHERE.
	AlwaysTrue bool
	// LeadingWildcard is a condition with a LIKE, SIMILAR TO or GLOB whose pattern starts with a wildcard.
	LeadingWildcard bool
	// PatternHidden is a condition with a LIKE or SIMILAR TO whose pattern is a parameter or was masked.
	PatternHidden bool
	// UnanchoredRegexp is a condition with a regular expression that may match anywhere in the value; also
	// MongoDB's $regex.
	UnanchoredRegexp bool
	// Offset is a paging that skips at least minOffset rows, or a number of rows that cannot be seen.
	Offset bool
	// RandomOrder is a query whose order is a random number for each row.
	RandomOrder bool
	// AllowFiltering is Cassandra's ALLOW FILTERING.
	AllowFiltering bool
	// JavaScript is a filter of MongoDB with $where or $function, which runs a program for each document.
	JavaScript bool
	// FunctionOnColumn is a condition in WHERE that compares a function of a column, also one that is written
	// as an operator (b + 1 = ?) or a cast (b::date = ?).
	FunctionOnColumn bool
	// SelectsAll is a SELECT * (or t.*) of the outermost query.
	SelectsAll bool
	// Unlimited is an outermost SELECT of tables without LIMIT, TOP, FETCH FIRST, QUALIFY or ROWNUM. A query of
	// aggregates without GROUP BY has one row and needs none.
	Unlimited bool
}

// minOffset is the number of rows from which on skipping them may take time.
const minOffset = 100

// ClausesOf reads the clauses of a SQL text, or of a document; for other languages nothing is set. Nothing is
// said to be missing from a text that was truncated.
func ClausesOf(d Dialect, text string) Clauses {
	shape, text := shapeOf(d, text)
	switch {
	case shape == documentShape:
		return clausesOfDocument(text)
	case shape != sqlShape || d == Cypher:
		return Clauses{}
	}
	r := clauseReader{stream: newStream(d, text), dialect: d}
	for r.next() {
		r.read()
	}
	r.endStatement()
	if r.marked {
		r.found.Unconditional, r.found.AlwaysTrue, r.found.Unlimited = false, false, false
	}
	return r.found
}

// clauseReader follows the statements of a text.
type clauseReader struct {
	stream
	dialect Dialect
	found   Clauses

	main    keywordID // the outermost operation; kwCreate stands for all that are not looked at
	where   bool      // the outermost operation has a WHERE
	from    bool      // the outermost operation has a FROM, and what follows is no select list
	joined  bool
	limited bool
	grouped bool
	set     bool // the statement has a SET
	altered bool // it is ClickHouse's ALTER TABLE

	inner      uint // depth of an UPDATE or DELETE inside WITH; 0: none
	innerWhere bool

	wheres uint64 // bit d: at this depth stands a condition of WHERE
	ons    uint64 // bit d: at this depth stands a condition of a join

	truth   truth
	list    selectList
	pattern pattern
	paging  paging
	call    functionCall
	side    side
	order   uint8 // words of ORDER BY RANDOM( that were read
}

func (r *clauseReader) read() {
	if r.before.kind == end || r.before.kind == semicolon {
		r.readFirst()
	}
	r.readStar()
	r.readTop()
	r.readPattern()
	r.readPaging()
	r.readOrder()
	r.readCall()
	r.readSide()
	r.readTruth()
	switch r.tok.kind {
	case keyword:
		r.readKeyword(r.tok.id, keywordTexts[r.tok.text])
	case name:
		r.readName()
	case open:
		r.openBracket()
	case shut:
		r.shutBracket()
	case semicolon:
		r.endStatement()
	}
}

// readFirst looks at statements that change or return rows themselves: what GRANT DELETE, EXPLAIN, CREATE
// TRIGGER or a cursor name is not done now.
func (r *clauseReader) readFirst() {
	switch r.tok.kind {
	case open:
		return
	case keyword:
		switch keywordTexts[r.tok.text] {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "BEGIN", "IF", "ELSE", "END":
			return
		case "ALTER":
			if r.dialect == ClickHouse { // ALTER TABLE t DELETE WHERE …
				r.altered = true
				return
			}
		}
	}
	r.main = kwCreate
}

func (r *clauseReader) readName() {
	r.limited = r.limited || strings.EqualFold(r.write(), "ROWNUM")
}

func (r *clauseReader) readKeyword(id keywordID, text string) {
	here := bit(r.depth)
	switch id {
	case kwSelect, kwInsert, kwMerge, kwUpdate, kwDelete:
		r.readOperation(id)
	case kwWhere:
		r.wheres |= here
		r.ons &^= here
		r.where = r.where || r.depth == 0
		r.innerWhere = r.innerWhere || r.depth == r.inner
	case kwOn:
		r.ons |= here
	case kwJoin:
		r.ons &^= here
		r.joined = r.joined || r.depth == 0
		r.innerWhere = r.innerWhere || r.depth == r.inner
	case kwFrom:
		r.from = r.from || r.depth == 0 && !r.before.is(kwDistinct)
	case kwLimit, kwFetch:
		r.limited = r.limited || r.depth == 0
	default:
		r.readRest(text)
	}
	if endsWhere(text) {
		r.wheres &^= here
		r.ons &^= here
	}
}

func (r *clauseReader) readRest(text string) {
	switch text {
	case "ROWNUM":
		r.limited = true
	case "FILTERING":
		r.found.AllowFiltering = r.found.AllowFiltering || r.from && r.before.kind == keyword && strings.EqualFold(r.text[r.before.start:r.before.end], "ALLOW")
	case "ALL": // LIMIT ALL
		r.limited = r.limited && !r.before.is(kwLimit)
	case "FIRST":
		r.limited = r.limited || r.before.is(kwSelect)
	case "QUALIFY":
		r.limited = r.limited || r.depth == 0
	case "SET":
		r.set = true
	case "INTO":
		r.readInto()
	case "GROUP":
		r.grouped = r.grouped || r.depth == 0
	}
}

// readInto looks at SELECT … INTO, which returns no rows: they go to a table, a file or variables.
func (r *clauseReader) readInto() {
	if r.main == kwSelect && r.depth == 0 {
		r.main, r.found.SelectsAll = kwCreate, false
	}
}

func (r *clauseReader) readOperation(id keywordID) {
	r.wheres &^= bit(r.depth)
	r.ons &^= bit(r.depth)
	if r.main == kwCreate {
		return
	}
	switch {
	case r.depth > 0:
		if id == kwSelect && r.list.subquery == 0 {
			r.list.subquery = r.depth
		}
		if (id == kwUpdate || id == kwDelete) && r.before.kind == open {
			r.inner, r.innerWhere = r.depth, false
		}
	case r.main == kwPlain && !r.before.is(kwFor) && !r.before.is(kwOn):
		r.main = id
	}
}

func (r *clauseReader) openBracket() {
	here, outside := bit(r.depth), bit(r.depth-1)
	r.wheres, r.ons = r.wheres&^here, r.ons&^here
	if r.wheres&outside != 0 {
		r.wheres |= here
	}
	if r.ons&outside != 0 {
		r.ons |= here
	}
}

func (r *clauseReader) shutBracket() {
	if r.inner > r.depth {
		r.found.Unconditional = r.found.Unconditional || !r.innerWhere
		r.inner = 0
	}
	if r.list.subquery > r.depth {
		r.list.subquery = 0
	}
}

func (r *clauseReader) endStatement() {
	changes := r.main == kwUpdate || r.main == kwDelete
	if changes && r.changesRows() && !r.joined && !r.limited {
		r.found.Unconditional = r.found.Unconditional || !r.where || r.truth.holds()
		r.found.AlwaysTrue = r.found.AlwaysTrue || r.where && r.truth.holds()
	}
	oneRow := r.list.aggregates > 0 && !r.grouped
	r.found.Unlimited = r.found.Unlimited || r.main == kwSelect && r.from && !r.limited && !oneRow
	*r = clauseReader{stream: r.stream, dialect: r.dialect, found: r.found}
}

// changesRows tells UPDATE and DELETE from what is only called so: UPDATE STATISTICS t has no SET, and what ClickHouse
// does to rows has a WHERE, unlike ALTER TABLE … MODIFY TTL … DELETE.
func (r *clauseReader) changesRows() bool {
	if r.altered {
		return r.where
	}
	return r.main == kwDelete || r.set
}

// inWhere tells whether the token stands in a condition of WHERE.
func (r *clauseReader) inWhere() bool { return r.wheres&bit(r.depth) != 0 }

// inCondition tells whether the token stands in a condition of WHERE or of a join.
func (r *clauseReader) inCondition() bool { return (r.wheres|r.ons)&bit(r.depth) != 0 }

func endsWhere(text string) bool {
	switch text {
	case "GROUP", "ORDER", "HAVING", "RETURNING", "UNION", "INTERSECT", "EXCEPT", "MINUS", "WINDOW", "FOR", "SET", "VALUES",
		"LIMIT", "OFFSET", "FETCH", "QUALIFY":
		return true
	default:
		return false
	}
}

// compares tells whether the token compares what stands before it.
func (r *clauseReader) compares() bool {
	switch r.tok.kind {
	case sign:
		switch r.write() {
		case "=", "==", "<", ">", "<=", ">=", "<>", "!=", "<=>":
			return true
		}
	case keyword:
		return r.tok.is(kwLike) || r.tok.is(kwIn) || keywordTexts[r.tok.text] == "BETWEEN"
	}
	return false
}

// word is the text of the token in upper case, "" where it is no word.
func (r *clauseReader) word(t *token) string {
	if t.kind != name && t.kind != keyword {
		return ""
	}
	return strings.ToUpper(r.text[t.start:t.end])
}
