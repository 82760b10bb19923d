package nplusoneprocessor

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// findingsSink is an extension that takes findings.
type findingsSink struct {
	component.StartFunc
	component.ShutdownFunc
	mu   sync.Mutex
	seen []finding.Finding
}

func (s *findingsSink) Found(_ context.Context, findings []finding.Finding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, findings...)
}

func (s *findingsSink) all() []finding.Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

type extensions map[component.ID]component.Component

func (e extensions) GetExtensions() map[component.ID]component.Component { return e }

func (s *findingsSink) host(name string) component.Host {
	return extensions{component.MustNewID(name): s, component.MustNewID("other"): struct {
		component.StartFunc
		component.ShutdownFunc
	}{}}
}

// coded puts the place in the source on the spans.
func coded(function string, spans ...testSpan) []testSpan {
	for i := range spans {
		if spans[i].attrs == nil {
			spans[i].attrs = map[string]any{}
		}
		spans[i].attrs["code.function.name"] = function
	}
	return spans
}

func withService(td ptrace.Traces, name string) ptrace.Traces {
	td.ResourceSpans().At(0).Resource().Attributes().PutStr("service.name", name)
	return td
}

func TestSinksGetWhatIsWritten(t *testing.T) {
	rig := newRig(t)
	spans := append(coded("Posts.list", selects(6, 0x100, rootID, 10)...), query(2, rootID, 0, 5, "SELECT id FROM posts"), root())
	require.NoError(t, rig.ConsumeTraces(context.Background(), withService(traces(spans...), "blog")))
	written := findingsIn(rig.sink.AllTraces()...)
	require.Len(t, written, 1)
	require.Equal(t, []finding.Finding{{
		ID: written[0].id(), Kind: finding.KindNPlusOne, Severity: finding.SeverityWarn, Complete: true,
		Hint:    "Each row asks the database again: load all of them in one query with a JOIN, WHERE … IN (…) or the ORM's eager loading.",
		Service: "blog", TraceID: root().traceID(), SpanID: toSpanID(rootID), SpanName: "GET /articles",
		Start: timestamp(10), Duration: 60 * time.Millisecond, Fingerprint: rig.findings.seen[0].Fingerprint,
		System: "postgresql", Text: "SELECT name FROM users WHERE id = ?", Summary: "SELECT users", Code: finding.Code{Function: "Posts.list"},
		NPlusOne: &finding.NPlusOne{
			Repeats: 6, Call: "db", Parameters: "different", Concurrency: "sequential", Source: "SELECT posts",
			SpanIDs: []pcommon.SpanID{toSpanID(0x100), toSpanID(0x101), toSpanID(0x102), toSpanID(0x103), toSpanID(0x104), toSpanID(0x105)},
			Starts:  []pcommon.Timestamp{timestamp(10), timestamp(21), timestamp(32), timestamp(43), timestamp(54), timestamp(65)},
			Total:   60 * time.Millisecond, End: timestamp(75),
			Parent: finding.Interval{Start: timestamp(0), End: timestamp(2000)}, SourceCall: finding.Interval{Start: timestamp(0), End: timestamp(5)},
		},
	}}, rig.findings.all())
	assert.Equal(t, finding.Hex(rig.findings.seen[0].Fingerprint), written[0].attrs[finding.AttrQueryFingerprint])
}

// A refused batch tells the sinks nothing; when it comes again they hear of it once.
func TestSinksGetNothingOfARefusedBatch(t *testing.T) {
	rig, next := newSwitchableRig(t)
	td := traces(append(selects(6, 0x100, rootID, 10), root())...)
	rig.refused(t, next, td)
	assert.Empty(t, rig.findings.all())
	require.NoError(t, rig.ConsumeTraces(context.Background(), td))
	assert.Len(t, rig.findings.all(), 1)
}

