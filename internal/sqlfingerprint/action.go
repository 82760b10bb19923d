package sqlfingerprint

// action is what the scanner does with a token, chosen by the token's first byte.
type action uint8

const (
	blank action = iota
	separator
	closing
	dot
	opening
	word
	digit
	singleQuote
	doubleQuote
	backtick
	bracketName
	operator
	dash
	slash
	lineComment
	dollar
	colon
	at
	question
	percent
	brace
	introducer // `_` of MySQL, see scanIntroducer
	listBind   // `:` of MySQL, see scanListBind
	money      // `$` of T-SQL, see scanMoney
	temporary  // `#` of T-SQL, see scanTemporary
	link       // `@` of Oracle, see scanLink
	hexLetter  // a to f of CQL, see scanHex
	duration   // P of CQL, see scanDuration
	pair       // `:` of CQL, see scanPair
	symbol     // a byte that stands for itself
)

// endsValue tells that a parameter ends before such a byte in all dialects.
func (a action) endsValue() bool { return a <= dot }

// standardActions is the table that all SQL dialects start from.
func standardActions() [256]action {
	var table [256]action
	set := func(a action, bytes string) {
		for _, c := range []byte(bytes) {
			table[c] = a
		}
	}
	for c := range 256 {
		switch {
		case isBlank(byte(c)):
			table[c] = blank
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c >= 0x80:
			table[c] = word
		case c >= '0' && c <= '9':
			table[c] = digit
		default:
			table[c] = symbol
		}
	}
	set(singleQuote, "'")
	set(doubleQuote, `"`)
	set(backtick, "`")
	set(separator, ",")
	set(opening, "([")
	set(closing, ")]")
	set(dot, ".")
	set(operator, "<>=!~|&^#+*")
	set(dash, "-")
	set(slash, "/")
	set(dollar, "$")
	set(colon, ":")
	set(at, "@")
	set(question, "?")
	set(percent, "%")
	set(brace, "{")
	return table
}

// isBlank is true for white space and control bytes.
func isBlank(c byte) bool { return c <= ' ' || c == 0x7f }
