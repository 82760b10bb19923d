package sqlfingerprint

// reread is the current statement of a batch: where it starts, and what statementCode says of it.
type reread struct {
	at    int
	depth uint
	code  uint64
	known bool
}

// skipStatement is called at a semicolon and skips the statement behind it if it is the one before it up to
// literals: a batch is the same whatever the number of its rows, as VALUES is. What the statements are is
// asked of a stream of its own, so two are the same after folding exactly if they were before.
// Source: Apache Cassandra's "Cassandra Query Language", "BATCH".
func (s *stream) skipStatement() bool {
	if s.batched.depth > 0 {
		return false // this is that stream
	}
	if !s.batched.known {
		s.batched.code, _ = s.statementCode(s.batched.at, true)
		s.batched.known = true
	}
	code, end := s.statementCode(s.at, false)
	if code != 0 && code == s.batched.code {
		s.at = end
		return true
	}
	s.batched = reread{at: s.at, code: code, known: true}
	return false
}

// statementCode tells what the statement at a place is, and where the semicolon behind it stands; 0 where it
// changes no rows or does not end. BEGIN BATCH may stand before the first.
func (s *stream) statementCode(at int, first bool) (code uint64, end int) {
	one := stream{scanner: s.scanner, batched: reread{depth: 1}}
	one.at, one.afterDot = at, false
	code = seed
	for one.next() {
		switch {
		case one.tok.kind == semicolon:
			if code == seed || one.depth > 0 {
				return 0, 0
			}
			return code, one.tok.start
		case code != seed || changesRows(one.tok.id):
			code = mix(code, one.tok.code)
		case !first:
			return 0, 0
		}
	}
	return 0, 0
}

func changesRows(id keywordID) bool {
	return id == kwInsert || id == kwUpdate || id == kwDelete
}
