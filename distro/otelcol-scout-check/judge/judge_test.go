package judge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	serverSpan = ptrace.SpanKindServer
	clientSpan = ptrace.SpanKindClient
)

// request is a trace of the service blog.
type request struct {
	td    ptrace.Traces
	spans ptrace.SpanSlice
	trace pcommon.TraceID
}

func newRequest(trace byte) *request {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "blog")
	return &request{td, resource.ScopeSpans().AppendEmpty().Spans(), pcommon.TraceID{trace}}
}

// span adds one; times are milliseconds.
func (r *request) span(id, parent byte, kind ptrace.SpanKind, name string, from, to float64) ptrace.Span {
	span := r.spans.AppendEmpty()
	span.SetTraceID(r.trace)
	span.SetSpanID(pcommon.SpanID{id})
	if parent != 0 {
		span.SetParentSpanID(pcommon.SpanID{parent})
	}
	span.SetKind(kind)
	span.SetName(name)
	const second = 1_700_000_000_000
	span.SetStartTimestamp(pcommon.Timestamp((second + from) * float64(time.Millisecond)))
	span.SetEndTimestamp(pcommon.Timestamp((second + to) * float64(time.Millisecond)))
	return span
}

func (r *request) query(id, parent byte, from, to float64, text string) {
	span := r.span(id, parent, clientSpan, "SELECT", from, to)
	span.Attributes().PutStr("db.system.name", "postgresql")
	span.Attributes().PutStr("db.query.text", text)
}

// repeats adds six quick calls.
func (r *request) repeats(parent byte, apart float64) {
	for i := range 6 {
		from := float64(i) * apart
		r.query(byte(100+i), parent, from, from+0.5, fmt.Sprintf("SELECT name FROM users WHERE id = %d", i))
	}
}

func each(requests ...*request) func(func(ptrace.Traces) error) error {
	return func(visit func(ptrace.Traces) error) (err error) {
		for _, r := range requests {
			err = errors.Join(err, visit(r.td))
		}
		return err
	}
}

func TestAnNPlusOneCountsHoweverQuick(t *testing.T) {
	quick := newRequest(1)
	quick.span(1, 0, serverSpan, "GET /posts", 0, 20)
	quick.span(2, 1, ptrace.SpanKindInternal, "Posts.list", 0, 20)
	quick.repeats(2, 1)
	polls := newRequest(2)
	polls.span(1, 0, serverSpan, "GET /wait", 0, 60_000)
	polls.repeats(1, 9000)

	result, err := Run(t.Context(), DefaultConfig(), each(quick, polls))
	require.NoError(t, err)
	require.Len(t, result.Findings, 2)
	found := result.Findings[0]
	assert.Equal(t, []any{finding.KindNPlusOne, finding.SeverityWarn, "blog", "Posts.list", "GET /posts", true, int64(6)},
		[]any{found.Kind, found.Severity, found.Service, found.SpanName, found.Request, found.Complete, found.NPlusOne.Repeats})
	assert.Equal(t, finding.SeverityInfo, result.Findings[1].Severity, "what polls is only a pattern")
	assert.Equal(t, []Endpoint{{"blog", "GET /posts"}, {"blog", "GET /wait"}}, result.Endpoints)
	assert.Equal(t, map[Place]bool{{"blog", "GET /posts"}: true, {"blog", "GET /wait"}: true, {"blog", "Posts.list"}: true, {"blog", "SELECT"}: true}, result.Places)
	assert.Equal(t, Scope{Calls: 12, Parented: 12, Queries: 12}, result.Scope)
}

// Only what a processor looks at is something that a finding could have been made in.
func TestScope(t *testing.T) {
	r := newRequest(1)
	r.span(1, 0, serverSpan, "GET /posts", 0, 20)
	r.query(2, 1, 0, 1, "SELECT * FROM posts")
	r.query(3, 0, 1, 2, "SELECT * FROM posts")
	r.query(4, 1, 2, 3, "COMMIT")
	r.span(5, 1, clientSpan, "GET", 3, 4).Attributes().PutStr("http.request.method", "GET")
	result, err := Run(t.Context(), DefaultConfig(), each(r))
	require.NoError(t, err)
	assert.Equal(t, Scope{Calls: 3, Parented: 2, Queries: 2}, result.Scope)

	path := filepath.Join(t.TempDir(), "cache.yaml")
	require.NoError(t, os.WriteFile(path, []byte("processors: {n_plus_one: {kinds: [cache, http]}}"), 0o600))
	config, err := LoadConfig(t.Context(), path)
	require.NoError(t, err)
	again := newRequest(1)
	again.query(2, 1, 0, 1, "SELECT * FROM posts")
	result, err = Run(t.Context(), config, each(again))
	require.NoError(t, err)
	assert.Equal(t, Scope{Queries: 1}, result.Scope)
}

