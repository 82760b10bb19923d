package piimaskingprocessor

import (
	"encoding/json"
	"slices"
	"strings"
)

// isDocument tells whether the text is a JSON object or array.
func isDocument(s string) bool {
	trimmed := strings.TrimLeft(s, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return false
	}
	return json.Valid([]byte(trimmed))
}

// fit cuts the matches in a JSON object or array to what can be replaced in one: a part of one string that begins
// and ends between characters, not inside an escape sequence, or one whole value outside strings. Detectors read
// text and may see a pair whose key is a string and whose value is the rest of the document. Nothing is left of
// a match that holds only signs between strings, and a match that is cut may be one that is masked already.
func (p *pass) fit(s string, matches []match) []match {
	slices.SortFunc(matches, byPlace)
	cursor := jsonCursor{text: s}
	kept := matches[:0]
	for _, m := range matches {
		if m, ok := cursor.fit(m); ok && !p.isHidden(s[m.start:m.end]) {
			kept = append(kept, m)
		}
	}
	return kept
}

// jsonCursor goes through a JSON object or array from left to right, once: places have to be asked for in order.
type jsonCursor struct {
	text     string
	at       int
	inString bool
}

// seek moves to the character or the escape sequence that holds i.
func (c *jsonCursor) seek(i int) {
	for c.unitEnd() <= i {
		c.step()
	}
}

// step goes on by one character or escape sequence.
func (c *jsonCursor) step() {
	if c.text[c.at] == '"' {
		c.inString = !c.inString
	}
	c.at = c.unitEnd()
}

// unitEnd returns where the character or the escape sequence ends at which the cursor stands. Characters outside
// ASCII are taken byte by byte.
func (c *jsonCursor) unitEnd() int {
	switch {
	case !c.inString || c.text[c.at] != '\\':
		return c.at + 1
	case c.text[c.at+1] == 'u':
		return c.at + len(`\u0000`)
	}
	return c.at + len(`\n`)
}

// outsideString tells whether i is outside the strings: what stands there is a number, a literal, an object or an
// array, and text written in its place needs quotes.
func (c *jsonCursor) outsideString(i int) bool {
	c.seek(i)
	return !c.inString
}

// fit returns what can be replaced of the match, if anything.
func (c *jsonCursor) fit(m match) (match, bool) {
	c.seek(m.start)
	here := *c // the next match may begin before the end of this one
	for !here.inString && here.at < m.end {
		if start, end := here.value(m.end); start < end {
			m.start, m.end = start, end
			return m, true
		}
		here.step()
	}
	if here.at < m.start { // in an escape sequence, which stays
		here.at = here.unitEnd()
	}
	m.start = here.at
	m.end = here.stringEnd(m.end)
	return m, m.start < m.end && (m.at == 0 || m.start <= m.at && m.domain <= m.end)
}

// stringEnd returns where the string ends, or the character or escape sequence before limit if that is earlier.
func (c *jsonCursor) stringEnd(limit int) int {
	for c.at < limit && c.text[c.at] != '"' {
		c.at = c.unitEnd()
	}
	return c.at
}

// value returns the bounds of the number or literal at which the cursor stands, outside strings, or those of the
// object or array that begins there and ends before limit.
func (c *jsonCursor) value(limit int) (start, end int) {
	start, end = c.at, c.at
	if b := c.text[start]; b == '{' || b == '[' {
		return start, c.containerEnd(limit)
	}
	for isScalarChar(c.text[start]) {
		start--
	}
	for isScalarChar(c.text[end]) {
		end++
	}
	return start + 1, end
}

// containerEnd returns where the object or array ends at which the cursor stands, or 0 if that is after limit.
func (c *jsonCursor) containerEnd(limit int) int {
	depth := 0
	for here := *c; here.at < limit; here.step() {
		switch b := here.text[here.at]; {
		case here.inString:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			if depth--; depth == 0 {
				return here.at + 1
			}
		}
	}
	return 0
}

// isScalarChar tells whether c belongs to a number or a literal. Outside strings, an object or array has no others
// beside white space and signs.
func isScalarChar(c byte) bool {
	return is(c, classAlnum) || c == '-' || c == '+' || c == '.'
}
