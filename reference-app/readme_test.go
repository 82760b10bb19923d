package referenceapp_test

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	referenceapp "github.com/base-14/otelcol-scout/reference-app"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
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

// compose is what the page relies on in compose.yml.
type compose struct {
	Services map[string]struct {
		Image     string         `yaml:"image"`
		Ports     []string       `yaml:"ports"`
		DependsOn map[string]any `yaml:"depends_on"`
	} `yaml:"services"`
}

// TestTheJaegerInstructionsAreThoseOfCompose holds every service, image and port that the page names against compose.yml.
func TestTheJaegerInstructionsAreThoseOfCompose(t *testing.T) {
	page := section(t, readFile(t, "README.md"), "Run it")
	var file compose
	require.NoError(t, yaml.Unmarshal([]byte(readFile(t, "../compose.yml")), &file))

	up := regexp.MustCompile(`docker compose up (?:--\S+ )*(\S+)`).FindStringSubmatch(page)
	require.NotNil(t, up)
	collector, exists := file.Services[up[1]]
	require.True(t, exists, up[1])
	assert.Contains(t, collector.DependsOn, "jaeger")
	published := slices.Concat(collector.Ports, file.Services["jaeger"].Ports)
	for _, url := range regexp.MustCompile(`http://localhost:(\d+)`).FindAllStringSubmatch(page, -1) {
		port := url[1]
		assert.Contains(t, published, "127.0.0.1:"+port+":"+port, "what the page opens is published")
	}
	image := regexp.MustCompile(`docker run .* (\S+)\n`).FindStringSubmatch(page)
	require.NotNil(t, image)
	assert.Equal(t, file.Services["jaeger"].Image, image[1])
}

// TestTheCommandsOfTheReadmeExist runs each without a database: it asks for one, and for nothing else.
func TestTheCommandsOfTheReadmeExist(t *testing.T) {
	commands := regexp.MustCompile("(?m)^\\| `bin/api (\\w+)").FindAllStringSubmatch(readFile(t, "README.md"), -1)
	require.Len(t, commands, 4)
	for _, command := range commands {
		p := startWith(t, "api", []string{command[1]}, noTelemetry, "DATABASE_URL=postgres://nobody@127.0.0.1:1/none")
		require.Error(t, p.wait())
		assert.Contains(t, p.stdout.String(), command[1]+": DATABASE_URL: the server does not answer")
	}
	p := startWith(t, "api", []string{"migrate"}, noTelemetry)
	require.Error(t, p.wait())
	assert.Contains(t, p.stdout.String(), "DATABASE_URL: not set; a command works on the API's database")
}

func TestTheConsoleExporterShowsSpans(t *testing.T) {
	api := start(t, "api", "HTTP_ADDR=127.0.0.1:0", "DATABASE_URL="+pgtest.URL(t),
		"OTEL_TRACES_EXPORTER=console", "OTEL_METRICS_EXPORTER=none", "OTEL_LOGS_EXPORTER=none")
	assert.Equal(t, http.StatusOK, get(t, api.address()+"/api/articles/"))
	require.NoError(t, api.stop(os.Interrupt))
	assert.Contains(t, api.stdout.String(), `"Name":"GET /api/articles"`)
	assert.Empty(t, api.stderr.String())
}
