package sqlfingerprint

// side follows the left side of a comparison inside WHERE: a column with a sign and a value, or with a cast.
type side uint8

const (
	sideNone side = iota
	sideStart
	sideName
	sidePeriod
	sideSign
	sideValue // a function of a column, if a comparison follows
	sideCast
)

// castTypes are types whose values are not in the order of the text or the timestamp they are cast from. A cast to
// text is none of them: for a column of characters it does nothing.
var castTypes = set(`BIGINT BOOLEAN DATE DECIMAL DOUBLE FLOAT INT INTEGER NUMERIC REAL SMALLINT TIME`)

func (r *clauseReader) readSide() {
	if r.side == sideValue && r.compares() {
		r.found.FunctionOnColumn = true
	}
	r.side = r.nextSide()
}

func (r *clauseReader) nextSide() side {
	if r.startsSide() {
		return sideStart
	}
	switch r.side {
	case sideStart, sidePeriod:
		if r.tok.kind == name || r.tok.kind == quoted {
			return sideName
		}
	case sideName:
		return r.afterColumn()
	case sideSign:
		switch {
		case r.tok.kind == value:
			return sideValue
		case r.tok.kind == keyword && keywordTexts[r.tok.text] == "INTERVAL":
			return sideSign
		}
	case sideValue:
		if r.tok.kind == keyword && r.tok.soft { // INTERVAL 1 DAY
			return sideValue
		}
	case sideCast:
		if castTypes[r.word(&r.tok)] {
			return sideValue
		}
	}
	return sideNone
}

// startsSide tells whether a condition starts behind the token.
func (r *clauseReader) startsSide() bool {
	switch r.tok.kind {
	case keyword:
		switch keywordTexts[r.tok.text] {
		case "WHERE":
			return true
		case "AND", "OR", "NOT":
			return r.inWhere()
		}
	case open:
		return r.wheres&bit(r.depth-1) != 0 && r.before.kind == keyword && !r.before.soft
	}
	return false
}

func (r *clauseReader) afterColumn() side {
	switch r.tok.kind {
	case period:
		return sidePeriod
	case cast:
		return sideCast
	case sign:
		switch r.write() {
		case "+", "-", "*", "/", "%", "&", "|":
			return sideSign
		case "||": // an OR in MySQL
			if r.dialect != MySQL {
				return sideSign
			}
		}
	}
	return sideNone
}

// truth follows a WHERE whose conditions are all constants: WHERE 1 = 1 AND TRUE.
type truth struct {
	state truthState
	left  string // the constant
}

type truthState uint8

const (
	truthNone truthState = iota
	truthStart
	truthLeft
	truthEqual
	truthBoth
	truthEnded
	truthBroken
)

// holds tells whether the conditions are true whatever the row.
func (t *truth) holds() bool {
	return t.state == truthBoth || t.state == truthEnded || t.state == truthLeft && isTrue(t.left)
}

func (r *clauseReader) readTruth() {
	t := &r.truth
	switch {
	case r.depth == 0 && r.tok.is(kwWhere):
		t.state = truthStart
	case t.state == truthNone, t.state == truthEnded, t.state == truthBroken, r.tok.kind == open, r.tok.kind == shut,
		r.tok.kind == semicolon:
	default:
		t.state = r.nextTruth()
	}
}

func (r *clauseReader) nextTruth() truthState {
	t := &r.truth
	written := r.text[r.tok.start:r.tok.end]
	switch {
	case r.tok.kind == value && t.state == truthStart:
		t.left = written
		return truthLeft
	case r.tok.kind == sign && t.state == truthLeft && (written == "=" || written == "=="):
		return truthEqual
	case r.tok.kind == value && t.state == truthEqual && written == t.left && isConstant(written):
		return truthBoth
	case r.tok.kind == keyword && t.holds():
		switch text := keywordTexts[r.tok.text]; {
		case text == "AND":
			return truthStart
		case text == "END" || endsWhere(text):
			return truthEnded
		}
	}
	return truthBroken
}

// isTrue tells whether the literal is true as a condition.
func isTrue(written string) bool {
	switch written[0] {
	case 't', 'T':
		return len(written) == len("TRUE")
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return true
	default:
		return false
	}
}

// isConstant tells a literal from a parameter.
func isConstant(written string) bool {
	return written[0] >= '0' && written[0] <= '9' || written[0] == '\''
}
