package referenceapp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	referenceapp "github.com/base-14/otelcol-scout/reference-app"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(raw)
}

// section returns the part of a page below a heading, up to the next one.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "\n## "+heading+"\n")
	require.True(t, found, heading)
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

// TestEveryEndpointAndEveryDefectIsInTheReadme holds the page's two tables against openapi.yaml.
func TestEveryEndpointAndEveryDefectIsInTheReadme(t *testing.T) {
	page := readFile(t, "README.md")
	contract, planted := section(t, page, "Contract"), section(t, page, "Planted defects, and what the collector must say")
	doc, err := openapi3.NewLoader().LoadFromData(referenceapp.OpenAPI)
	require.NoError(t, err)
	for route, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.OperationID != "openAPI" { // that one stands above the table
				assert.Contains(t, contract, "`"+method+" "+route+"`")
			}
			if operation.Tags[0] == "defects" {
				assert.Contains(t, planted, "`"+method+" "+route+"`")
			}
		}
	}
}
