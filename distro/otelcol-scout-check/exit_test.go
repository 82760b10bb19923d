package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clean has one span and no finding.
const clean = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"GET /","kind":2}]}]}]}`

func TestExitCodes(t *testing.T) {
	folder := t.TempDir()
	strict := filepath.Join(folder, "strict.yaml")
	require.NoError(t, os.WriteFile(strict, []byte("processors: {n_plus_one: {min_repeats: 100}, slow_query: {threshold: 10s}}"), 0o600))
	for name, tc := range map[string]struct {
		stdin string
		args  []string
		code  int
		want  string // on standard error where the code is 2 or 3
	}{
		"nothing found":             {clean, []string{"-"}, kept, ""},
		"nothing allowed":           {"", []string{otlp}, exceeded, ""},
		"enough allowed":            {"", []string{"--budget", "n_plus_one=3,slow_query=1", otlp}, kept, ""},
		"too little allowed":        {"", []string{"--budget", "n_plus_one=2,slow_query=1", otlp}, exceeded, ""},
		"flags behind the file":     {"", []string{otlp, "--budget", "n_plus_one=3,slow_query=1"}, kept, ""},
		"budgets one by one":        {"", []string{"--budget", "n_plus_one=3", "--budget=slow_query=1", otlp}, kept, ""},
		"a kind without a budget":   {"", []string{"--budget", "slow_query=1", otlp}, kept, ""},
		"at a service":              {"", []string{"--budget", "n_plus_one=0,n_plus_one@articles-api=3", otlp}, kept, ""},
		"at a route, over":          {"", []string{"--budget", "n_plus_one=9,n_plus_one@GET /api/articles=1", otlp}, exceeded, ""},
		"with other settings":       {"", []string{"--config", strict, otlp}, kept, ""},
		"help":                      {"", []string{"--help"}, kept, ""},
		"empty, and that is so":     {"", []string{"--allow-empty", "-"}, kept, ""},
		"empty":                     {"", []string{"-"}, vain, "there are no spans in the input, so nothing was checked; does the application send traces to the collector, and is its exporter flushed before it ends? Give --allow-empty if that is as it should be"},
		"only logs and metrics":     {"{\"resourceLogs\":[]}\n{\"resourceMetrics\":[]}\n", []string{"-"}, vain, "there are no spans in the input; left out: requests with logs (1), requests with metrics (1), so nothing was checked; does the application"},
		"a request without spans":   {`{"resourceSpans":[]}`, []string{"-"}, vain, "there are no spans in the input, so nothing was checked"},
		"no file":                   {"", nil, unusable, "no file is named; name what the file exporter wrote, or - for standard input"},
		"a file that is not there":  {"", []string{"missing.jsonl"}, unusable, "open missing.jsonl: no such file or directory; name the file that the collector's file exporter wrote, or a download from Jaeger"},
		"a file that is cut off":    {clean + "\n" + clean[:50], []string{"-"}, unusable, "standard input: line 2: the document that starts here is not complete; stop what writes the file before it is checked, and write it anew"},
		"an unknown flag":           {"", []string{"--bugdet", "n_plus_one=0", otlp}, unusable, "flag provided but not defined: -bugdet"},
		"an unknown kind":           {"", []string{"--budget", "n+1=0", otlp}, unusable, `invalid value "n+1=0" for flag -budget: "n+1=0": there is no kind "n+1"; use n_plus_one or slow_query`},
		"an unknown format":         {"", []string{"--format", "xml", otlp}, unusable, `--format: there is no "xml"; use one of json, junit, sarif, text`},
		"an unknown severity":       {"", []string{"--severity", "error", otlp}, unusable, `--severity: there is no "error"; use warn or info`},
		"the output is the input":   {"", []string{"--output", otlp, otlp}, unusable, "--output: " + otlp + " is also an input; name another file"},
		"the same by another name":  {"", []string{"--output", "./" + otlp, otlp}, unusable, "--output: ./" + otlp + " is also an input; name another file"},
		"an output without folder":  {clean, []string{"--output", "missing/report", "-"}, unusable, "--output: open missing/report: no such file or directory"},
		"a baseline that is none":   {clean, []string{"--baseline", otlp, "-"}, unusable, "--baseline: " + otlp + `: is not what --format json of this version writes ("otelcol-scout-check/1"); write it anew`},
		"settings that are missing": {clean, []string{"--config", "missing.yaml", "-"}, unusable, "--config: missing.yaml: "},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(t, tc.stdin, tc.args...)
			assert.Equal(t, tc.code, got.code, got.errors)
			if tc.code != unusable && tc.code != vain {
				return
			}
			assert.Empty(t, got.out)
			assert.Contains(t, got.errors, "otelcol-scout-check: "+tc.want)
		})
	}
}

// orphans are calls that n_plus_one counts and cannot tell apart: none has a parent.
const orphans = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"SELECT","kind":3,` +
	`"attributes":[{"key":"db.system.name","value":{"stringValue":"postgresql"}},{"key":"db.query.text","value":{"stringValue":"SELECT * FROM users"}}]}]}]}]}`

