package sqlfingerprint

import "strings"

// Keys. A key is split at `:`, `/`, `.`, `|`, `#`, `{` and `}`; a part of letters, `_` and `-` is kept, any other
// becomes ?: user:17:cart is user:?:cart. Of a part made of words and numbers only the numbers do: cart_17_items
// is cart_?_items. Behind the first part, words joined by `-` are the name of a thing, and so is the
// last part where no other is one: article:hello-world is article:?, session:alice is session:?.
//
// A period joins the parts of names (users.17.cart), but of values, too: mail and host names, tokens, versions are
// one value each.

// keyBreaks are the bytes between the parts of a key that no value has inside. The period is one of these bytes, too,
// but not in all values.
const keyBreaks = ":/|#{}"

func (r *commandReader) startKey() string {
	if r.lineEnds() {
		r.state = atLineEnd
		return ""
	}
	r.state, r.first, r.told, r.dotted = insideKey, true, false, false
	if r.key = r.argument(); r.key == "" {
		r.key = "?"
	}
	return " "
}

// keyPart returns the next part or separator of the key.
func (r *commandReader) keyPart() string {
	if r.key == "" {
		return ""
	}
	part, has := r.nextPart()
	first := r.first
	r.first, r.dotted = false, part[0] == '.'
	switch {
	case keyBytes[part[0]] == keySeparator:
		if part[0] == ':' && strings.HasPrefix(r.key, "//") {
			r.key = "?" // the rest of a URL
		}
		return part
	case has.plain(part) && (first || !r.namesOne(has)):
		return part
	}
	r.told = true
	return "?"
}

// nextPart cuts the next part or separator off the key and tells what bytes it has.
func (r *commandReader) nextPart() (part string, has keyByte) {
	n, has := keyPartEnd(r.key)
	if n > 0 && n < len(r.key) && r.key[n] == '.' && !r.dotted {
		if stop := r.dottedValue(n); stop > n {
			n, has = stop, has|keySeparator
		}
	}
	part = r.key[:max(1, n)]
	if has&(keyJoint|keyNumber) == keyJoint|keyNumber && isNumberedPart(part) {
		part = part[:max(1, strings.IndexByte(part, '_'))]
		_, has = keyPartEnd(part)
	}
	r.key = r.key[len(part):]
	return part, has
}

// dottedValue is the length of the value that starts here if it has periods or a part of it is an e-mail address,
// else n.
func (r *commandReader) dottedValue(n int) int {
	stop := strings.IndexAny(r.key, keyBreaks)
	if stop < 0 {
		stop = len(r.key)
	}
	if stop <= n {
		return n
	}
	part := r.key[:n]
	if strings.IndexByte(r.key[:stop], '@') >= 0 ||
		!isPlainPart(part) && !isNumberedPart(part) && strings.Trim(part, "0123456789?") != "" {
		return stop
	}
	return n
}

// namesOne tells whether a plain part behind the first one is the name of a thing: words joined by `-`, or the end of
// a key in which nothing else was.
func (r *commandReader) namesOne(has keyByte) bool {
	return has&keyDash != 0 || r.key == "" && !r.told
}

// isNumberedPart tells parts made of words and decimal numbers, both there, joined by `_`.
func isNumberedPart(part string) bool {
	const longest = 256 // it is read once for each of its words
	words, numbers := 0, 0
	if len(part) > longest || strings.IndexByte(part, '_') < 0 {
		return false
	}
	for word := range strings.SplitSeq(part, "_") {
		switch {
		case strings.Trim(word, "0123456789?") == "": // a masked number is one
			numbers += len(word)
		case isPlainPart(word) && strings.IndexByte(word, '-') < 0:
			words++
		default:
			return false
		}
	}
	return numbers > 0 && (words > 0 || part[0] == '_')
}

// isPlainPart tells the fixed parts of keys (user, cart_items) from ids.
func isPlainPart(part string) bool {
	n, has := keyPartEnd(part)
	return n == len(part) && has.plain(part)
}
