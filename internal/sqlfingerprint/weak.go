package sqlfingerprint

// namesHere tells whether a weak or shy word is a name: behind a keyword that a table or an alias follows,
// and a shy one anywhere in a query but behind a soft keyword, as in NEXT VALUE and IN SHARE MODE.
func (s *stream) namesHere() bool {
	if s.tok.is(kwShy) && s.query {
		return s.before.kind != keyword || !s.before.soft
	}
	switch s.before.id {
	case kwFrom, kwJoin, kwInto, kwUpdate, kwObject, kwExists, kwOnly, kwOn, kwTo, kwUsing, kwAs:
		return true
	default:
		return false
	}
}

// becomeName turns a keyword into the name it is here.
func (s *stream) becomeName() {
	s.tok.set(name, s.tok.start, s.tok.end, codeOf(s.text, s.tok.start, s.tok.end))
	s.onName()
}

// startsQuery tells whether the keyword starts what reads or changes rows. GRANT SELECT does not.
func (s *stream) startsQuery() bool {
	if s.before.is(kwOn) { // ON DELETE CASCADE
		return false
	}
	switch s.tok.id {
	case kwSelect, kwInsert, kwUpdate, kwDelete, kwMerge, kwValues, kwCall, kwExec:
		return s.verb != kwWeak // GRANT, REVOKE
	case kwWith, kwReplace: // not CREATE OR REPLACE
		return s.before.kind == end || s.before.kind == semicolon
	default:
		return false
	}
}
