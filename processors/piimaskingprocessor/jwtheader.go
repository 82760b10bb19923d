package piimaskingprocessor

// headerKind is what the header of a token says that the token is.
type headerKind uint8

const (
	headerNone headerKind = iota
	headerJWS
	headerJWE
)

// jwtHeader decodes a header and reads the names at the top of its JSON object. It allocates nothing.
func jwtHeader(encoded string) headerKind {
	var buf [maxJWTHeader * 3 / 4]byte
	n := decodeBase64URL(buf[:], encoded)
	if n < 2 || buf[0] != '{' {
		return headerNone
	}
	return headerOf(buf[:n])
}

// headerOf walks over a JSON object: its braces have to close at its end, and one of its own names, not one
// nested deeper, has to be "alg" or "enc". Numbers and literals are not checked.
func headerOf(object []byte) headerKind {
	kind, depth := headerNone, 0
	for i := 0; i < len(object); i++ {
		switch object[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 && !onlySpace(object[i+1:]) {
				return headerNone
			}
		case '"':
			end := stringEnd(object, i+1)
			if depth == 1 && end+1 < len(object) && object[end+1] == ':' {
				kind = max(kind, algorithmOf(object[i+1:end]))
			}
			i = end
		default:
			if object[i] < ' ' && !isSpace(object[i]) {
				return headerNone
			}
		}
	}
	if depth != 0 {
		return headerNone
	}
	return kind
}

func algorithmOf(name []byte) headerKind {
	switch string(name) {
	case "alg":
		return headerJWS
	case "enc":
		return headerJWE
	}
	return headerNone
}

// stringEnd returns the offset of the quote that ends the JSON string that begins at i, or the length.
func stringEnd(text []byte, i int) int {
	for ; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return min(i, len(text))
}

func onlySpace(text []byte) bool {
	for _, c := range text {
		if !isSpace(c) {
			return false
		}
	}
	return true
}

// isSpace tells whether c is white space of JSON: RFC 8259, 2.
func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r'
}

// base64URL holds the value of every character of RFC 4648, 5; 0xff for the others.
var base64URL = buildBase64URL()

func buildBase64URL() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
		table[c] = byte(i)
	}
	return table
}

// decodeBase64URL decodes without padding and without an allocation; it returns the number of bytes, or 0 if
// a character is none of base64url.
func decodeBase64URL(dst []byte, encoded string) int {
	n, word, bits := 0, uint32(0), 0
	for i := range len(encoded) {
		value := base64URL[encoded[i]]
		if value == 0xff || n == len(dst) {
			return 0
		}
		word, bits = word<<6|uint32(value), bits+6
		if bits >= 8 {
			bits -= 8
			dst[n] = byte(word >> bits)
			n++
		}
	}
	return n
}
