package findingsextension

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	patience = 30 * time.Second // for anything that should take a moment
	tick     = 10 * time.Millisecond
	ms       = time.Millisecond
)

var start = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// fakeClock stands still until it is moved.
type fakeClock struct{ now time.Time }

func newClock() *fakeClock                   { return &fakeClock{start} }
func (c *fakeClock) read() time.Time         { return c.now }
func (c *fakeClock) advance(d time.Duration) { c.now = c.now.Add(d) }

// nPlusOneFinding is a request of shop's that asked for each of so many rows.
func nPlusOneFinding(trace byte, route string, repeats int64, took time.Duration) finding.Finding {
	first := pcommon.NewTimestampFromTime(start)
	at := func(d time.Duration) pcommon.Timestamp { return pcommon.NewTimestampFromTime(start.Add(d)) }
	n := &finding.NPlusOne{
		Repeats: repeats, Call: "db", Parameters: "different", Concurrency: "sequential", Source: "SELECT posts",
		Via: []string{"PostSerializer"}, Total: took, End: at(took + 2*ms),
		Parent: finding.Interval{Start: at(-10 * ms), End: at(took + 20*ms)}, SourceCall: finding.Interval{Start: at(-6 * ms), End: at(-2 * ms)},
	}
	for i := range min(repeats, finding.MaxSpanIDs) {
		n.SpanIDs = append(n.SpanIDs, pcommon.SpanID{1, byte(i)})
		n.Starts = append(n.Starts, at(time.Duration(i)*took/time.Duration(repeats)))
	}
	f := finding.Finding{
		Kind: finding.KindNPlusOne, Severity: finding.SeverityWarn, Complete: true, Hint: "Load all of them in one query.",
		Service: "shop", TraceID: pcommon.TraceID{trace}, SpanID: pcommon.SpanID{trace}, SpanName: route, Start: first, Duration: took,
		Fingerprint: 0x0123456789abcdef, System: "postgresql", Text: "SELECT name FROM users WHERE id = ?", Summary: "SELECT users",
		Code: finding.Code{Function: "shop.Posts.list", File: "posts.py", Line: 17}, NPlusOne: n,
	}
	f.ID = finding.ID(f.Kind, f.TraceID, f.SpanID, f.Fingerprint)
	return f
}

// slowFinding is a call that took longer than 500 ms.
func slowFinding(trace byte, route, table string, took time.Duration) finding.Finding {
	f := finding.Finding{
		Kind: finding.KindSlowQuery, Severity: finding.SeverityWarn, Complete: true, Hint: "An index would do.",
		Service: "shop", TraceID: pcommon.TraceID{trace}, SpanID: pcommon.SpanID{trace, 1}, SpanName: "SELECT " + table, Route: route,
		Start: pcommon.NewTimestampFromTime(start), Duration: took, Fingerprint: xxhash.Sum64String(table), System: "postgresql",
		Text: "SELECT * FROM " + table + " WHERE title LIKE ?", Summary: "SELECT " + table,
		SlowQuery: &finding.SlowQuery{Reason: finding.ReasonThreshold, Threshold: 500 * ms, BaselineP95: 20 * ms, Samples: 400},
	}
	f.ID = finding.ID(f.Kind, f.TraceID, f.SpanID, f.Fingerprint)
	return f
}

// table is a source of statements.
type table []finding.Statement

func (t table) Statements() []finding.Statement { return t }

func statement(fingerprint uint64, service string, calls int64, total time.Duration) finding.Statement {
	return finding.Statement{
		Fingerprint: fingerprint, System: "postgresql", Text: fmt.Sprintf("SELECT %d FROM t WHERE a = ?", fingerprint), Summary: "SELECT t", Services: []string{service},
		Calls: calls, Errors: 1, Slow: 2, Total: total, P50: 2 * ms, P95: 20 * ms, P99: 90 * ms, Max: 800 * ms, LastSeen: start, Example: pcommon.TraceID{7},
	}
}

// open starts the extension on a free port of localhost, and gives its address.
func open(t testing.TB, change ...func(*Config)) (e *findings, url string) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Server.NetAddr.Endpoint = "127.0.0.1:0"
	for _, c := range change {
		c(cfg)
	}
	require.NoError(t, cfg.Validate())
	e, err := newExtension(extensiontest.NewNopSettings(component.MustNewType("findings")), cfg)
	require.NoError(t, err)
	require.NoError(t, e.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		require.NoError(t, e.Shutdown(ctx))
	})
	return e, "http://" + e.address.String()
}
