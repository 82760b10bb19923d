package nplusoneprocessor

import "strings"

// ignoreList is the operator's list of calls that never are a finding.
type ignoreList []globPattern

// globPattern holds the parts between the asterisks. Only * is special: a normalised text is full of
// question marks, brackets and backslashes that stand for themselves.
type globPattern []string

func newIgnoreList(patterns []string) ignoreList {
	list := make(ignoreList, 0, len(patterns))
	for _, pattern := range patterns {
		list = append(list, strings.Split(pattern, "*"))
	}
	return list
}

// covers tells whether a pattern matches the whole text or the whole summary.
func (l ignoreList) covers(text, summary string) bool {
	for _, pattern := range l {
		if pattern.matches(text) || pattern.matches(summary) {
			return true
		}
	}
	return false
}

func (p globPattern) matches(s string) bool {
	first, last := p[0], p[len(p)-1]
	if len(p) == 1 {
		return s == first
	}
	if len(s) < len(first)+len(last) || !strings.HasPrefix(s, first) || !strings.HasSuffix(s, last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, part := range p[1 : len(p)-1] {
		at := strings.Index(s, part)
		if at < 0 {
			return false
		}
		s = s[at+len(part):]
	}
	return true
}
