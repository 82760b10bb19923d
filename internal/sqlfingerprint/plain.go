package sqlfingerprint

// Most of most texts is plain: words, names with periods, commas, brackets, short literals and parameters, one
// blank between them. hashPlain hashes such tokens as long as they come, without a token for each, and leaves
// the stream as next would have left it behind the last of them. Whatever it does not know, it stops before;
// the stream then goes on token by token. So the stream alone says what a statement is, and hashPlain must be
// equal to it for every text: see TestPlainIsTheSame and FuzzPlainIsTheSame.

// item is what hashPlain calls a value that is all of an item so far. See stream.plain.
const item = truncated + 1

// run is how far hashPlain came.
type run struct {
	hash        uint64
	start, stop int  // of the last token; behind stop there may be blanks
	last        kind // what it was, perhaps item
	list        bool // the brackets around hold a list of values
}

// hashPlain goes on with the hash over the plain tokens behind the current one.
func (s *stream) hashPlain(hash uint64) uint64 {
	if !s.startsPlain() {
		return hash
	}
	p := run{hash: hash, start: s.tok.start, stop: s.at, last: s.tok.kind, list: s.lists&bit(s.depth) != 0}
	if s.plain {
		p.last = item
	}
	for s.hashToken(&p) && (p.last != shut || s.rows&bit(s.depth) == 0) {
		s.hashWords(&p)
	}
	s.leavePlain(&p)
	return p.hash
}

// hashToken hashes one token of any kind, if it is plain.
func (s *stream) hashToken(p *run) bool {
	i := s.skipBlanks(p.stop)
	if i >= len(s.text) {
		return false
	}
	a := s.actions[s.text[i]]
	if a == separator && p.list {
		return false
	}
	k, stop, code := s.plainToken(i, a, p.last)
	switch {
	case k == end:
		return a == word && (s.hashList(p, i) || s.hashNull(p, i))
	case k == keyword && p.last == keyword && s.mayNameTable(p.start):
		return false
	}
	p.add(k, i, stop, code)
	p.list = s.lists&bit(s.depth) != 0
	return true
}

func (p *run) add(k kind, start, stop int, code uint64) {
	if k == value && (p.last == open || p.last == comma) {
		k = item
	}
	p.hash = mix(p.hash, code)
	p.start, p.stop, p.last = start, stop, k
}

// startsPlain tells whether no rule waits for what comes next.
func (s *stream) startsPlain() bool {
	if s.slashPatterns || s.batches || s.traits == &callChains || s.tok.id == kwIdentified || s.tok.id == kwShy || s.named || s.listNext || s.rows&bit(s.depth) != 0 || len(s.text) < 8 || s.plain && s.tok.kind != value {
		return false
	}
	switch s.verb {
	case kwFetch, kwMove, kwRollback, kwIdentified, kwConnect:
		return false // the name of a cursor or a savepoint, or a password, comes somewhere
	default:
		return true
	}
}

// leavePlain makes the last token of the run the current one.
func (s *stream) leavePlain(p *run) {
	at := p.stop
	for at > s.at && isBlank(s.text[at-1]) {
		at--
	}
	if at == s.at {
		return // there was none
	}
	k := p.last
	s.at, s.afterDot, s.plain = at, k == period, k == item
	if k == item {
		k = value
	}
	s.tok.set(k, p.start, at, 0)
	if k == keyword {
		first, rest := foldKeyword(s.text[p.start:at])
		info := keywords.find(first, rest, at-p.start)
		s.tok.id, s.tok.soft, s.tok.text = info.id, info.soft, info.text
	}
}

// isQuiet tells keywords that change nothing in the stream beyond what hashPlain does itself. A keyword that a
// rule is added for is not quiet until somebody says so here.
func isQuiet(id keywordID) bool {
	switch id {
	case kwPlain, kwAll, kwAs, kwBy, kwDefault, kwDelete, kwDistinct, kwDo, kwEnd, kwExists, kwFor, kwFrom, kwFull, kwInsert, kwInto,
		kwIs, kwJoin, kwKey, kwLateral, kwLike, kwLimit, kwMerge, kwNot, kwOffset, kwOn, kwOnly, kwReplace, kwSelect, kwSet,
		kwThen, kwUpdate, kwUsing, kwWhere, kwWith, kwWeak:
		return true
	default:
		return false
	}
}
