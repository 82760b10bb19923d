package piimaskingprocessor

// detector names what a match is. The order is that of the settings and the metrics.
type detector uint8

const (
	detectorEmail detector = iota
	detectorCreditCard
	detectorKey
	detectorCount
)

// scannerCount is the number of detectors that look at text; the rest look at keys.
const scannerCount = int(detectorKey)

// detectorInfo is all that a detector is beside its scanner.
type detectorInfo struct {
	name string
	// label stands for a match under ActionReplace.
	label string
	// actions are those offered in the settings; the first is the default.
	actions []Action
	// specificity settles overlaps: the higher wins. A check digit outranks a shape.
	specificity int
}

var detectors = [detectorCount]detectorInfo{
	detectorEmail: {
		name: "email", label: "[EMAIL]", specificity: 1,
		actions: []Action{ActionPartial, ActionMask, ActionReplace, ActionRemove, ActionDetect, ActionOff},
	},
	detectorCreditCard: {
		name: "credit_card", label: "[CREDIT_CARD]", specificity: 2,
		actions: []Action{ActionMask, ActionReplace, ActionRemove, ActionDetect, ActionOff},
	},
	detectorKey: {
		name: "key", label: "[REDACTED:key]",
		actions: []Action{ActionReplace, ActionPartial, ActionMask, ActionRemove, ActionDetect, ActionOff},
	},
}

// detectorByName finds a detector that looks at text by its name in the settings.
func detectorByName(name string) (detector, bool) {
	for i, info := range detectors[:scannerCount] {
		if info.name == name {
			return detector(i), true
		}
	}
	return 0, false
}

// detectorNames are the keys that the setting `detectors` takes.
func detectorNames() []string {
	names := make([]string, 0, scannerCount)
	for _, info := range detectors[:scannerCount] {
		names = append(names, info.name)
	}
	return names
}
