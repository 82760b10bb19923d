package sqlfingerprint

// Most of most documents is plain: keys in double quotes, texts, numbers, brackets and commas. hashPlain hashes these
// without a piece for each, by the same rules as next, and leaves the reader as next would have left it. Whatever
// it does not know, it stops before. It must come to the same as next for every text: see TestPlainDocumentIsTheSame.
func (r *documentReader) hashPlain(hash uint64) uint64 {
	for ok := true; ok && r.depth > 0 && r.keyEnd == 0 && r.at < len(r.text); {
		switch c := r.text[r.at]; c {
		case '"':
			hash, ok = r.hashQuoted(hash)
		case '{', '[':
			if c == '{' && r.skipWrapped() {
				hash = r.hashValue(hash)
				continue
			}
			r.open(c)
			hash, r.last = mixByte(hash, c), open
		case '}', ']':
			if r.last == open {
				return hash // perhaps an empty list
			}
			r.shut(c)
			hash, r.last = mixByte(hash, c), shut
		case ',':
			r.at++
			if !r.skipSession() && !r.skipRepeats() {
				hash, r.last = mixByte(hash, c), comma
			}
		case ' ', '\n':
			r.at++
		default:
			hash, ok = r.hashNumber(hash, c)
		}
	}
	return hash
}

// hashQuoted hashes a key and its colon, or a value.
func (r *documentReader) hashQuoted(hash uint64) (uint64, bool) {
	start, stop := r.at, quoteEnd(r.text, r.at+1, '"')
	if stop == 0 {
		return hash, false
	}
	if r.wantsKey() {
		if behind := keyMarkEnd(r.text, stop); behind > 0 {
			mixed, plain := mixPlainKey(hash, r.text, start, stop)
			if !plain {
				return hash, false
			}
			r.noteKey(r.text[start+1 : stop-1])
			r.at, r.last = behind, cast
			return mixByte(mixed, ':'), true
		}
	}
	if r.namesCollection() {
		return hash, false
	}
	r.at = stop
	return r.hashValue(hash), true
}

// hashValue hashes a value that was read; of several one behind another the first counts.
func (r *documentReader) hashValue(hash uint64) uint64 {
	if r.last == value {
		return hash
	}
	r.last = value
	return mixByte(hash, '?')
}

// hashNumber hashes a number behind a key.
func (r *documentReader) hashNumber(hash uint64, c byte) (uint64, bool) {
	if r.last != cast || c != '-' && (c < '0' || c > '9') {
		return hash, false
	}
	r.runWord()
	r.skipCall()
	return r.hashValue(hash), true
}
