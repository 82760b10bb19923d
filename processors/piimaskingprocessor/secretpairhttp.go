package piimaskingprocessor

import "strings"

// credentials takes what follows the scheme of an Authorization header in a value without quotes: the rest of
// the line if the scheme takes parameters, one token otherwise.
func (p *pair) credentials(from int, scheme string) (int, int, bool) {
	if takesParameters(scheme) {
		if equals := strings.IndexByte(p.s[from:min(len(p.s), from+maxPairKey)], '='); equals <= 0 {
			return 0, 0, false
		}
		end := lineEnd(p.s, from, p.encloser())
		return from, end, end > from && strings.IndexByte(p.s[from:end], '=') > 0
	}
	end := bareEnd(p.s, from, false)
	v := p.s[from:end]
	if isPlaceholder(v) || isReference(v) {
		return 0, 0, false
	}
	prose := end < len(p.s) && p.s[end] == ' ' && !readsAsSecret(v)
	return from, end, !prose
}

// encloser returns the quote that stands right before the key, as in curl -H 'Authorization: …', or none.
func (p *pair) encloser() quoteMark {
	if p.keyStart == 0 || !isQuote(p.s[p.keyStart-1]) {
		return quoteMark{}
	}
	q := quoteMark{char: p.s[p.keyStart-1]}
	for i := p.keyStart - 2; i >= 0 && p.s[i] == '\\'; i-- {
		q.backslash++
	}
	return q
}

// cookies takes the value of a Cookie or Set-Cookie header (RFC 6265, 4.1 and 4.2) to the end of the line.
// Other text after "cookie:" has no name and value.
func (p *pair) cookies() (int, int, bool) {
	if p.s[p.sep] != ':' || p.quoted() || !hasSuffixFold(p.key(), "cookie") {
		return 0, 0, false
	}
	from := p.value
	if p.s[from] == '[' {
		from++
	}
	name := alphabetCookie(p.s, from)
	if name == from || name == len(p.s) || p.s[name] != '=' {
		return 0, 0, false
	}
	end := len(p.s)
	if !hasSuffixFold(p.key(), "set-cookie") {
		end = cookieListEnd(p.s, from)
	}
	end = lineEnd(p.s[:end], from, p.encloser())
	return from, end, !isPlaceholder(p.s[from:end])
}

// alphabetCookie returns where the name of a cookie that begins at i ends.
func alphabetCookie(s string, i int) int {
	for i < len(s) && (is(s[i], classToken) || s[i] == '.') {
		i++
	}
	return i
}

// cookieListEnd cuts a list of cookies at a space that no semicolon stands before.
func cookieListEnd(s string, from int) int {
	end := min(len(s), from+maxSecretValue)
	for i := from + 1; i < end; i++ {
		if s[i] == ' ' && s[i-1] != ';' {
			return i
		}
	}
	return end
}

// lineEnd returns where a header's value ends: at a line break, plain or escaped, at the quote that encloses
// the header, at a closing bracket that was not opened, or at a quote that opens no parameter's value.
func lineEnd(s string, from int, encloser quoteMark) int {
	open := false
	for i := from; i < min(len(s), from+maxSecretValue); i++ {
		switch c := s[i]; {
		case c == '\n' || c == '\r' || c == ']' && !open:
			return i
		case c == '\\':
			if i+1 == len(s) || s[i+1] == 'n' || s[i+1] == 'r' || s[i+1] == encloser.char && encloser.backslash > 0 {
				return i
			}
			i++
		case isQuote(c) && c == encloser.char:
			return i
		case c == '"':
			if !open && s[i-1] != '=' {
				return i
			}
			open = !open
		}
	}
	return min(len(s), from+maxSecretValue)
}

// authSchemes are the schemes of the Authorization header that are in use: IANA's registry of HTTP
// authentication schemes and those of large services. The value is whether parameters follow.
var authSchemes = map[string]bool{
	"bearer": false, "basic": false, "token": false, "apikey": false, "api-key": false, "negotiate": false, "ntlm": false,
	"dpop": false, "jwt": false, "ssws": false, "splunk": false, "geniekey": false, "flyv1": false, "sharedkey": false, "pop": false,
	"digest": true, "oauth": true, "hawk": true, "mac": true, "signature": true, "aws4-hmac-sha256": true, "googlelogin": true,
	"sharedaccesssignature": true, "scram-sha-256": true, "mutual": true, "vapid": true, "credential": true,
}

// maxScheme is the length of the longest of authSchemes.
const maxScheme = 21

