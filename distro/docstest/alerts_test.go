package docstest

import (
	"log/slog"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAlertsAreRules reads the file as Prometheus reads it, and compares it with the table of operations.md.
// That the built binary has the metrics in it is tested by distro/e2e.
func TestAlertsAreRules(t *testing.T) {
	groups, errs := rulefmt.ParseFile(filepath.Join(root, "distro", "deploy", "examples", "alerts.yaml"), false,
		model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	require.Empty(t, errs)
	alerts := map[string]bool{}
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			assert.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
			assert.Contains(t, []string{"critical", "warning", "info"}, rule.Labels["severity"], rule.Alert)
			alerts[rule.Alert] = true
		}
	}
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z]\\w+)` \\|").FindAllStringSubmatch(read(t, "docs", "operations.md"), -1) {
		rows = append(rows, row[1])
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(alerts)), rows, "the alerts of docs/operations.md")
}
