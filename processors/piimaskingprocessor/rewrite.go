package piimaskingprocessor

import "unicode/utf8"

const (
	// hidden stands for text whose length is not to be told.
	hidden = "***"
	// keptRunes is how much of a value ActionPartial leaves, minPartial how long the value has to be for it.
	keptRunes  = 2
	minPartial = 4
)

// rewrite appends s with every match replaced as its action says. The matches are sorted and apart.
func (m *masker) rewrite(buf []byte, s string, matches []match) []byte {
	cursor := jsonCursor{text: s}
	done := 0
	for _, found := range matches {
		buf = append(buf, s[done:found.start]...)
		if found.kind == detectorCreditCard && cursor.outsideString(found.start) {
			buf = append(buf, '"')
			buf = append(m.render(buf, s, found), '"')
		} else {
			buf = m.render(buf, s, found)
		}
		done = found.end
	}
	return append(buf, s[done:]...)
}

// render appends what stands for one match.
func (m *masker) render(buf []byte, s string, found match) []byte {
	switch action := m.actions[found.kind]; {
	case action == ActionRemove:
		return buf
	case action == ActionReplace:
		return append(buf, detectors[found.kind].label...)
	case found.kind == detectorCreditCard:
		return appendDigitsHidden(buf, s[found.start:found.end])
	case action == ActionPartial:
		buf = appendPartial(buf, s[found.start:found.at])
		return append(buf, s[found.at:found.end]...)
	default:
		buf = append(buf, hidden...)
		buf = append(buf, s[found.at:found.domain]...)
		return append(buf, hidden...)
	}
}

func appendDigitsHidden(buf []byte, number string) []byte {
	for i := range len(number) {
		if is(number[i], classDigit) {
			buf = append(buf, '*')
		} else {
			buf = append(buf, number[i])
		}
	}
	return buf
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
