package docstest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor"
)

// recipe is a row of the guide's part about wishes: what is asked for, the setting, a text before and after.
var recipe = regexp.MustCompile("(?m)^\\| [^|]+ \\| `(.+?)` \\| `(.+?)` \\| `(.+?)` \\|$")

// TestRecipesDoWhatTheGuideSays gives each row's setting to the processor, and each row's text as the body of a log record,
// or as the attribute that it is written as.
func TestRecipesDoWhatTheGuideSays(t *testing.T) {
	key := filepath.Join(t.TempDir(), "pii.key")
	require.NoError(t, os.WriteFile(key, []byte(strings.Repeat("k", 32)), 0o600))
	rows := recipe.FindAllStringSubmatch(section(t, "What people ask for"), -1)
	require.Len(t, rows, 10)
	for _, row := range rows {
		setting, before, after := row[1], row[2], row[3]
		conf, err := confmap.NewRetrievedFromYAML([]byte("{" + strings.ReplaceAll(setting, "pii.key", key) + "}"))
		require.NoError(t, err, setting)
		settings, err := conf.AsConf()
		require.NoError(t, err, setting)
		processor := piimaskingprocessor.NewFactory().Type().String()
		masker := pipelines{confmap.NewFromStringMap(map[string]any{
			"processors": map[string]any{processor: settings.ToStringMap()},
			"service":    map[string]any{"pipelines": map[string]any{"logs": map[string]any{"processors": []any{processor}}}},
		})}
		assert.Equal(t, after, asRow(masker.refineLogs(t, asRecord(before))), setting)
	}
}

var attribute = regexp.MustCompile(`^([\w.]+): (.*)$`)

// asRecord writes `key: value` as an attribute of a log record, everything else as its body.
func asRecord(text string) plog.Logs {
	ld := plog.NewLogs()
	record := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	if pair := attribute.FindStringSubmatch(text); pair != nil {
		record.Attributes().PutStr(pair[1], pair[2])
	} else {
		record.Body().SetStr(text)
	}
	return ld
}

// asRow is asRecord read backwards. Of a hash the first digits are enough for a table.
func asRow(ld plog.Logs) string {
	record := ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	text := record.Body().Str()
	for key, value := range record.Attributes().All() {
		text = key + ": " + value.Str()
	}
	return regexp.MustCompile(`(hmac):[a-p]+:[a-p]+`).ReplaceAllString(text, "$1:…")
}
