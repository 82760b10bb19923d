package nplusoneprocessor

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"gopkg.in/yaml.v3"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// The labelled traces give the same findings with the same severity when their spans come one by one, shuffled, over
// four connections. What is an info and whose parent came first is on no span, but the sinks are told.
func TestVerdictsInAnyOrder(t *testing.T) {
	files, err := filepath.Glob("testdata/verdicts/*.txt")
	require.NoError(t, err)
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		l, err := parseVerdict(string(raw))
		require.NoError(t, err, file)
		want := toldOf(t, 1, [][]verdictSpan{l.spans})
		found += len(want)
		for seed := range uint64(3) {
			var batches [][]verdictSpan
			for _, i := range rand.New(rand.NewPCG(seed, 11)).Perm(len(l.spans)) {
				batches = append(batches, l.spans[i:i+1])
			}
			assert.Equal(t, want, toldOf(t, 4, batches), "%s, seed %d", file, seed)
		}
	}
	assert.Greater(t, found, 80, "the traces must hold enough findings for this to mean something")
}

// toldOf is what the sinks are told of the spans, sent in these batches.
func toldOf(t *testing.T, n int, batches [][]verdictSpan) map[string]finding.Severity {
	t.Helper()
	var tds []ptrace.Traces
	for _, spans := range batches {
		tds = append(tds, toTraces(spans))
	}
	return toldOfBatches(t, n, tds)
}

// toldOfBatches is what the sinks are told of the batches, sent from n goroutines: the worst severity by id.
func toldOfBatches(t *testing.T, n int, batches []ptrace.Traces) map[string]finding.Severity {
	t.Helper()
	r := newRig(t)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for j := i; j < len(batches); j += n {
				assert.NoError(t, r.ConsumeTraces(context.Background(), batches[j]))
			}
		})
	}
	wg.Wait()
	require.NoError(t, r.Shutdown(context.Background()))
	told := map[string]finding.Severity{}
	for _, f := range r.findings.all() {
		if told[f.ID] != finding.SeverityWarn {
			told[f.ID] = f.Severity
		}
	}
	return told
}

// dependOnOrder are cases in which two instrumentations speak of one call and what tells it may come too late, when
// the inner calls were reported already: Mongoose's calls and the driver's are one finding by their times
// (beside.go); Doctrine's execution is a call only once its preparation came (prepared.go).
var dependOnOrder = map[string]bool{"ecosystem_node_mongoose": true, "ecosystem_php_doctrine": true}

// So do the golden cases of the ecosystems.
func TestEcosystemsInAnyOrder(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden/ecosystem_*/input.yaml")
	require.NoError(t, err)
	found := 0
	for _, path := range paths {
		if dependOnOrder[filepath.Base(filepath.Dir(path))] {
			continue
		}
		var document any
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(raw, &document))
		td := tracesFromYAML(t, document)
		want := toldOfBatches(t, 1, []ptrace.Traces{copyOf(td)})
		found += len(want)
		for seed := range uint64(3) {
			spans := singleSpans(td)
			rand.New(rand.NewPCG(seed, 12)).Shuffle(len(spans), func(i, j int) { spans[i], spans[j] = spans[j], spans[i] })
			assert.Equal(t, want, toldOfBatches(t, 4, spans), "%s, seed %d", path, seed)
		}
	}
	assert.Greater(t, found, 80, "the cases must hold enough findings for this to mean something")
}

// singleSpans makes a batch of each span.
func singleSpans(td ptrace.Traces) (out []ptrace.Traces) {
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				one := ptrace.NewTraces()
				to := one.ResourceSpans().AppendEmpty()
				resource.Resource().CopyTo(to.Resource())
				scope.Scope().CopyTo(to.ScopeSpans().AppendEmpty().Scope())
				span.CopyTo(to.ScopeSpans().At(0).Spans().AppendEmpty())
				out = append(out, one)
			}
		}
	}
	return out
}
