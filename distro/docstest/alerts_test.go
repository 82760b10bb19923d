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
	alerts := alertRules(t)
	for name, rule := range alerts {
		assert.NotEmpty(t, rule.Annotations["summary"], name)
		assert.Contains(t, []string{"critical", "warning", "info"}, rule.Labels["severity"], name)
	}
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z]\\w+)` \\|").FindAllStringSubmatch(read(t, "docs", "operations.md"), -1) {
		rows = append(rows, row[1])
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(alerts)), rows, "the alerts of docs/operations.md")
}

// alertRules are those of the file, by name.
func alertRules(t *testing.T) map[string]rulefmt.Rule {
	t.Helper()
	groups, errs := rulefmt.ParseFile(filepath.Join(root, "distro", "deploy", "examples", "alerts.yaml"), false,
		model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	require.Empty(t, errs)
	rules := map[string]rulefmt.Rule{}
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			rules[rule.Alert] = rule
		}
	}
	return rules
}
