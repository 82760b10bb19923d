package piimaskingprocessor

import "strings"

// hmacInfix divides a label from the hash that ActionHMAC puts into it: [EMAIL:hmac:…].
const hmacInfix = ":hmac:"

// isHidden tells whether a text is one that this processor wrote: a label, or nothing but asterisks and signs.
// Such a text is never masked again.
func (m *masker) isHidden(text string) bool {
	inner, ok := strings.CutPrefix(text, "[")
	if !ok {
		return strings.Contains(text, "*") && !hasAlnum(text)
	}
	inner, ok = strings.CutSuffix(inner, "]")
	if !ok {
		return false
	}
	inner, _, _ = strings.Cut(inner, hmacInfix)
	_, ok = m.labels[inner]
	return ok
}

func hasAlnum(s string) bool {
	for i := range len(s) {
		if is(s[i], classAlnum) || s[i] >= 0x80 {
			return true
		}
	}
	return false
}

// labelSet holds all labels without their brackets.
func labelSet(patterns []pattern) map[string]struct{} {
	set := map[string]struct{}{strings.Trim(unscannedLabel, "[]"): {}, strings.Trim(detectors[detectorKey].label, "[]"): {}}
	for _, info := range detectors[:scannerCount] {
		set[strings.Trim(info.label, "[]")] = struct{}{}
	}
	for _, p := range patterns {
		set[strings.Trim(p.label, "[]")] = struct{}{}
	}
	return set
}
