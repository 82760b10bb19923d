package sqlfingerprint

import "strings"

// onKeyword follows the statement as far as the folding needs it.
func (s *stream) onKeyword() {
	if s.before.kind == end || s.before.kind == semicolon {
		s.verb = s.tok.id
		s.named = namesNext(s.verb)
	}
	if s.rows&bit(s.depth) != 0 && s.tok.id != kwRow {
		s.rows &^= bit(s.depth)
	}
	s.plain = s.plain && (s.before.kind == cast || s.before.kind == keyword)
	s.query = s.query || s.startsQuery()
	if s.named && s.verb == kwIdentified && s.tok.id != kwBy {
		s.becomeValue()
		return
	}
	switch s.tok.id {
	case kwPlain:
		s.listNext, s.named = false, false
	case kwNull, kwBoolean:
		s.onConstant()
	default:
		s.onRuled(s.tok.id)
	}
}

// namesNext are the statements that start with a name which drivers make up for each call.
func namesNext(verb keywordID) bool {
	switch verb {
	case kwClose, kwDeallocate, kwDeclare, kwPrepare, kwRelease:
		return true
	default:
		return false
	}
}

func (s *stream) onRuled(id keywordID) {
	s.listNext = id == kwIn || id == kwArray
	switch id {
	case kwValues:
		s.rows |= bit(s.depth)
	case kwSelect, kwWith:
		if s.before.kind == open {
			s.lists &^= bit(s.depth)
		}
	case kwSavepoint:
		s.named = true
		return
	case kwIdentified, kwBy, kwReplace:
		s.onSecret(id)
		return
	case kwTransaction:
		s.named = s.named || s.before.is(kwRollback) || s.before.kind == name && strings.EqualFold(s.text[s.before.start:s.before.end], "SAVE")
		return
	case kwTemp:
		s.temp = s.verb == kwCreate
		return
	case kwFormat:
		s.dropData()
	case kwStdin:
		s.stdin = s.verb == kwCopy && s.before.is(kwFrom)
	case kwIf, kwNot, kwExists, kwPrepare, kwRelease, kwDeclare, kwClose, kwDeallocate:
		return // they stand between the verb and the name, or are the verb
	}
	s.named = s.nameFollows(id)
	s.temp = s.temp && !s.named
}

// nameFollows tells whether the name of a cursor, a savepoint or a temporary table comes next.
func (s *stream) nameFollows(id keywordID) bool {
	switch id {
	case kwFrom, kwIn:
		return s.verb == kwFetch || s.verb == kwMove
	case kwTo:
		return s.verb == kwRollback
	case kwOf:
		return s.before.is(kwCurrent)
	case kwExec:
		return s.executesPrepared && s.before.kind != keyword
	case kwUsing:
		return s.verb == kwConnect
	case kwObject:
		return s.temp && keywordTexts[s.tok.text] == "TABLE"
	default:
		return false
	}
}

// onConstant makes NULL, TRUE and FALSE a value where they are one: x = NULL, (1, NULL), but not in
// IS NULL, NOT NULL, SET NULL or DEFAULT TRUE.
func (s *stream) onConstant() {
	s.listNext = false
	switch s.before.kind {
	case sign, comma, open:
		s.becomeValue()
	case keyword:
		switch s.before.id {
		case kwIs, kwNot, kwSet, kwDefault, kwFrom, kwAs:
		default:
			if !s.before.soft {
				s.becomeValue()
			}
		}
	}
}

// onName makes a made-up name a value.
func (s *stream) onName() {
	s.listNext = false
	if word := s.opener(); word != "" {
		s.tok.code = codeOf(word, 0, len(word))
	}
	if s.rows != 0 {
		s.rows &^= bit(s.depth)
	}
	if s.named && s.before.kind != period || s.isPassword() {
		s.becomeValue()
		return
	}
	s.plain = s.plain && (s.before.kind == cast || s.before.kind == name || s.before.kind == period)
}
