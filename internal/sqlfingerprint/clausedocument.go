package sqlfingerprint

// clausesOfDocument looks at the operators of a MongoDB filter that are keys: $where, $function and $regex.
func clausesOfDocument(text string) (found Clauses) {
	r := newDocumentReader(text)
	for _, k := r.next(); k != end; _, k = r.next() {
		if k != cast {
			continue
		}
		switch r.lastKey {
		case "$where", "$function":
			found.JavaScript = true
		case "$regex":
			found.UnanchoredRegexp = found.UnanchoredRegexp || isUnanchored(r.text[r.at:])
		}
	}
	return found
}

// isUnanchored tells whether the text starts with a regular expression in quotes that has no anchor. Only its
// first bytes are looked at.
func isUnanchored(text string) bool {
	quote, rest := firstByte(text)
	if quote != '"' && quote != '\'' || rest == "" || rest[0] == quote {
		return false
	}
	return !mayBeAnchored(rest) && !isMasked(rest)
}
