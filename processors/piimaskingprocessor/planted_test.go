package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// surroundings are what stands around values in logs, URLs, SQL, JSON, XML and prose.
var surroundings = []string{
	"", " ", "\t", "\n", "\r\n", `"`, "'", "`", "<", ">", "(", ")", "[", "]", "{", "}", ",", ";", ":", "|", "=", "&", "?", "*", "!", "#", "$",
	"/", "\\", `\"`, `\n`, `\t`, "%20", "%22", "%3D", "%0A", "&quot;", "&lt;", "，", "「", "”", "–", "🙂", "\u00a0", "\xff", " email:", "=>", "||", "--",
}

// TestPlantedAddressNeverSurvives holds: whatever stands before and behind an address, its name is hidden.
func TestPlantedAddressNeverSurvives(t *testing.T) {
	for _, before := range surroundings {
		for _, after := range surroundings {
			for _, at := range []string{"@", "%40"} {
				text := before + "alice.liddell" + at + "example.com" + after
				assert.NotContains(t, maskText(t, text), "liddell", "%q", text)
			}
		}
	}
}

// TestPlantedCardNeverSurvives holds the same for card numbers, except beside the signs that make digits
// part of a name, a number or a path.
func TestPlantedCardNeverSurvives(t *testing.T) {
	for _, before := range surroundings {
		for _, after := range surroundings {
			if before == "/" || before == "--" {
				continue
			}
			for _, number := range []string{"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"} {
				text := before + number + after
				assert.NotContains(t, maskText(t, text), "1111", "%q", text)
			}
		}
	}
}
