package sqlfingerprint

import "strings"

// selectList follows the list of the outermost SELECT.
type selectList struct {
	aggregates int  // calls of aggregates, without those of windows
	subquery   uint // depth of a subquery; 0: none
	top        top
	topDepth   uint
}

// top follows TOP n and TOP (n), so that the star behind them is no multiplication.
type top uint8

const (
	topNone top = iota
	topRead
	topOpen
	topDone
)

var aggregates = set(`ANY_VALUE ARRAY_AGG AVG BIT_AND BIT_OR BOOL_AND BOOL_OR COUNT EVERY GROUP_CONCAT JSONB_AGG JSON_AGG
	JSON_ARRAYAGG JSON_OBJECTAGG LISTAGG MAX MIN STDDEV STRING_AGG SUM VARIANCE`)

func (r *clauseReader) readTop() {
	l := &r.list
	switch {
	case r.tok.kind == keyword && keywordTexts[r.tok.text] == "TOP":
		l.top, l.topDepth = topRead, r.depth
	case l.top == topRead && r.tok.kind == value, l.top == topOpen && r.tok.kind == shut && r.depth == l.topDepth:
		l.top = topDone
	case l.top == topRead && r.tok.kind == open:
		l.top = topOpen
	case l.top != topOpen:
		l.top = topNone
	}
	if r.main != kwSelect || r.from || l.subquery > 0 {
		return
	}
	switch {
	case r.tok.kind == open && aggregates[r.word(&r.before)]:
		l.aggregates++
	case r.tok.kind == keyword && keywordTexts[r.tok.text] == "OVER":
		l.aggregates--
	}
}

// readStar finds SELECT *, SELECT DISTINCT *, SELECT TOP 5 * and SELECT t.* of the outermost query.
func (r *clauseReader) readStar() {
	if r.depth > 0 || r.main != kwSelect || r.from || r.tok.kind != sign || r.write() != "*" {
		return
	}
	switch r.before.kind {
	case keyword:
		switch strings.ToUpper(r.text[r.before.start:r.before.end]) {
		case "SELECT", "DISTINCT", "ALL", "PERCENT", "TIES":
			r.found.SelectsAll = true
		}
	case period, comma:
		r.found.SelectsAll = true
	case value, shut:
		r.found.SelectsAll = r.found.SelectsAll || r.list.top == topDone
	}
}

// readOrder finds ORDER BY RANDOM(), RAND(), NEWID() and DBMS_RANDOM.VALUE.
func (r *clauseReader) readOrder() {
	switch r.order {
	case 0:
		if r.tok.is(kwBy) && r.word(&r.before) == "ORDER" {
			r.order = 1
		}
		return
	case 1:
		switch r.word(&r.tok) {
		case "RANDOM", "RAND", "NEWID", "DBMS_RANDOM":
			r.order = 2
			return
		}
	case 2:
		r.found.RandomOrder = r.found.RandomOrder || r.tok.kind == open || r.tok.kind == period && r.word(&r.before) == "DBMS_RANDOM"
	}
	r.order = 0
}

// paging follows LIMIT and OFFSET.
type paging struct {
	state pagingState
	skips bool // the number behind LIMIT skips many rows if a comma follows
}

type pagingState uint8

const (
	pagingNone pagingState = iota
	pagingOffset
	pagingLimit
	pagingNumber
)

func (r *clauseReader) readPaging() {
	p := &r.paging
	switch {
	case r.tok.is(kwOffset):
		p.state = pagingOffset
	case r.tok.is(kwLimit) && keywordTexts[r.tok.text] == "LIMIT":
		p.state = pagingLimit
	case p.state == pagingOffset && r.tok.kind == value:
		r.found.Offset = r.found.Offset || r.skipsMany()
		p.state = pagingNone
	case p.state == pagingLimit && r.tok.kind == value:
		p.state, p.skips = pagingNumber, r.skipsMany()
	case p.state == pagingNumber && r.tok.kind == comma:
		r.found.Offset = r.found.Offset || p.skips
		p.state = pagingNone
	default:
		p.state = pagingNone
	}
}

// skipsMany tells whether the value is at least minOffset, or cannot be seen.
func (r *clauseReader) skipsMany() bool {
	n := 0
	for _, c := range []byte(r.text[r.tok.start:r.tok.end]) {
		if c < '0' || c > '9' {
			return true
		}
		n = min(10*n+int(c-'0'), minOffset)
	}
	return n >= minOffset
}
