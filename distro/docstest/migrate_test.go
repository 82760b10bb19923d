package docstest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor"
)

// guide is the page whose tables are compared.
const guide = "docs/migrate.md"

// examples is where the configurations of the guide are.
var examples = filepath.Join("distro", "deploy", "examples", "migrate")

// outcome is a row that says what is masked.
var outcome = regexp.MustCompile(`(?m)^\| .* \| (?:masked|stays) \| (?:masked|stays) \|$`)

// excused are values that the old patterns take for something that they are not, by migration: what is masked less.
var excused = map[string][]string{
	"redaction": {"order 1234 5678 9012 3456", "ticket 000-12-3456", "mail support@example.com"},
	"transform": {"order 1234 5678 9012 3456", "ticket 000-12-3456"},
}

// TestWhatTheOldMaskedTheNewMasks sends the same telemetry through the old and the new configuration of each migration
// of a masker, and holds the guide's tables to what came out.
func TestWhatTheOldMaskedTheNewMasks(t *testing.T) {
	key := filepath.Join(t.TempDir(), "pii.key")
	require.NoError(t, os.WriteFile(key, []byte(strings.Repeat("k", 32)), 0o600))
	t.Setenv("PII_KEY_FILE", key)
	for _, name := range []string{"redaction", "transform", "flask"} {
		t.Run(name, func(t *testing.T) {
			before, after := load(t, examples, name, "before.yaml"), load(t, examples, name, "after.yaml")
			rows := append(valueRows(t, name, before, after), placeRows(t, before, after)...)
			written := outcome.FindAllString(section(t, headings[name]), -1)
			assert.ElementsMatch(t, rows, written, "the rows of %s (second) are not what came out (first)", guide)
		})
	}
}

// TestTheDryRunChangesNothing sends everything through dry-run.yaml, which the guide shows.
func TestTheDryRunChangesNothing(t *testing.T) {
	path := filepath.Join(examples, "dry-run.yaml")
	assert.Contains(t, read(t, guide), "```yaml\n"+read(t, path)+"```")
	processor := piimaskingprocessor.NewFactory()
	conf := load(t, path).conf
	require.NoError(t, conf.Merge(confmap.NewFromStringMap(map[string]any{"service": map[string]any{"pipelines": map[string]any{
		"traces":  map[string]any{"processors": []any{processor.Type().String()}},
		"logs":    map[string]any{"processors": []any{processor.Type().String()}},
		"metrics": map[string]any{"processors": []any{processor.Type().String()}},
	}}})))
	dry := pipelines{conf}
	for _, v := range values {
		assert.Equal(t, asJSON(t, v.asSpan()), asJSON(t, dry.refine(t, v.asSpan())), v.text)
	}
	for _, p := range places {
		assert.Equal(t, asJSON(t, p.with("carol.king@example.com")), asJSON(t, dry.refine(t, p.with("carol.king@example.com"))), p.name)
	}
}

// headings of the guide by the folder of their example.
var headings = map[string]string{
	"redaction": "From `redaction`", "transform": "From `transform`", "oauth2client": "From `oauth2client`", "flask": "From the Flask example's file",
}

// valueRows are those values that the two treat differently: one of them lets the secret through.
func valueRows(t *testing.T, name string, before, after pipelines) (rows []string) {
	t.Helper()
	for _, v := range values {
		old, now := asJSON(t, before.refine(t, v.asSpan())), asJSON(t, after.refine(t, v.asSpan()))
		masked, stays := !strings.Contains(old, v.secret), strings.Contains(now, v.secret)
		if less := masked && stays; less {
			assert.Contains(t, excused[name], v.text, "%s: %q was masked and is not any more", v.key, v.text)
		}
		if masked == stays {
			rows = append(rows, fmt.Sprintf("| `%s: %s` | %s | %s |", v.key, v.text, word(masked), word(!stays)))
		}
	}
	return rows
}

// placeRows are the places in which only the new one masks an address.
func placeRows(t *testing.T, before, after pipelines) (rows []string) {
	t.Helper()
	const address, secret = "carol.king@example.com", "carol.king"
	for _, p := range places {
		old, now := asJSON(t, before.refine(t, p.with(address))), asJSON(t, after.refine(t, p.with(address)))
		assert.NotContains(t, now, secret, p.name)
		if strings.Contains(old, secret) {
			rows = append(rows, fmt.Sprintf("| an address in: %s | %s | %s |", p.name, word(false), word(true)))
		}
	}
	return rows
}

func word(masked bool) string {
	if masked {
		return "masked"
	}
	return "stays"
}

func asJSON(t *testing.T, out telemetry) string {
	t.Helper()
	traces, err := (&ptrace.JSONMarshaler{}).MarshalTraces(out.traces)
	require.NoError(t, err)
	logs, err := (&plog.JSONMarshaler{}).MarshalLogs(out.logs)
	require.NoError(t, err)
	metrics, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(out.metrics)
	require.NoError(t, err)
	return string(traces) + string(logs) + string(metrics)
}

// section is the guide's text under a heading, to the next of its level.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, after, found := strings.Cut(read(t, guide), "\n## "+heading+"\n")
	require.True(t, found, "%s has no heading %q", guide, heading)
	text, _, _ := strings.Cut(after, "\n## ")
	return text
}
