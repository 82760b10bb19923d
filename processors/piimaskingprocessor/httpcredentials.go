package piimaskingprocessor

// httpCredentialsAt finds the credentials that follow the name of an authentication scheme and a space
// (RFC 9110, 11.4): Bearer, Basic, Token and the others of authSchemes, in any case. start and end are the
// bounds of the first run of token characters of the credentials, which go on as token68 does. In running
// text words follow, too ("Basic authentication-settings"), so the credentials have to look random, and those
// of Basic have to decode to a user and a password.
//
// The work is linear in the length of the credentials.
func httpCredentialsAt(s string, start, end int) (int, int, bool) {
	if start <= len("jwt") || s[start-1] != ' ' {
		return 0, 0, false
	}
	word := start - 1
	for word > 0 && start-1-word <= maxScheme && is(s[word-1], classToken) {
		word--
	}
	if start-1-word < len("jwt") || !isScheme(s[word:start-1]) {
		return 0, 0, false
	}
	to := token68End(s, end)
	v := s[start:to]
	if takesParameters(s[word:start-1]) || isFiller(v) {
		return 0, 0, false
	}
	if lower(s[word]) == 'b' && lower(s[word+1]) == 'a' {
		return start, to, isBasic(v)
	}
	return start, to, isOpaque(v) && hasDigit(v) || len(v) >= 32 && isOpaque(v)
}

// token68End returns where the token68 of RFC 9110, 11.2, ends that holds the characters before i. A dot at
// its end belongs to the sentence.
func token68End(s string, i int) int {
	for i < len(s) && (is(s[i], classToken) || s[i] == '.' || s[i] == '~' || s[i] == '+' || s[i] == '/' || s[i] == ':' || s[i] == '|') {
		i++
	}
	for s[i-1] == '.' || s[i-1] == ':' {
		i--
	}
	for i < len(s) && s[i] == '=' {
		i++
	}
	return i
}

// isBasic tells whether v is base64 of text with a colon in it: RFC 7617, 2.
func isBasic(v string) bool {
	colon := false
	word, bits := uint32(0), 0
	for i := range len(v) {
		value := base64Value(v[i])
		if value == 0xff {
			return v[i] == '=' && colon
		}
		word, bits = word<<6|uint32(value), bits+6
		if bits < 8 {
			continue
		}
		bits -= 8
		c := byte(word >> bits)
		if c < ' ' {
			return false
		}
		colon = colon || c == ':'
	}
	return colon
}

// base64Value reads both alphabets of RFC 4648.
func base64Value(c byte) byte {
	switch c {
	case '+':
		return base64URL['-']
	case '/':
		return base64URL['_']
	}
	return base64URL[c]
}
