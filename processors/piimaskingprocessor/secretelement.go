package piimaskingprocessor

import "strings"

// secretElementAt finds the text of an XML element whose name names a secret, at the offset of the less-than
// sign of its closing tag: <password>x</password>. The text holds no other element.
//
// A name that cannot be a secret's is turned down by its last three letters; the work behind one is bounded
// by maxSecretValue.
func secretElementAt(s string, at int) (int, int, bool) {
	if at+3 > len(s) || s[at+1] != '/' || !is(s[at+2], classLetter) {
		return 0, 0, false
	}
	end := at + 2
	for limit := min(len(s), end+maxPairKey); end < limit && (isKeyChar(s[end]) || s[end] == ':'); {
		end++
	}
	name := s[at+2 : end]
	if !endsLikeSecret(s, end) || !secretNames.get(name) {
		return 0, 0, false
	}
	from := max(0, at-maxSecretValue)
	tag := strings.LastIndexByte(s[from:at], '<')
	if tag < 0 || !strings.HasPrefix(s[from+tag+1:], name) {
		return 0, 0, false
	}
	from += tag
	opens := strings.IndexByte(s[from:at], '>')
	if opens < 0 || s[from+opens-1] == '/' {
		return 0, 0, false
	}
	return trimmed(s, from+opens+1, at)
}

// trimmed leaves the white space around a value, and tells whether it is one.
func trimmed(s string, from, to int) (int, int, bool) {
	for from < to && isSpace(s[from]) {
		from++
	}
	for to > from && isSpace(s[to-1]) {
		to--
	}
	return from, to, from < to && !isPlaceholder(s[from:to])
}
