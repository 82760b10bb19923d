package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// TestCollectionsOfRules holds which names a rule's collection is: in any letter case, with or without schema and
// quotes, from the attribute and from the text alike.
func TestCollectionsOfRules(t *testing.T) {
	for _, tc := range []struct {
		rule, attribute, text string
		want                  bool
	}{
		{"reports", "reports", "", true},
		{"reports", "Public.Reports", "", true},
		{"reports", "`shop`.`reports`", "", true},
		{"public.reports", "public.reports", "", true},
		{"public.reports", "archive.reports", "", false},
		{"reports", "old_reports", "", false},
		{"reports", "reports.old", "", false},
		{`"Reports"`, "reports", "", true},
		{"reports", "users", "SELECT a FROM reports", false},
		{"reports", "", "SELECT a FROM public.reports", true},
		{`"Reports"`, "", `SELECT a FROM "Reports"`, true},
		{"dbo.reports", "", "SELECT a FROM [shop].[dbo].[reports]", true},
		{"reports", "", "SELECT a FROM users JOIN reports ON reports.id = users.id", true},
		{"reports", "", "SELECT a FROM old_reports", false},
	} {
		cfg := defaultConfig()
		cfg.Rules = []Rule{{Collection: tc.rule, Threshold: time.Minute}}
		td, spans := newTraces("shop")
		span := addQuery(spans, "microsoft.sql_server", tc.text, time.Second)
		span.Attributes().PutStr("db.operation.name", "SELECT")
		if tc.attribute != "" {
			span.Attributes().PutStr("db.collection.name", tc.attribute)
		}
		require.NoError(t, newForTest(t, cfg, nop()).ConsumeTraces(context.Background(), td))
		assert.Equal(t, tc.want, span.Events().Len() == 0, "%+v", tc)
	}
}

// TestARuleHoldsOnceTheTextIsDropped holds that the second of two runs finds the rule that the first went by.
func TestARuleHoldsOnceTheTextIsDropped(t *testing.T) {
	for system, text := range map[string]string{"mongodb": `find {"a": 1}`, "redis": "find user:1"} {
		cfg := defaultConfig()
		cfg.QueryText = QueryTextDrop
		cfg.Rules = []Rule{{Operation: "find", Threshold: time.Minute}}
		p := newForTest(t, cfg, nop())
		td, spans := newTraces("shop")
		addQuery(spans, system, text, time.Second)
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
		once := ptrace.NewTraces()
		td.CopyTo(once)
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
		assert.Equal(t, asJSON(t, once), asJSON(t, td), system)
	}
}
