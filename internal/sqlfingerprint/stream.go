package sqlfingerprint

// stream folds the scanner's tokens into the canonical form. After next, tok is the current token.
type stream struct {
	scanner
	tok token

	// ahead holds tokens that were looked at too early, the first of them last.
	ahead    [2]token
	waiting  int
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
}

func newStream(d Dialect, text string) stream {
	if int(d) >= len(dialects) {
		d = Other
	}
	return stream{scanner: newScanner(&dialects[d], text)}
}

// next goes to the next token and is false after the last.
func (s *stream) next() bool {
	s.before.remember(&s.tok)
	for {
		s.take()
		if s.tok.kind >= name && s.tok.kind <= cast && s.calm() {
			return true
		}
		switch s.tok.kind {
		case keyword:
			s.onKeyword()
		case name, quoted:
			s.onName()
		case comma:
			if s.skipItems() {
				continue
			}
			s.plain = false
		case open:
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
	return !s.named && !s.listNext && !s.plain && s.rows == 0
}

// take moves the next token into tok.
func (s *stream) take() {
	if s.waiting > 0 {
		s.waiting--
		s.tok.copy(&s.ahead[s.waiting])
		return
	}
	s.scan(&s.tok)
}

// look reads the token after tok without moving on. The caller either returns it by unread or drops it.
func (s *stream) look() token {
	if s.waiting > 0 {
		s.waiting--
		return s.ahead[s.waiting]
	}
	var t token
	s.scan(&t)
	return t
}

func (s *stream) unread(t token) {
	s.ahead[s.waiting] = t
	s.waiting++
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
	s.listNext, s.plain, s.named = false, false, false
	if !s.isNumberSign(&s.tok) || s.before.operand() {
		return
	}
	for {
		next := s.look()
		switch {
		case next.literal():
			s.tok = next
			s.becomeValue()
			return
		case !s.isNumberSign(&next):
			s.unread(next)
			return
		}
		s.tok = next
	}
}

func (s *stream) isNumberSign(t *token) bool {
	return t.kind == sign && t.end-t.start == 1 && (s.text[t.start] == '-' || s.text[t.start] == '+')
}

// skipSemicolon drops semicolons that separate nothing: leading, trailing and doubled ones.
func (s *stream) skipSemicolon() bool {
	if s.before.kind == end || s.before.kind == semicolon {
		return true
	}
	next := s.look()
	s.unread(next)
	if next.kind == end || next.kind == semicolon {
		return true
	}
	s.verb, s.named, s.temp, s.listNext = kwPlain, false, false, false
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
	default:
		return s.text[s.tok.start:s.tok.end]
	}
}
