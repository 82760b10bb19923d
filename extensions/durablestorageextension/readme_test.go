package durablestorageextension

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestReadmeShowsTheExamples holds that the README shows the files that TestExamples loads, and messages that exist.
func TestReadmeShowsTheExamples(t *testing.T) {
	readme := content(t, "README.md")
	for _, name := range []string{"defaults", "queue"} {
		assert.Contains(t, readme, "```yaml\n"+content(t, "testdata", "examples", name+".yaml")+"```", name)
	}
	sources := content(t, "client.go") + content(t, "putback.go") + content(t, "setaside.go")
	for _, message := range []string{
		"A storage file is damaged and was set aside", "Could not check a storage file", "The storage does not take writes",
		"What was being sent when the last run ended is back in the queue", "The storage takes writes again", "Items cannot be read from the storage",
		"The folder of the storage could not be synced",
	} {
		assert.Contains(t, readme, message)
		assert.Contains(t, sources, message)
	}
}
