package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/traffic"
)

func TestFindingsInPlainWords(t *testing.T) {
	var out bytes.Buffer
	writeFindings(&out, []found{
		{Kind: "slow_query", Service: "articles-api", Operation: "query", Severity: "warn", Hint: "Use a text index.",
			Summary: "SELECT articles", Count: 2, Worst: 812345 * time.Microsecond, TraceID: "aa"},
		{Kind: "n_plus_one", Service: "articles-api", Operation: "GET /api/articles/", Severity: "info", Hint: "Fetch them in one query.",
			Summary: "SELECT users", Repeats: 20, Count: 7, Worst: 9 * time.Millisecond, TraceID: "bb"},
		{Kind: "n_plus_one", Service: "articles-api", Operation: "GET /api/tags", Severity: "info", Hint: "Fetch them in one query.",
			Summary: "GET", Repeats: 5, Count: 1, Worst: time.Millisecond, TraceID: "cc"},
	}, func(traceID string) string { return "http://127.0.0.1:1/traces/" + traceID })
	assert.Equal(t, `What the collector found, worst first:

 1. Slow query [warn] in query (articles-api)
    what:  SELECT articles took 812.3ms at worst; seen 2 times
    fix:   Use a text index.
    look:  http://127.0.0.1:1/traces/aa

 2. N+1 [info] in GET /api/articles/ (articles-api)
    what:  SELECT users ran 20 times below one span, 9ms in all at worst; seen in 7 traces
    fix:   Fetch them in one query.
    look:  http://127.0.0.1:1/traces/bb

 3. N+1 [info] in GET /api/tags (articles-api)
    what:  GET ran 5 times below one span, 1ms in all at worst; seen in 1 trace
    fix:   Fetch them in one query.
    look:  http://127.0.0.1:1/traces/cc
`, out.String())
}

func TestNoFindingSaysWhatToExpect(t *testing.T) {
	var out bytes.Buffer
	writeFindings(&out, nil, nil)
	assert.Equal(t, "No finding yet. The first one comes seconds after the first traffic.\n", out.String())
}

func TestSummaryCountsAddressesOnBothSides(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"api.log":      "User registered: alice01@example.com\nUser logged in: alice01@example.com\n",
		"worker.log":   "notified bob02@example.com\n",
		"logs.jsonl":   `{"body":"User registered: al***@example.com"}` + "\n",
		"traces.jsonl": `{"a":"carol3@example.com"}` + "\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	got, err := summarise(dir, traffic.Report{Requests: 5, Errors: 1}, newTally(record{}))
	require.NoError(t, err)
	assert.Equal(t, summary{Requests: 5, Errors: 1, Findings: map[string]int{"n_plus_one": 0, "slow_query": 0},
		EmailsSent: 3, EmailsLeaked: 1}, got)
	assert.EqualError(t, got.check(), "1 e-mail addresses came through unmasked")

	path := filepath.Join(dir, "summary.json")
	require.NoError(t, got.save(path))
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.JSONEq(t, `{"requests":5,"errors":1,"spans":0,"log_records":0,"metric_points":0,
		"findings":{"n_plus_one":0,"slow_query":0},"emails_sent":3,"emails_leaked":1}`, string(raw))
}
