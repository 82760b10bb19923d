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
	return slices.Contains(detectors[detectorKey].actions, a)
}

func listActions(actions []Action) string {
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = string(a)
	}
	return strings.Join(names, ", ")
}
