package sqlfingerprint

// stream folds the scanner's tokens into the canonical form. After next, tok is the current token.
//
// Folding its own output changes nothing, because every rule keeps to this: what it decides follows from the
// tokens given so far and from the tokens to come, never from bytes; a token that is skipped leaves no trace
// in the fields below; and a token that was given because of what comes next is followed by a token that says
// the same after folding.
type stream struct {
	scanner
	tok token

	before   token // the token before tok
	verb     keywordID
	named    bool // the next name is one that programs make up: it becomes a value
	temp     bool // TEMP was read
	marked   bool // the mark was given
	depth    uint
	lists    uint64 // bit d: the brackets at depth d hold a list of values
	rows     uint64 // bit d: rows of VALUES stand at depth d
	plain    bool   // all of the list's current item so far is a value, perhaps with a cast
	listNext bool   // the next bracket opens a list
	single   bool   // this is a look ahead at one item, see skipRepeat
	query    bool   // a query was read, so shy words are names
	stdin    bool   // COPY … FROM STDIN was read
	item     place  // where the current item of the outermost list starts
	itemHash uint64 // what readItem says of it
	itemRead bool   // it was asked
	batched  reread // the current statement of a batch
}

func newStream(d Dialect, text string) stream {
	if int(d) >= len(dialects) {
		d = Other
	}
	if (d == Other || d == InfluxQL) && isCallChain(text) {
		return stream{scanner: newScanner(&callChains, text)}
	}
	return stream{scanner: newScanner(&dialects[d], text)}
}

// next goes to the next token and is false after the last.
func (s *stream) next() bool {
	s.before.remember(&s.tok)
	for {
		s.scan(&s.tok)
		if s.tok.kind >= name && s.tok.kind <= cast && s.calm() {
			return true
		}
		switch s.tok.kind {
		case keyword:
			if s.tok.id >= kwWeak && s.namesHere() || s.tok.soft && s.tableHere() {
				s.becomeName()
				break
			}
			s.onKeyword()
		case name, quoted:
			s.onName()
		case comma:
			if s.skipItems() {
				continue
			}
			s.onComma()
		case open:
			if s.skipLooseRow() {
				continue
			}
			s.onOpen()
		case shut:
			s.onShut()
		case value:
			s.onValue()
		case sign:
			s.onSign()
		case semicolon:
			if s.skipSemicolon() {
				continue
			}
		case end:
			return s.onEnd()
		}
		return true
	}
}

// calm is true where no rule waits for what comes next.
func (s *stream) calm() bool {
	return !s.named && !s.listNext && !s.plain && s.rows == 0 && !s.before.is(kwShy) && s.before.kind != end && s.before.kind != semicolon
}

// becomeValue turns the token into ?.
func (s *stream) becomeValue() {
	s.tok.kind, s.tok.code, s.tok.id = value, '?', kwPlain
	s.onValue()
}

func (s *stream) onValue() {
	s.plain = s.before.kind == open || s.before.kind == comma
	s.named, s.listNext = false, false
}

// onSign drops the sign of a number: a = -1 is a = 1 up to literals.
func (s *stream) onSign() {
	if s.named && s.before.kind == sign { // see hideKey
		s.becomeValue()
		return
	}
	s.listNext, s.plain, s.named = false, false, false
	if s.before.kind == end && s.text[s.tok.start] == '{' {
		s.hideKey()
		return
	}
	if !s.isNumberSign(&s.tok) || s.before.operand() {
		return
	}
	var next token
	for {
		here := s.place()
		s.scan(&next)
		switch {
		case next.literal():
			s.tok.copy(&next)
			s.becomeValue()
			return
		case !s.isNumberSign(&next):
			s.backTo(here)
			return
		}
		s.tok.copy(&next)
	}
}

// hideKey is called at a brace that the text starts with. A quoted name or a brace behind it becomes a value:
// the text would read as a document once the comments and marks between them are gone.
func (s *stream) hideKey() {
	var next token
	here := s.place()
	s.scan(&next)
	if next.kind == quoted || next.kind == sign && s.text[next.start] == '}' {
		s.named = true
	}
	s.backTo(here)
}

func (s *scanner) isNumberSign(t *token) bool {
	return t.kind == sign && t.end-t.start == 1 && (s.text[t.start] == '-' || s.text[t.start] == '+')
}

// skipSemicolon drops semicolons that separate nothing: leading, trailing and doubled ones.
func (s *stream) skipSemicolon() bool {
	s.skipCopied()
	if s.before.kind == end || s.before.kind == semicolon {
		return true
	}
	var next token
	here := s.place()
	s.scan(&next)
	s.backTo(here)
	if next.kind == end || next.kind == semicolon {
		return true
	}
	if s.batches && s.skipStatement() {
		return true
	}
	s.verb, s.named, s.temp, s.listNext, s.plain, s.query = kwPlain, false, false, false, false, false
	return false
}

// onEnd gives the mark once where the text was cut: inside a token, or with brackets still open.
func (s *stream) onEnd() bool {
	if s.marked || !s.cut && s.depth == 0 {
		return false
	}
	s.marked = true
	s.tok.kind, s.tok.code = truncated, codeOf(mark, 0, len(mark))
	return true
}

// write is the token's text in canonical form.
func (s *stream) write() string {
	switch s.tok.kind {
	case keyword:
		return keywordTexts[s.tok.text]
	case value:
		return "?"
	case truncated:
		return mark
	case name:
		if word := s.opener(); word != "" {
			return word
		}
		fallthrough
	default:
		return s.text[s.tok.start:s.tok.end]
	}
}
