package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write what the program says into testdata")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	otlp   = "testdata/otlp.jsonl"
	jaeger = "testdata/jaeger.json"
)

// said is what a run wrote and ended with.
type said struct {
	code        int
	out, errors string
}

func check(t *testing.T, stdin string, args ...string) said {
	t.Helper()
	var out, errors bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(stdin), &out, &errors)
	return said{code, out.String(), errors.String()}
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}

// TestReports holds every format to a file; `go test ./distro/otelcol-scout-check -run TestReports -update` writes them.
func TestReports(t *testing.T) {
	for _, format := range []string{"text", "json", "sarif", "junit"} {
		t.Run(format, func(t *testing.T) {
			got := check(t, "", "--budget", "n_plus_one=0,slow_query=1,n_plus_one@GET /api/articles/views=1", "--format", format, "--source-root", "github.com/base-14/otelcol-scout", otlp)
			require.Equal(t, exceeded, got.code, got.errors)
			path := filepath.Join("testdata", "report."+format)
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(got.out), 0o600))
			}
			assert.Equal(t, read(t, path), got.out)
		})
	}
}

// findings are what the JSON report says, without the times, which Jaeger cuts to microseconds.
func findings(t *testing.T, report string) []any {
	t.Helper()
	var parsed map[string]any
	require.NoError(t, json.Unmarshal([]byte(report), &parsed))
	list := parsed["findings"].([]any)
	for _, finding := range list {
		delete(finding.(map[string]any), "time_wasted")
		delete(finding.(map[string]any)["example"].(map[string]any), "duration")
	}
	return list
}

// TestJaegerAndOTLPAgree checks one set of traces as the file exporter wrote it and as Jaeger gives it.
func TestJaegerAndOTLPAgree(t *testing.T) {
	fromOTLP, fromJaeger := check(t, "", "--format", "json", otlp), check(t, "", "--format", "json", jaeger)
	want := findings(t, fromOTLP.out)
	assert.Len(t, want, 4)
	assert.Equal(t, want, findings(t, fromJaeger.out))
	both := check(t, "", "--format", "json", otlp, jaeger)
	assert.Len(t, findings(t, both.out), 4, "the spans of the second file are duplicates")
}

// TestTheOrderOfLinesIsNoMatter checks the same lines backwards, twice over, and a span a line.
func TestTheOrderOfLinesIsNoMatter(t *testing.T) {
	want := check(t, "", "--format", "json", otlp)
	lines := strings.Split(strings.TrimSpace(read(t, otlp)), "\n")
	slices.Reverse(lines)
	assert.Equal(t, want.out, check(t, strings.Join(lines, "\n"), "--format", "json", "-").out)

	single := aSpanALine(t, lines)
	assert.Equal(t, findings(t, want.out), findings(t, check(t, single, "--format", "json", "-").out))
	twice := check(t, single+strings.Join(lines, "\n"), "--format", "json", "-")
	assert.Equal(t, findings(t, want.out), findings(t, twice.out))
	assert.Contains(t, twice.out, `"duplicate_spans": 95`)
}

// aSpanALine splits requests.
func aSpanALine(t *testing.T, lines []string) string {
	t.Helper()
	var out strings.Builder
	for _, line := range lines {
		var request struct {
			ResourceSpans []map[string]any `json:"resourceSpans"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &request))
		for _, resource := range request.ResourceSpans {
			for _, scope := range resource["scopeSpans"].([]any) {
				for _, span := range scope.(map[string]any)["spans"].([]any) {
					raw, err := json.Marshal(map[string]any{"resourceSpans": []any{map[string]any{
						"resource": resource["resource"], "scopeSpans": []any{map[string]any{"scope": scope.(map[string]any)["scope"], "spans": []any{span}}},
					}}})
					require.NoError(t, err)
					out.Write(append(raw, '\n'))
				}
			}
		}
	}
	return out.String()
}
