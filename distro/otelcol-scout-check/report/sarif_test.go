package report_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
)

// validSARIF reads what was written with a library's model of SARIF, in which an unknown field is an error, and holds it
// to the published schema of version 2.1.0.
func validSARIF(t *testing.T, raw []byte) *sarif.Report {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	var log sarif.Report
	require.NoError(t, decoder.Decode(&log))
	filled, err := sarif.FromBytes(raw)
	require.NoError(t, err)
	for _, run := range filled.Runs { // what the library's model writes as empty where we leave it out
		run.Language, run.Tool.Driver.Language, run.NewlineSequences = "en", "en", []string{"\n"}
	}
	require.NoError(t, filled.Validate())
	return &log
}

func TestSARIFKeepsTheSchema(t *testing.T) {
	for name, r := range map[string]*report.Report{"findings": planted(), "none": {}, "warnings": blind()} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, r.SARIF(&out))
			log := validSARIF(t, out.Bytes())
			require.Len(t, log.Runs, 1)
			assert.Len(t, log.Runs[0].Results, len(r.Groups))
			for _, result := range log.Runs[0].Results {
				assert.Equal(t, *log.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID, *result.RuleID)
				assert.Len(t, result.Locations, 1, "code scanning takes no result without a place")
			}
		})
	}
}

// A validator that takes anything would prove nothing.
func TestTheSchemaRefuses(t *testing.T) {
	for name, bad := range map[string]string{
		"no version": `{"runs":[]}`,
		"a level":    `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"results":[{"level":"bad","message":{"text":"a"}}]}]}`,
		"no message": `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"results":[{"level":"note"}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			log, err := sarif.FromBytes([]byte(bad))
			if err == nil {
				err = log.Validate()
			}
			assert.Error(t, err)
		})
	}
}

func TestSARIFPlaces(t *testing.T) {
	for name, tc := range map[string]struct {
		file, root, want string
		outside          bool
	}{
		"below the root":             {"/app/src/models.py", "/app", "src/models.py", false},
		"the root has a slash":       {"/app/src/models.py", "/app/", "src/models.py", false},
		"somewhere else":             {"/usr/lib/orm.py", "/app", "traces.jsonl", true},
		"beside the root":            {"/application/models.py", "/app", "traces.jsonl", true},
		"relative":                   {"src/my models.py", "/app", "src/my%20models.py", false},
		"relative, and up":           {"../lib/orm.py", "/app", "traces.jsonl", true},
		"up out of the root":         {"/app/../lib/orm.py", "/app", "traces.jsonl", true},
		"of a Go module":             {"example.com/shop/cart/cart.go", "example.com/shop", "cart/cart.go", false},
		"of another Go module":       {"example.com/driver@v1.2.0/conn.go", "example.com/shop", "traces.jsonl", true},
		"of Windows":                 {`C:\app\src\models.cs`, `C:\app`, "src/models.cs", false},
		"of Windows, somewhere else": {`D:\lib\orm.cs`, `C:\app`, "traces.jsonl", true},
		"of a module of Node":        {"file:///app/src/models.mjs", "/app", "src/models.mjs", false},
		"of a server":                {"https://cdn.example.com/app.js", "/app", "traces.jsonl", true},
		"dots":                       {"/app/src/../models.py", "/app", "models.py", false},
		"unknown":                    {"", "/app", "traces.jsonl", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := planted()
			r.Groups, r.SourceRoot, r.Evidence = r.Groups[:1], tc.root, "traces.jsonl"
			r.Groups[0].Worst.Code.File, r.Groups[0].Worst.Code.Line = tc.file, 12
			var out bytes.Buffer
			require.NoError(t, r.SARIF(&out))
			result := validSARIF(t, out.Bytes()).Runs[0].Results[0]
			place := result.Locations[0].PhysicalLocation
			assert.Equal(t, tc.want, *place.ArtifactLocation.URI)
			want, line := "N+1 in GET /a (blog): SELECT ran 10 times below one span, 10ms in all at worst; seen once. Load all.", 12
			if tc.outside {
				want += " The call was made outside of the source root: " + tc.file + ":12."
			}
			if tc.want == "traces.jsonl" {
				line = 1
			}
			assert.Equal(t, want, *result.Message.Text)
			assert.Equal(t, line, *place.Region.StartLine)
		})
	}
}

// The file of traces may be anywhere, and a place outside of the repository is none.
func TestSARIFNamesTheEvidence(t *testing.T) {
	for evidence, want := range map[string]string{
		"traces.jsonl": "traces.jsonl", "out/traces.jsonl": "out/traces.jsonl", "/app/out/traces.jsonl": "out/traces.jsonl",
		"/tmp/traces.jsonl": "traces.jsonl", "../traces.jsonl": "traces.jsonl", `D:\out\traces.jsonl`: "traces.jsonl",
	} {
		for _, root := range []string{"/app", "example.com/shop"} {
			r := planted()
			r.Groups, r.SourceRoot, r.Evidence = r.Groups[:1], root, evidence
			var out bytes.Buffer
			require.NoError(t, r.SARIF(&out))
			if evidence == "/app/out/traces.jsonl" && root != "/app" {
				want = "traces.jsonl"
			}
			assert.Equal(t, want, *validSARIF(t, out.Bytes()).Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI, "%s below %s", evidence, root)
		}
	}
}

func TestSARIFLevels(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, planted().SARIF(&out))
	var levels []any
	for _, result := range validSARIF(t, out.Bytes()).Runs[0].Results {
		levels = append(levels, result.Level, len(result.Suppressions))
	}
	assert.Equal(t, []any{"error", 0, "warning", 0, "note", 1}, levels)
}

// TestSARIFKeepsToWhatCodeScanningTakes has more findings than that, the only one over budget last.
func TestSARIFKeepsToWhatCodeScanningTakes(t *testing.T) {
	r := planted()
	over := r.Groups[0]
	require.True(t, over.Over)
	r.Groups = append(slices.Repeat(r.Groups[1:2], 5000), over)
	var out bytes.Buffer
	require.NoError(t, r.SARIF(&out))
	results := validSARIF(t, out.Bytes()).Runs[0].Results
	require.Len(t, results, 5000)
	assert.Equal(t, over.ID(), results[0].PartialFingerprints["scoutFinding/v1"])
}
