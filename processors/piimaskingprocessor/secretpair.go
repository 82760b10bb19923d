package piimaskingprocessor

import "strings"

// secretNames remembers which texts name a secret; it is a pure function of the words in keywords.go.
var secretNames = newCache(namesSecret)

// secretPairAt finds the value of a pair whose separator, a colon or an equals sign, stands at sep and whose
// key names a secret, by the same rule as attribute keys. It returns the value without its quotes; for
// "Authorization: Bearer abc" without the scheme, for a Cookie header all of it.
//
// A key that cannot name a secret is turned down by its last three letters. The work is bounded by the length
// of the key and, behind a secret's name, by that of the value (maxSecretValue).
func secretPairAt(s string, sep int) (int, int, bool) {
	if sep < 1 || sep >= len(s) {
		return 0, 0, false
	}
	if s[sep] == '=' && (s[sep-1] == '!' || sep+1 < len(s) && s[sep+1] == '=') {
		if from, to, ok := mirroredPairAt(s, sep); ok {
			return from, to, ok
		}
	}
	switch c := s[sep-1]; {
	case is(c, classLetter):
		if !endsLikeSecret(s, sep) {
			if sep > 1 && s[sep-2] >= 0x80 {
				return foreignPairAt(s, sep, sep)
			}
			return curlUserAt(s, sep)
		}
	case is(c, classDigit):
		if s[sep] == ':' && is(s[min(sep+1, len(s)-1)], classDigit) { // a time
			return 0, 0, false
		}
	case c == '"' || c == ' ':
		if end := beforeQuote(s, sep); end > 0 && is(s[end-1], classLetter) && !endsLikeSecret(s, end) {
			if isForeign(s, end) {
				return foreignPairAt(s, sep, end)
			}
			return 0, 0, false
		}
	case c == '/' || c == ')' || c == '>' || c == '<':
		return 0, 0, false
	}
	return slowPairAt(s, sep)
}

// beforeQuote passes white space, and a quote with its backslashes, before the separator.
func beforeQuote(s string, end int) int {
	for limit := max(0, end-maxPairGap); end > limit && (s[end-1] == ' ' || s[end-1] == '"' || s[end-1] == '\\'); {
		end--
	}
	return end
}

// slowPairAt looks at what stands before the separator in full.
func slowPairAt(s string, sep int) (int, int, bool) {
	if end := beforeQuote(s, sep); isForeign(s, end) {
		return foreignPairAt(s, sep, end)
	}
	end, _, ok := keyEndBefore(s, sep)
	if !ok {
		return 0, 0, false
	}
	for end > 1 && is(s[end-1], classDigit) { // password1, token.0
		end--
	}
	for end > 1 && (s[end-1] == '.' || s[end-1] == '_') {
		end--
	}
	if !endsLikeSecret(s, end) {
		return curlUserAt(s, sep)
	}
	start, end, value, ok := pairKey(s, sep)
	if !ok || value >= len(s) {
		return 0, 0, false
	}
	p := pair{s: s, sep: sep, keyStart: start, keyEnd: end, value: value}
	if !secretNames.get(s[start:end]) && !p.isSecretParameter() {
		return p.namedValue()
	}
	return p.secret()
}

// pair is a key, a separator and what may be a value. The key names a secret.
type pair struct {
	s                       string
	sep                     int
	keyStart, keyEnd, value int
}

func (p *pair) key() string { return p.s[p.keyStart:p.keyEnd] }

// quoted tells whether the key stands in quotes, as in JSON. Backticks are those of running text.
func (p *pair) quoted() bool {
	opens, closes := byte(0), p.s[p.keyEnd]
	if p.keyStart > 0 {
		opens = p.s[p.keyStart-1]
	}
	return (opens == '"' || opens == '\'') && (closes == opens || closes == '\\')
}

// compares tells whether the separator is that of a condition: == or !=.
func (p *pair) compares() bool {
	return p.s[p.sep] == '=' && (p.s[p.sep-1] == '!' || p.sep+1 < len(p.s) && p.s[p.sep+1] == '=')
}

// secret returns the bounds of the value.
func (p *pair) secret() (int, int, bool) {
	if from, to, ok := p.cookies(); ok {
		return from, to, ok
	}
	if q, ok := openingQuote(p.s, p.value); ok {
		return p.quotedValue(q)
	}
	switch {
	case p.compares() || p.s[p.sep:min(len(p.s), p.sep+2)] == "=>":
		return 0, 0, false // languages that write these put literals in quotes
	case p.quoted() && p.s[p.sep] == ':' && (p.s[p.value] == '{' || p.s[p.value] == '['):
		return p.container()
	}
	return p.bareValue()
}

