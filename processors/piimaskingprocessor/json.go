package piimaskingprocessor

import (
	"encoding/json"
	"strings"
)

// jsonCursor tells whether a place of a text is outside the strings of a JSON document. Places have to be
// asked for from left to right; the document is read once.
type jsonCursor struct {
	text     string
	checked  bool
	document bool
	at       int
	inString bool
}

// outsideString tells whether the text is a JSON object or array and i is outside its strings: what stands
// there is a number, and text written in its place needs quotes.
func (c *jsonCursor) outsideString(i int) bool {
	if !c.checked {
		c.checked, c.document = true, isDocument(c.text)
	}
	if !c.document {
		return false
	}
	for ; c.at < i; c.at++ {
		switch {
		case c.text[c.at] == '"':
			c.inString = !c.inString
		case c.inString && c.text[c.at] == '\\':
			c.at++
		}
	}
	return !c.inString
}

func isDocument(s string) bool {
	trimmed := strings.TrimLeft(s, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return false
	}
	return json.Valid([]byte(trimmed))
}
