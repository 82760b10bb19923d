package piimaskingprocessor

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// match is what a detector found in a text: the bytes start to end, end exclusive.
type match struct {
	kind       detector
	start, end int
	// at and domain are set for an address: where its at sign begins (one byte, or encoded) and what follows.
	at, domain int
	// rule is the index of the pattern that found it.
	rule int
}

// runeEnd moves an end that stands inside a character to where that ends. Detectors stop after so many bytes.
func runeEnd(s string, end int) int {
	for limit := min(len(s), end+utf8.UTFMax-1); end < limit && !utf8.RuneStart(s[end]); {
		end++
	}
	return end
}

// settle sorts the matches and keeps one of any two that overlap: one that contains the other, for it
// hides both; then the more specific one; then the longer one; then the one that begins first. What sticks out
// of the one kept is looked at again in the next round. The result does not depend on the order in which
// the matches were found.
func settle(matches []match) []match {
	if len(matches) < 2 {
		return matches
	}
	slices.SortFunc(matches, byPlace)
	kept := matches[:1]
	for _, m := range matches[1:] {
		last := &kept[len(kept)-1]
		switch {
		case m.start >= last.end:
			kept = append(kept, m)
		case outranks(m, *last):
			*last = m
		}
	}
	return kept
}

func byPlace(a, b match) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end),
		cmp.Compare(detectors[b.kind].specificity, detectors[a.kind].specificity),
		cmp.Compare(a.kind, b.kind), cmp.Compare(a.rule, b.rule))
}

// outranks tells whether b, which begins before a or with it, gives way to a. byPlace has put the longer of
// two that begin together first, so a never contains b.
func outranks(a, b match) bool {
	if a.end <= b.end || a.kind == b.kind {
		return false
	}
	rank := cmp.Compare(detectors[a.kind].specificity, detectors[b.kind].specificity)
	return cmp.Or(rank, cmp.Compare(a.end-a.start, b.end-b.start)) > 0
}
