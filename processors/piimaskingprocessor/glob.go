package piimaskingprocessor

import "strings"

// glob is a pattern in which * stands for any run of characters, also none. Upper and lower case are alike.
type glob struct {
	// parts are the literals between the stars, in lower case; a pattern without a star has one.
	parts []string
}

func newGlob(pattern string) glob {
	return glob{parts: strings.Split(strings.ToLower(pattern), "*")}
}

// matches takes text in lower case.
func (g glob) matches(text string) bool {
	first, last := g.parts[0], g.parts[len(g.parts)-1]
	if len(g.parts) == 1 {
		return text == first
	}
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	rest := text[len(first) : len(text)-len(last)]
	for _, part := range g.parts[1 : len(g.parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return true
}
