package sqlfingerprint

// isBulkKey tells the lists of documents that one command works on one by one.
func isBulkKey(key string) bool {
	switch key {
	case "documents", "updates", "deletes", "ops", // MongoDB
		"TransactItems", "Keys", "Statements": // DynamoDB
		return true
	default:
		return false
	}
}

// isBulkWord tells the words behind which pymongo writes such a list.
func isBulkWord(word string) bool {
	return word == "insert" || word == "update" || word == "delete"
}

// isParentKey tells keys whose document names other collections, or has lists of documents for each table.
func isParentKey(key string) bool {
	switch key {
	case "$lookup", "$graphLookup", "$merge", "$unionWith", "$out", "RequestItems":
		return true
	default:
		return false
	}
}

// skipRepeats is called behind a comma and skips values of a list behind its first, lists in a list behind the first,
// and documents of a bulk behind its first. It is true where the comma itself is to be skipped.
func (r *documentReader) skipRepeats() bool {
	d := bit(r.depth)
	if r.arrays&d == 0 || r.last != value && r.last != shut {
		return false
	}
	here := r.at
	if r.skipNothing(); r.at >= len(r.text) {
		r.at = here
		return false
	}
	c := r.text[r.at]
	if r.last == shut {
		bulk := r.bulk&d != 0
		switch {
		case bulk && (c == '{' || c == '(') && !r.shutArray, c == '[' && r.shutArray:
			r.skipBalanced()
			return true
		case !bulk:
			r.at = here
			return false
		}
	}
	return r.skipPlainValue(here)
}

// skipNothing skips blanks, and colons behind which no piece is given.
func (r *documentReader) skipNothing() {
	for r.at < len(r.text) && (isBlank(r.text[r.at]) || r.text[r.at] == ':') {
		r.at++
	}
}

// skipPlainValue skips a value without brackets; where none is here it goes back.
func (r *documentReader) skipPlainValue(here int) bool {
	switch c := r.text[r.at]; c {
	case '[', '(', ',', ':', '}', ']', ')':
	case '{':
		if r.skipWrapped() {
			return true
		}
	case '"', '\'':
		stop := quoteEnd(r.text, r.at+1, c)
		if stop == 0 {
			r.at, r.cut = len(r.text), true
			return true
		}
		if keyMarkEnd(r.text, stop) == 0 {
			r.at = stop
			return true
		}
	default:
		if r.skipPlainRun() {
			return true
		}
	}
	r.at = here
	return false
}

// skipPlainRun skips what run reads behind a comma of a list, unless it is a key.
func (r *documentReader) skipPlainRun() bool {
	last := r.last
	r.last = comma
	_, plain := r.runWord()
	r.last = last
	if plain && keyMarkEnd(r.text, r.at) > 0 {
		return false
	}
	r.skipCall()
	return true
}

// seenDocuments are the shapes of the documents that stand one behind another: the lines of a bulk request.
type seenDocuments struct {
	first  int // where the first one starts, -1 before it
	hashes [8]uint64
	n      int
}

// skipSeen is called at a document outside of brackets and skips it if one of the same shape stood before. One that
// was cut off is skipped, too, if it is not the first.
func (r *documentReader) skipSeen() bool {
	if r.seen.first < 0 {
		r.seen.first = r.at
		return false
	}
	if r.last != shut {
		return false
	}
	if r.seen.n == 0 {
		hash, _ := r.shapeAt(r.seen.first)
		r.seen.add(hash)
	}
	hash, stop := r.shapeAt(r.at)
	switch {
	case stop == 0:
		r.at, r.cut = len(r.text), true
		return true
	case r.seen.has(hash):
		r.at = stop
		return true
	}
	r.seen.add(hash)
	return false
}

func (s *seenDocuments) add(hash uint64) {
	if s.n < len(s.hashes) {
		s.hashes[s.n] = hash
		s.n++
	}
}

func (s *seenDocuments) has(hash uint64) bool {
	for _, h := range s.hashes[:s.n] {
		if h == hash {
			return true
		}
	}
	return false
}

// shapeAt hashes the document that starts at i and returns the position behind it, 0 where it does not end.
func (r *documentReader) shapeAt(i int) (hash uint64, stop int) {
	sub := documentReader{text: r.text, at: i, keys: 1, last: shut}
	sub.seen.first = -1
	hash = seed
	for {
		piece, k := sub.next()
		switch {
		case k == end || k == truncated:
			return hash, 0
		case k == shut && sub.depth == 0:
			return mixDocument(hash, piece, k), sub.at
		}
		hash = mixDocument(hash, piece, k)
	}
}
