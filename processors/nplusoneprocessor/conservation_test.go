package nplusoneprocessor

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"gopkg.in/yaml.v3"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// strip takes away what the processor may add, and nothing else.
func strip(td ptrace.Traces) {
	eachSpan(td, func(span ptrace.Span) {
		span.Attributes().Remove(finding.AttrFindings)
		span.Attributes().Remove(finding.AttrNPlusOneRepeats)
		span.Events().RemoveIf(func(e ptrace.SpanEvent) bool { return e.Name() == finding.EventNPlusOne })
	})
}

func bytesOf(t *testing.T, td ptrace.Traces) []byte {
	t.Helper()
	out, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return out
}

// goldenInputs are the batches of all golden cases.
func goldenInputs(t testing.TB) []ptrace.Traces {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "golden", "*", "expected.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var out []ptrace.Traces
	for _, path := range paths {
		file, err := os.Open(path)
		require.NoError(t, err)
		for decoder := yaml.NewDecoder(file); ; {
			var document any
			if decoder.Decode(&document) != nil {
				break
			}
			out = append(out, tracesFromYAML(t, document))
		}
		require.NoError(t, file.Close())
	}
	return out
}

// FuzzConservation: whatever comes in goes out in the same call, and but for our additions not one byte of it
// is changed; a second run adds nothing.
func FuzzConservation(f *testing.F) {
	for _, td := range goldenInputs(f) {
		raw, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
		require.NoError(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(raw)
		if err != nil {
			return
		}
		before := ptrace.NewTraces()
		td.CopyTo(before)

		sink := new(consumertest.TracesSink)
		p, err := newProcessor(componenttest.NewNopTelemetrySettings(), defaults(), sink, newHandClock().Now)
		require.NoError(t, err)
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
		require.Len(t, sink.AllTraces(), 1)

		once := ptrace.NewTraces()
		sink.AllTraces()[0].CopyTo(once)
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
		require.Equal(t, bytesOf(t, once), bytesOf(t, sink.AllTraces()[1]), "a second run")
		assertAccounted(t, p.state)

		strip(before)
		strip(once)
		require.Equal(t, bytesOf(t, before), bytesOf(t, once))
	})
}

// What is forwarded is the very batch that came, in the call it came in, before any other.
func TestBatchesAreForwardedInTheSameCall(t *testing.T) {
	rig := newRig(t)
	for i := range 5 {
		td := traces(selects(3, uint64(0x100*i+1), rootID, float64(100*i))...)
		require.NoError(t, rig.ConsumeTraces(context.Background(), td))
		require.Len(t, rig.sink.AllTraces(), i+1)
		require.Equal(t, td, rig.sink.AllTraces()[i])
	}
	empty := ptrace.NewTraces()
	require.NoError(t, rig.ConsumeTraces(context.Background(), empty))
	require.Len(t, rig.sink.AllTraces(), 6, "an empty batch is forwarded too")
}

// Spans without ids, with themselves as parent, or in a circle belong to no group and do no harm.
func TestMalformedSpansPass(t *testing.T) {
	rig := newRig(t)
	self := selects(6, 0x100, 0x100, 10)
	circle := []testSpan{internal(0x10, 0x11, "a", 0, 1), internal(0x11, 0x12, "b", 0, 1), internal(0x12, 0x10, "c", 0, 1)}
	for _, parent := range []uint64{0x10, 0x11, 0x12} {
		circle = append(circle, selects(3, 0x200+parent*16, parent, 10)...)
	}
	noID := selects(6, 0, rootID, 10)
	for i := range noID {
		noID[i].id = 0
	}
	td := traces(selects(6, 0x300, rootID, 10)...)
	eachSpan(td, func(span ptrace.Span) { span.SetTraceID([16]byte{}) })
	require.NoError(t, rig.ConsumeTraces(context.Background(), td))
	backwards := query(0x400, rootID, 50, 10, "SELECT 2 FROM t")
	rig.feed(t, self, circle, noID, []testSpan{backwards})
	assertAccounted(t, rig.state)
}