// What no span could carry reaches the sinks when its trace is let go of, and says that calls may be missing.
func TestSinksGetWhatWasNeverWritten(t *testing.T) {
	for name, letGo := range map[string]func(*testing.T, rig){
		"expired": func(t *testing.T, r rig) {
			r.clock.advance(time.Hour)
			r.feed(t, onTrace(sameShard(r.state, 2)[1], root()))
		},
		"evicted": func(t *testing.T, r rig) {
			r.state.budget = 0
			r.feed(t, onTrace(sameShard(r.state, 2)[1], root()))
		},
		"shut down": func(t *testing.T, r rig) { require.NoError(t, r.Shutdown(context.Background())) },
	} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			require.NoError(t, rig.ConsumeTraces(context.Background(), withService(traces(selects(6, 0x100, rootID, 10)...), "blog")))
			letGo(t, rig)
			got := rig.findings.all()
			require.Len(t, got, 1)
			assert.False(t, got[0].Complete)
			assert.Equal(t, finding.SeverityWarn, got[0].Severity)
			assert.Equal(t, "blog", got[0].Service)
			assert.Empty(t, got[0].SpanName, "it never passed")
			assert.Zero(t, got[0].NPlusOne.Parent)
			assert.Zero(t, got[0].NPlusOne.SourceCall, "nothing was asked before")
			assert.EqualValues(t, 6, got[0].NPlusOne.Repeats)
		})
	}
}

// The place in the source comes from the calls or else from the innermost wrapper that tells it.
func TestCodeLocation(t *testing.T) {
	wrappers := wrapped(6, 0x200, rootID, "find")
	for i := range wrappers {
		if wrappers[i].kind == ptrace.SpanKindInternal {
			coded("Repository.find", wrappers[i:i+1]...)
		}
	}
	outer := internal(0x50, rootID, "outer", 0, 100)
	for name, tc := range map[string]struct {
		spans []testSpan
		want  any
	}{
		"of the calls":             {coded("Posts.list", selects(6, 0x100, rootID, 10)...), "Posts.list"},
		"of the wrapper":           {wrappers, "Repository.find"},
		"not told":                 {selects(6, 0x100, rootID, 10), nil},
		"not of a span around all": {append(selects(6, 0x100, 0x50, 10), coded("outer", outer)...), nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := newRig(t).feed(t, append(tc.spans, root()))
			require.Len(t, got, 1)
			assert.Equal(t, tc.want, got[0].attrs[finding.AttrCodeFunctionName])
		})
	}
}

// Two places that make the same call share its text but not their code.
func TestCodeLocationIsThatOfTheCallsNotOfTheStatement(t *testing.T) {
	rig := newRig(t)
	got := rig.feed(t,
		append(coded("a", selects(6, 0x100, rootID, 10)...), root()),
		onTrace(7, append(coded("b", selects(6, 0x200, rootID, 10)...), root())...))
	require.Len(t, got, 2)
	assert.ElementsMatch(t, []any{"a", "b"}, []any{got[0].attrs[finding.AttrCodeFunctionName], got[1].attrs[finding.AttrCodeFunctionName]})
}

func TestFindingsSetting(t *testing.T) {
	for name, tc := range map[string]struct{ id, want string }{
		"the extension": {"findings", ""},
		"missing":       {"nowhere", `findings: there is no extension "nowhere"; define it under extensions and list it under service::extensions, or leave the setting out`},
		"takes none":    {"other", `findings: the extension "other" does not take findings; name one that does, or leave the setting out`},
	} {
		t.Run(name, func(t *testing.T) {
			id, sink := component.MustNewID(tc.id), new(findingsSink)
			p, err := newProcessor(componenttest.NewNopTelemetrySettings(), defaults(func(c *Config) { c.Findings = &id }), consumertest.NewNop(), time.Now)
			require.NoError(t, err)
			err = p.Start(context.Background(), sink.host("findings"))
			if tc.want != "" {
				require.EqualError(t, err, tc.want)
			} else {
				require.NoError(t, err)
				require.NoError(t, p.ConsumeTraces(context.Background(), traces(append(selects(6, 0x100, rootID, 10), root())...)))
				assert.Len(t, sink.all(), 1)
			}
			require.NoError(t, p.Shutdown(context.Background()))
		})
	}
}
