package piimaskingprocessor

import "unicode/utf8"

const (
	// hidden stands for text whose length is not to be told.
	hidden = "***"
	// keptRunes is how much of a value ActionPartial leaves, minPartial how long the value has to be for it.
	keptRunes  = 2
	minPartial = 4
)

// rewrite appends s with every match replaced as its action says. The matches are sorted and apart. What stands
// in a JSON document outside its strings is a number or a whole object; the text in its place gets quotes.
func (p *pass) rewrite(buf []byte, s string, matches []match) []byte {
	cursor := jsonCursor{text: s}
	done := 0
	for _, found := range matches {
		buf = append(buf, s[done:found.start]...)
		if p.document && cursor.outsideString(found.start) {
			buf = append(buf, '"')
			buf = append(p.render(buf, s, found), '"')
		} else {
			buf = p.render(buf, s, found)
		}
		done = found.end
	}
	return append(buf, s[done:]...)
}

// render appends what stands for one match.
func (p *pass) render(buf []byte, s string, found match) []byte {
	text := s[found.start:found.end]
	switch p.actionOf(found) {
	case ActionRemove:
		if found.holdsPlace(s) {
			return append(buf, hidden...)
		}
		return buf
	case ActionReplace:
		return append(buf, p.labelOf(found)...)
	case ActionHMAC:
		return p.hash.append(buf, p.labelOf(found), found.kind, text)
	case ActionTruncate:
		return appendTruncatedIP(buf, text)
	case ActionPartial:
		buf = appendPartial(buf, s[found.start:found.at])
		return append(buf, s[found.at:found.end]...)
	default:
		return p.appendMasked(buf, s, found)
	}
}

// holdsPlace tells whether taking the match out would make the word behind it the value of the same pair: of
// "password: x1y2z3 for host7", host7 would be taken out next, and so on.
func (m match) holdsPlace(s string) bool {
	if m.end == len(s) || s[m.end] != ' ' && s[m.end] != '\t' {
		return false
	}
	if m.kind == detectorSecret || m.kind == detectorHTTPCredentials {
		return true
	}
	sep := beforeSpace(s, m.start) - 1
	return sep > 0 && (s[sep] == ':' || s[sep] == '=') && endsLikeSecret(s, beforeSpace(s, sep))
}

func (p *pass) labelOf(found match) string {
	if found.kind == detectorPattern {
		return p.patterns[found.rule].label
	}
	return detectors[found.kind].label
}

// appendMasked hides a match and keeps its shape.
func (p *pass) appendMasked(buf []byte, s string, found match) []byte {
	switch text := s[found.start:found.end]; detectors[found.kind].shape {
	case shapeDigits:
		return appendHidden(buf, text, classDigit, p.last[found.kind])
	case shapeAlnum:
		return appendHidden(buf, text, classAlnum, p.last[found.kind])
	case shapeAddress:
		buf = append(buf, hidden...)
		buf = append(buf, s[found.at:found.domain]...)
	}
	return append(buf, hidden...)
}

// appendHidden writes an asterisk for every character of the class but the last ones, or *** if there is none, as
// in the address ::. A space that is encoded (%20) stays one.
func appendHidden(buf []byte, text string, class charClass, last int) []byte {
	from, found := len(buf), false
	for i := 0; i < len(text); i++ {
		switch {
		case encodes(text[i:]):
			buf = append(buf, text[i:i+3]...)
			i += 2
		case is(text[i], class):
			buf = append(buf, '*')
			found = true
		default:
			buf = append(buf, text[i])
		}
	}
	if !found {
		return append(buf[:from], hidden...)
	}
	if last > 0 {
		restoreLast(buf[from:], text, last)
	}
	return buf
}

// restoreLast puts the last hidden characters back.
func restoreLast(masked []byte, text string, last int) {
	for i := len(masked) - 1; i >= 0 && last > 0; i-- {
		if masked[i] == '*' {
			masked[i] = text[i]
			last--
		}
	}
}

// appendPartial appends the first two characters and ***, or only *** for what is shorter than four
// characters or begins with a quote or an encoded character.
func appendPartial(buf []byte, s string) []byte {
	if utf8.RuneCountInString(s) < minPartial {
		return append(buf, hidden...)
	}
	size := 0
	for range keptRunes {
		if c := s[size]; c == '"' || c == '%' || c == '\\' {
			return append(buf, hidden...)
		}
		_, n := utf8.DecodeRuneInString(s[size:])
		size += n
	}
	return append(append(buf, s[:size]...), hidden...)
}