// TestAGateThatSeesNothingSaysSo: a warning where a kind could not be found, 3 where no budget is for anything.
func TestAGateThatSeesNothingSaysSo(t *testing.T) {
	const misspelt, known = "n_plus_one@GET /claen=0,slow_query@shop=0", "n_plus_one@GET /=0"
	for name, tc := range map[string]struct {
		stdin string
		args  []string
		code  int
		want  string // at the end of standard error; empty: nothing is said
	}{
		"no call":                  {clean, nil, kept, "warning: none of the 1 spans is a call that is looked at, to a database for example, so nothing could be found; is the application's database client instrumented?\n"},
		"no call, strictly":        {clean, []string{"--strict"}, vain, "there are warnings, which --strict does not let pass\n"},
		"no parent":                {orphans, nil, kept, "warning: no call has a parent, so no N+1 could be found; is what answers the requests instrumented, too, and does it pass its context on to the calls?\n"},
		"no parent, strictly":      {orphans, []string{"--strict"}, vain, "there are warnings, which --strict does not let pass\n"},
		"no parent is needed":      {orphans, []string{"--strict", "--budget", "slow_query=0"}, kept, ""},
		"no budget matches":        {orphans, []string{"--budget", misspelt}, vain, "every budget names a service or a span that the traces do not have, so nothing was checked; were they renamed, or did the tests that call them not run? Give --allow-empty if that is as it should be\n"},
		"no budget has to":         {orphans, []string{"--allow-empty", "--budget", misspelt}, kept, "has the name in n_plus_one@GET /claen=0, slow_query@shop=0, so nothing can count there\n"},
		"one budget matches":       {clean, []string{"--budget", misspelt + "," + known}, kept, "has the name in n_plus_one@GET /claen=0, slow_query@shop=0, so nothing can count there\n"},
		"empty, and that is so":    {"", []string{"--allow-empty"}, kept, "warning: there are no spans in the input, so nothing was checked\n"},
		"all is well":              {"", []string{otlp, "--strict", "--budget", "n_plus_one=3,slow_query=1"}, kept, ""},
		"over budget, and strict":  {"", []string{otlp, "--strict", "--budget", "n_plus_one=0,slow_query@shop=1"}, exceeded, "has the name in slow_query@shop=1, so nothing can count there\n"},
		"all matches but one kind": {"", []string{otlp, "--budget", "n_plus_one@articles-api=3,slow_query@GET /gone=0"}, kept, "has the name in slow_query@GET /gone=0, so nothing can count there\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.stdin != "" || name == "empty, and that is so" {
				tc.args = append(tc.args, "-")
			}
			got := check(t, tc.stdin, tc.args...)
			assert.Equal(t, tc.code, got.code)
			assert.NotEmpty(t, got.out, "there is a report")
			if tc.want == "" {
				assert.Empty(t, got.errors)
				return
			}
			assert.True(t, strings.HasSuffix(got.errors, tc.want), got.errors)
			assert.Contains(t, got.out, "Warning: ")
		})
	}
}

func TestHelpSaysWhatThereIs(t *testing.T) {
	got := check(t, "", "--help")
	for _, want := range []string{"-budget KIND[@WHERE]=N", "-baseline FILE", "-config FILE", "-severity SEVERITY", "-format FORMAT", "-output FILE", "-source-root FOLDER", "-allow-empty", "-strict", "Exit codes:"} {
		assert.Contains(t, got.errors, want)
	}
}

// TestBaseline follows a team with old debts: what is known does not count, what is new does, and what was mended is told.
func TestBaseline(t *testing.T) {
	known := filepath.Join(t.TempDir(), "known.json")
	require.Equal(t, exceeded, check(t, "", "--format", "json", "--output", known, otlp).code)
	got := check(t, "", "--baseline", known, otlp)
	assert.Equal(t, kept, got.code)
	assert.Contains(t, got.out, "in GET /api/articles (articles-api): known\n")

	var written map[string]any
	require.NoError(t, json.Unmarshal([]byte(read(t, known)), &written))
	all := written["findings"].([]any)
	written["findings"] = all[1:]
	fewer, err := json.Marshal(written)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(known, fewer, 0o600))
	got = check(t, "", "--baseline", known, otlp)
	assert.Equal(t, exceeded, got.code)
	assert.Contains(t, got.out, "n_plus_one: 1 found, 0 allowed: over budget\n")

	got = check(t, clean, "--baseline", known, "-")
	assert.Equal(t, kept, got.code)
	assert.Contains(t, got.out, "Known findings that were not found any more: 3.")
}

// TestOutput writes a file for programs and the text for people.
func TestOutput(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.sarif")
	got := check(t, "", "--format", "sarif", "--output", path, otlp)
	assert.Equal(t, exceeded, got.code)
	assert.Contains(t, got.out, "Over budget.\n")
	assert.Equal(t, check(t, "", "--format", "sarif", otlp).out, read(t, path))
}

// TestNoRawValueIsPrinted plants an address wherever a report shows text.
func TestNoRawValueIsPrinted(t *testing.T) {
	spans := `{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"GET /jane@example.com","kind":2,"startTimeUnixNano":"1","endTimeUnixNano":"9000000000"},
		{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203332","parentSpanId":"b7ad6b7169203331","name":"SELECT jane@example.com","kind":3,"startTimeUnixNano":"1","endTimeUnixNano":"9000000000",
		"attributes":[{"key":"db.system.name","value":{"stringValue":"postgresql"}},{"key":"db.query.text","value":{"stringValue":"SELECT 'jane@example.com' FROM a"}},
		{"key":"db.query.summary","value":{"stringValue":"SELECT jane@example.com"}},{"key":"code.file.path","value":{"stringValue":"jane@example.com"}}]}`
	input := `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"jane@example.com"}}]},"scopeSpans":[{"spans":[` + spans + `]}]}]}`
	for _, format := range []string{"text", "json", "sarif", "junit"} {
		got := check(t, input, "--format", format, "-")
		assert.Equal(t, exceeded, got.code, got.errors)
		assert.NotContains(t, got.out, "jane@", format)
	}
}
