package piimaskingprocessor

// Bounds of a JSON Web Token. A header is long when it carries certificates (RFC 7515, 4.1.6), a signature
// or an unsigned payload has at least a few bytes.
const (
	maxJWTHeader  = 8192
	minJWTSegment = 4
)

// jweSegments is the number of segments of an encrypted token: RFC 7516, 7.1.
const jweSegments = 5

// jwtAt finds the JSON Web Token (RFC 7519) whose header is the token s[start:end]. The header has to decode
// to a JSON object that names an algorithm: "enc" with five segments (JWE) or "alg" with a payload and,
// unless it is unsigned, a signature (JWS). A detached payload (RFC 7515, appendix F) is empty.
//
// The work is linear in the length of the token; a header of more than maxJWTHeader bytes is none.
func jwtAt(s string, start, end int) (int, int, bool) {
	start = afterDelimiter(s, start, end)
	if end-start < minJWTSegment || s[start] != 'e' || s[start+1] != 'y' && s[start+1] != 'w' {
		return 0, 0, false // neither {" nor { and white space
	}
	if end-start > maxJWTHeader || end == len(s) || s[end] != '.' {
		return 0, 0, false
	}
	switch jwtHeader(s[start:end]) {
	case headerJWE:
		return jwe(s, start, end)
	case headerJWS:
		return jws(s, start, end)
	}
	return 0, 0, false
}

// jws measures what follows the header of a signed or an unsigned token.
func jws(s string, start, end int) (int, int, bool) {
	payload := tokenEnd(s, end+1)
	signature := payload
	if payload < len(s) && s[payload] == '.' {
		signature = tokenEnd(s, payload+1)
	}
	if signature-payload > minJWTSegment {
		return start, afterPadding(s, signature), true
	}
	return start, payload, payload-end > minJWTSegment && s[end+1] == 'e'
}

// jwe measures what follows the header of an encrypted token: key, vector, text and tag. The key is empty if
// the sender and the receiver share it.
func jwe(s string, start, end int) (int, int, bool) {
	for range jweSegments - 1 {
		if end == len(s) || s[end] != '.' {
			return 0, 0, false
		}
		end = tokenEnd(s, end+1)
	}
	return start, afterPadding(s, end), s[end-1] != '.'
}

func tokenEnd(s string, from int) int {
	for from < len(s) && is(s[from], classToken) {
		from++
	}
	return from
}

// afterPadding passes the equals signs that some writers leave at the end.
func afterPadding(s string, i int) int {
	for end := min(len(s), i+2); i < end && s[i] == '='; {
		i++
	}
	return i
}

// afterDelimiter returns where a token that begins at start begins in truth: behind the digits of a
// percent-encoded delimiter (%3Dtoken) or the letter of an escape (\ntoken).
func afterDelimiter(s string, start, end int) int {
	if start == 0 {
		return start
	}
	switch s[start-1] {
	case '%':
		if encodes(s[start-1:]) {
			return min(start+2, end)
		}
	case '\\':
		return min(afterEscape(s, start), end)
	}
	return start
}