// afterScheme returns where the credentials begin if a scheme and a space stand at from, else from.
func afterScheme(s string, from, end int) int {
	end = min(end, len(s))
	space := from
	for space < end && space-from <= maxScheme && s[space] != ' ' {
		space++
	}
	if space+1 > end || space == end || s[space] != ' ' || !isScheme(s[from:space]) {
		return from
	}
	for space < end && s[space] == ' ' {
		space++
	}
	return space
}

// schemeLetters has, for every length, a bit for each first letter of a scheme: most words stop there.
var schemeLetters = buildSchemeLetters()

func buildSchemeLetters() (letters [maxScheme + 1]uint32) {
	for scheme := range authSchemes {
		letters[len(scheme)] |= 1 << (scheme[0] & 0x1f)
	}
	return letters
}

func isScheme(word string) bool {
	_, ok := schemeOf(word)
	return ok
}

func takesParameters(word string) bool {
	parameters, _ := schemeOf(word)
	return parameters
}

// schemeOf looks a scheme up in any case, without an allocation.
func schemeOf(word string) (parameters, ok bool) {
	var buf [maxScheme]byte
	if len(word) == 0 || len(word) > maxScheme || schemeLetters[len(word)]>>(word[0]&0x1f)&1 == 0 {
		return false, false
	}
	for i := range len(word) {
		buf[i] = lower(word[i])
	}
	parameters, ok = authSchemes[string(buf[:len(word)])]
	return parameters, ok
}

// secretParameters are the parameters of a URL, in lower case, that carry a secret and do so only there:
// semantic conventions, url.query (sig, X-Amz-Signature, …), and OAuth and session parameters.
var secretParameters = wordSet(`sig signature x-amz-signature x-amz-credential x-goog-signature x-goog-credential
	awsaccesskeyid auth session sid sessionid jsessionid phpsessid otp pass hmac sas code_verifier`)

// isParameter tells whether the pair is one of a query: after a question mark or an ampersand, or first in a
// text in which an ampersand follows.
func (p *pair) isParameter() bool {
	if p.s[p.sep] != '=' {
		return false
	}
	if p.keyStart > 0 {
		return p.s[p.keyStart-1] == '?' || p.s[p.keyStart-1] == '&' || p.s[p.keyStart-1] == ';' && p.keyEnd-p.keyStart == len("jsessionid")
	}
	return strings.IndexByte(p.s[p.value:min(len(p.s), p.value+maxSecretValue)], '&') > 0
}

func (p *pair) isSecretParameter() bool {
	return p.isParameter() && isOneOf(p.key(), secretParameters, len("x-goog-credential"))
}

// curlUserAt finds the user and password that curl takes with -u or --user, around the colon at sep.
func curlUserAt(s string, sep int) (int, int, bool) {
	if s[sep] != ':' || sep+1 >= len(s) || s[sep+1] == ' ' || s[sep+1] == '/' {
		return 0, 0, false
	}
	start := sep
	for limit := max(0, sep-maxPairKey); start > limit && (isKeyChar(s[start-1]) || s[start-1] == '@'); {
		start--
	}
	quote := byte(0)
	option := start
	if option > 0 && isQuote(s[option-1]) {
		option--
		quote = s[option]
	}
	if start == sep || option < 3 || s[option-1] != ' ' || s[option-2] != 'u' && s[option-2] != 'r' {
		return 0, 0, false
	}
	before := s[:option-1]
	if !strings.HasSuffix(before, " -u") && !strings.HasSuffix(before, " --user") {
		return 0, 0, false
	}
	line := before[max(0, len(before)-maxBareValue/8):]
	if !strings.Contains(line[strings.LastIndexByte(line, '\n')+1:], "curl") {
		return 0, 0, false
	}
	return curlUser(s, start, sep, quote)
}

// curlUser measures user:password; the password may stand in quotes of its own.
func curlUser(s string, start, sep int, quote byte) (int, int, bool) {
	end := bareEnd(s, sep+1, false)
	from, to := sep+1, end
	switch q, ok := openingQuote(s, sep+1); {
	case quote != 0:
		if n := strings.IndexByte(s[sep:min(len(s), sep+maxSecretValue)], quote); n >= 0 {
			to, end = sep+n, sep+n
		}
	case ok:
		closing, closed := q.closing(s)
		if !closed {
			return 0, 0, false
		}
		from, to, end = q.after, closing, closing+q.backslash+1
	}
	password := s[from:to]
	return start, end, !isPlaceholder(password) && !isPlaceholder(s[start:sep]) && !isOneOf(password, samplePasswords, len("password"))
}

// samplePasswords are what manuals write for a password.
var samplePasswords = wordSet("pass password passwd pwd secret token")