// quotedValue takes all between the quotes. A quote that closes a text, as in log("password: " + x), opens
// no value.
func (p *pair) quotedValue(q quoteMark) (int, int, bool) {
	from := q.after
	end, closed := q.closing(p.s)
	if !closed {
		return p.bareFrom(from)
	}
	if from == end || !p.quoted() && strings.IndexByte(" ,)}];:+", p.s[from]) >= 0 {
		return 0, 0, false
	}
	from = afterScheme(p.s, from, end)
	return from, end, !isPlaceholder(p.s[from:end])
}

// container takes a JSON object or array whole. It has to close within the text and to hold something.
func (p *pair) container() (int, int, bool) {
	end := containerEnd(p.s, p.value)
	if end == 0 {
		return 0, 0, false
	}
	inside := p.s[p.value+1 : end-1]
	if strings.TrimSpace(inside) == "" || isLabel(p.s[p.value:end]) && p.s[p.value] == '[' {
		return 0, 0, false
	}
	return p.value, end, true
}

// bareValue takes a value without quotes. A list of one header value, [Bearer abc], as programs print
// headers, is looked into.
func (p *pair) bareValue() (int, int, bool) {
	from := p.value
	if p.s[from] == '[' && !p.quoted() && !isLabel(p.s[from:min(len(p.s), from+maxPairKey)]) {
		from++
	}
	return p.bareFrom(from)
}

// bareFrom takes a value without quotes, if its beginning reads as a secret.
func (p *pair) bareFrom(from int) (int, int, bool) {
	start, end, ok := p.bareHead(from)
	if ok {
		end = max(end, bareEndWithin(p.s, start, p.isParameter(), len(p.s))) // a secret goes whole, however long
	}
	return start, end, ok
}

// bareHead decides by the beginning of a value and returns the bounds of that.
func (p *pair) bareHead(from int) (int, int, bool) {
	end := bareEndWithin(p.s, from, p.isParameter(), maxBareHead)
	scheme := afterScheme(p.s, from, end+1)
	if end < len(p.s) && p.s[end] == ' ' && scheme == end+1 {
		return p.credentials(scheme, p.s[from:end])
	}
	v := p.s[from:end]
	if p.s[p.sep] == ':' && !p.assigns() {
		if (!p.quoted() || !allDigits(v)) && (p.inPath() || !readsAsSecret(v)) {
			return 0, 0, false
		}
	} else if p.isCount(v) {
		return 0, 0, false
	}
	return from, end, !isPlaceholder(v) && !p.isVariable(v) && !isLocation(v) && !p.isStatement(end)
}

// isVariable tells whether v is program text, or a name like the key: token=token, token = nextToken. What
// does not follow the equals sign at once may be the next pair.
func (p *pair) isVariable(v string) bool {
	spaced := p.keyEnd < p.sep
	if isReference(v) || p.s[p.sep] == '=' && !spaced && p.value > p.sep+1 && p.s[p.value-1] == ' ' {
		return true
	}
	return isName(v) && !hasDigit(v) && (spaced && isCamelCase(v) || hasSuffixFold(p.key(), v))
}

// isStatement tells whether a bare value is an expression of a program: token = next(x); .
func (p *pair) isStatement(end int) bool {
	spaced := p.s[p.sep] == '=' && p.keyEnd < p.sep
	return spaced && end < len(p.s) && p.s[end] == ';' && (end+1 == len(p.s) || p.s[end+1] == '\n' || p.s[end+1] == '\r')
}

// assigns tells whether the colon is that of := .
func (p *pair) assigns() bool {
	return p.sep+1 < len(p.s) && p.s[p.sep+1] == '='
}

// inPath tells whether the colon divides the parts of a name: arn:aws:…:secret:name, user:token:1.
func (p *pair) inPath() bool {
	return p.value == p.sep+1 && p.keyStart > 0 && strings.IndexByte(":/@", p.s[p.keyStart-1]) >= 0
}

// isCount tells whether a number under the name of a token is too small for one.
func (p *pair) isCount(v string) bool {
	return len(v) < 4 && allDigits(v) && hasSuffixFold(p.key(), "token")
}

// isLocation tells whether v says where a secret is: a path or a URL.
func isLocation(v string) bool {
	if i := strings.Index(v, "://"); i > 0 {
		return isName(strings.ReplaceAll(v[:i], "+", "_"))
	}
	path := strings.TrimLeft(v, ".~")
	if path == "" || path[0] != '/' {
		return false
	}
	for i := range len(path) {
		if isUpper(path[i]) || path[i] == '+' || path[i] == '=' {
			return false
		}
	}
	return true
}
