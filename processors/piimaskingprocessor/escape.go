package piimaskingprocessor

// afterEscape returns the first offset at or after start that is not part of an escape sequence begun by
// the backslash just before start. In `\nalice@example.com`, as JSON and program source write a line break,
// the n is no part of the address, and masking it would leave `\` before a character it cannot escape.
func afterEscape(s string, start int) int {
	if !endsInBackslash(s[:start]) || start == len(s) {
		return start
	}
	switch s[start] {
	case 'n', 't', 'r', 'b', 'f':
		return start + 1
	case 'u':
		return min(start+5, len(s))
	case 'x':
		return min(start+3, len(s))
	}
	return start
}

// endsInBackslash tells whether s ends in a backslash that is not itself escaped.
func endsInBackslash(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}
