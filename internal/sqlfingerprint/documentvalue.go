package sqlfingerprint

// skipWrapped skips a value that extended JSON writes as a document: {"$oid": "…"}.
func (r *documentReader) skipWrapped() bool {
	if r.depth == 0 || !mayBeWrapper(r.text, r.at+1) {
		return false
	}
	key, _ := peekKey(r.text, r.at+1)
	if !isWrapper(key) {
		return false
	}
	r.skipBalanced()
	return true
}

// mayBeWrapper is false for documents whose first key starts with no dollar.
func mayBeWrapper(text string, i int) bool {
	for i < len(text) && (isBlank(text[i]) || text[i] == '"' || text[i] == '\'' || text[i] == ':') {
		i++
	}
	return i < len(text) && text[i] == '$'
}

// isWrapper knows the types of MongoDB Extended JSON (v1 and v2), by the first key of the document.
func isWrapper(key string) bool {
	if key == "" || key[0] != '$' {
		return false
	}
	switch key {
	case "$oid", "$date", "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$binary", "$uuid",
		"$timestamp", "$regularExpression", "$minKey", "$maxKey", "$code", "$symbol", "$undefined", "$dbPointer":
		return true
	default:
		return false
	}
}

// peekKey returns the key that stands at i or behind blanks, and the position behind its colon; "" where none does.
func peekKey(text string, i int) (key string, stop int) {
	for i < len(text) && (isBlank(text[i]) || text[i] == ':') {
		i++
	}
	if i == len(text) {
		return "", 0
	}
	start := i
	if c := text[i]; c == '"' || c == '\'' {
		if i = quoteEnd(text, i+1, c); i == 0 {
			return "", 0
		}
		key = text[start+1 : i-1]
	} else {
		for i < len(text) && isDocumentWord(text[i]) {
			i++
		}
		key = text[start:i]
	}
	if stop = keyMarkEnd(text, i); stop == 0 {
		return "", 0
	}
	return key, stop
}

// skipBalanced skips the bracket that opens here and all inside.
func (r *documentReader) skipBalanced() {
	r.at++
	r.skipInside()
	if r.at < len(r.text) {
		r.at++
		return
	}
	r.cut = true
}

// skipInside goes to the bracket that closes the one around.
func (r *documentReader) skipInside() {
	for depth := 0; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			if depth == 0 {
				return
			}
			depth--
		case '"', '\'':
			if !r.skipQuoted(c) {
				return
			}
		}
	}
}

// skipQuoted goes to the closing quote; false where there is none.
func (r *documentReader) skipQuoted(quote byte) bool {
	stop := quoteEnd(r.text, r.at+1, quote)
	if stop == 0 {
		r.at, r.cut = len(r.text), true
		return false
	}
	r.at = stop - 1
	return true
}

// skipValue goes to the comma or the bracket behind a value.
func (r *documentReader) skipValue() {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ',', '}', ']', ')':
			return
		case '{', '[', '(':
			r.skipBalanced()
		case '"', '\'':
			if r.skipQuoted(c) {
				r.at++
			}
		default:
			r.at++
		}
	}
	r.cut = true
}

func (r *documentReader) callFollows() bool {
	return r.at < len(r.text) && r.text[r.at] == '('
}

// skipCall skips the arguments of ObjectId("…") and the like.
func (r *documentReader) skipCall() {
	if r.callFollows() {
		r.skipBalanced()
	}
}
