package piimaskingprocessor

import (
	"slices"
	"strings"
)

// Action says what becomes of a match.
type Action string

// The actions. Not every detector offers every action: see the table in README.md.
const (
	// ActionPartial keeps what tells two values apart without naming anybody: al***@example.com.
	ActionPartial Action = "partial"
	// ActionMask hides every character that tells something and keeps the shape.
	ActionMask Action = "mask"
	// ActionReplace writes a label such as [EMAIL].
	ActionReplace Action = "replace"
	// ActionHMAC writes a label with a keyed hash (HMAC-SHA-256), so that equal values stay equal and nobody
	// without the key can find them out by trying.
	ActionHMAC Action = "hmac"
	// ActionTruncate clears the host part of an address: all but /24 of IPv4, all but /48 of IPv6.
	ActionTruncate Action = "truncate"
	// ActionRemove takes the match out of the text, or the attribute out of its map.
	ActionRemove Action = "remove"
	// ActionDetect counts the match and leaves it.
	ActionDetect Action = "detect"
	// ActionOff does not look.
	ActionOff Action = "off"
)

// edits tells whether the action changes the text.
func (a Action) edits() bool {
	return a != ActionDetect && a != ActionOff
}

func knownAction(a Action) bool {
	return a == ActionTruncate || slices.Contains(detectors[detectorKey].actions, a)
}

func listActions(actions []Action) string {
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = string(a)
	}
	return strings.Join(names, ", ")
}