func TestASlowQueryIsFound(t *testing.T) {
	r := newRequest(1)
	r.span(1, 0, serverSpan, "GET /reports", 0, 900)
	r.query(2, 1, 0, 600, "SELECT * FROM reports")
	result, err := Run(t.Context(), DefaultConfig(), each(r))
	require.NoError(t, err)
	require.Len(t, result.Findings, 1)
	assert.Equal(t, finding.KindSlowQuery, result.Findings[0].Kind)
	assert.Equal(t, "GET /reports", result.Findings[0].Request)
	assert.Equal(t, "GET /reports", result.Findings[0].Route)
}

// A trace whose parent never arrived is told of when the processors stop: complete is false, and the name is not known.
func TestAParentThatNeverArrived(t *testing.T) {
	r := newRequest(1)
	r.repeats(77, 1)
	result, err := Run(t.Context(), DefaultConfig(), each(r))
	require.NoError(t, err)
	require.Len(t, result.Findings, 1)
	found := result.Findings[0]
	assert.Equal(t, []any{false, "", "", int64(6)}, []any{found.Complete, found.SpanName, found.Request, found.NPlusOne.Repeats})
	assert.Empty(t, result.Endpoints)
}

func TestNoRawValueIsReturned(t *testing.T) {
	r := newRequest(1)
	r.span(1, 0, serverSpan, "GET /users/jane@example.com", 0, 900)
	r.repeats(1, 1)
	r.query(2, 1, 0, 600, "SELECT * FROM reports WHERE owner = 'jane@example.com'")
	result, err := Run(t.Context(), DefaultConfig(), each(r))
	require.NoError(t, err)
	require.Len(t, result.Findings, 2)
	for i := range result.Findings {
		result.Findings[i].NPlusOne, result.Findings[i].SlowQuery = nil, nil
	}
	assert.NotContains(t, fmt.Sprintf("%+v", result), "jane")
	assert.Contains(t, result.Endpoints[0].Name, "@example.com")
}

// Two spans of different services may share an id; parents may go round in a circle.
func TestRequestsOfOddTraces(t *testing.T) {
	circle := newRequest(1)
	circle.span(1, 2, ptrace.SpanKindInternal, "a", 0, 10)
	circle.span(2, 1, ptrace.SpanKindInternal, "b", 0, 10)
	circle.repeats(2, 1)
	shared := newRequest(2)
	shared.span(1, 0, serverSpan, "GET /posts", 0, 20)
	resource := shared.td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	shared.span(1, 0, clientSpan, "GET", 0, 20).MoveTo(resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty())
	shared.spans.RemoveIf(func(span ptrace.Span) bool { return span.SpanID().IsEmpty() })
	shared.repeats(1, 1)

	result, err := Run(t.Context(), DefaultConfig(), each(circle, shared))
	require.NoError(t, err)
	require.Len(t, result.Findings, 2)
	assert.Empty(t, result.Findings[0].Request)
	assert.Equal(t, "GET /posts", result.Findings[1].Request)
	assert.Equal(t, []Endpoint{{"blog", "GET /posts"}}, result.Endpoints)
}

// badly is a stage that is at fault.
func badly(start, consume error, logged string) Config {
	kind := component.MustNewType("bad")
	create := func(_ context.Context, set processor.Settings, _ component.Config, next consumer.Traces) (processor.Traces, error) {
		return &bad{Traces: next, start: start, consume: consume, logged: logged, logger: set.Logger}, nil
	}
	config := DefaultConfig()
	config.stages = append(config.stages, stage{processor.NewFactory(kind, func() component.Config { return nil }, processor.WithTraces(create, component.StabilityLevelAlpha)), nil})
	return config
}

type bad struct {
	consumer.Traces
	component.ShutdownFunc
	start, consume error
	logged         string
	logger         *zap.Logger
}

func (b *bad) Start(context.Context, component.Host) error { return b.start }

func (b *bad) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	b.logger.Warn("nothing to worry about")
	if b.logged != "" {
		b.logger.With(zap.String("a", "secret")).Error(b.logged, zap.String("fault", "secret"))
	}
	return errors.Join(b.consume, b.Traces.ConsumeTraces(ctx, td))
}

// A fault of a processor costs findings. The gate must not be green then.
func TestFaultsAreTold(t *testing.T) {
	for name, tc := range map[string]struct {
		config Config
		want   string
	}{
		"at the start": {badly(errors.New("no key"), nil, ""), "processors::bad: no key"},
		"of a trace":   {badly(nil, errors.New("too much"), ""), "too much"},
		"logged":       {badly(nil, nil, "internal fault"), "a processor had a fault, so something may not have been found: internal fault"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Run(t.Context(), tc.config, each(newRequest(1)))
			require.EqualError(t, err, tc.want)
		})
	}
	_, err := Run(t.Context(), badly(nil, nil, ""), each(newRequest(1)))
	require.NoError(t, err)
}
