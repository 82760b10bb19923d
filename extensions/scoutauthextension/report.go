package scoutauthextension

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/base-14/otelcol-scout/extensions/scoutauthextension/internal/metadata"
)

// calm is how long no request is refused before the backend is said to take the token again.
const calm = 10 * time.Second

// reporter tells operators: each change once as a log line, the state as component status, everything as metrics.
type reporter struct {
	logger  *zap.Logger
	metrics *metadata.TelemetryBuilder

	refusing atomic.Bool  // a refused request went back to its exporter, and there was no calm since
	refused  atomic.Int64 // when the last one did, in Unix nanoseconds
	calm     time.Duration

	mu        sync.Mutex
	host      component.Host // nil before Start
	told      string         // the last failure logged, with its consequence
	tokenless *failure       // why there is no valid token
	refusal   string         // what the backend answered
	shown     string         // the status reported last
	hadToken  bool
}

func newReporter(set component.TelemetrySettings) (*reporter, error) {
	metrics, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	logger := set.Logger.WithOptions(zap.AddStacktrace(zap.DPanicLevel)) // a stack says nothing about a token
	return &reporter{logger: logger, metrics: metrics, calm: calm}, nil
}

func (r *reporter) start(host component.Host) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.host = host
}

// fetched: the token endpoint gave a token.
func (r *reporter) fetched(l *lease, took time.Duration) {
	r.count("ok", took)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.told != "":
		r.logger.Info("The token endpoint gives tokens again", validFor(l))
	case !r.hadToken:
		r.logger.Info("Got the first token; it is refreshed before it ends", validFor(l))
	}
	r.told, r.tokenless, r.hadToken = "", nil, true
	r.show()
}

func validFor(l *lease) zap.Field {
	if left, ends := l.remaining(l.start); ends {
		return zap.Duration("valid_for", left.Round(time.Second))
	}
	return zap.String("valid_for", "the endpoint named no end (expires_in): it is used until the backend refuses it")
}

// failed: the token endpoint gave none. The same failure is logged once, however often it is met.
func (r *reporter) failed(f *failure, l *lease, now time.Time, next, took time.Duration) {
	result := "failed"
	if f.refused {
		result = "refused"
	}
	r.count(result, took)
	r.mu.Lock()
	defer r.mu.Unlock()
	if l.valid(now) {
		r.tell("The token could not be refreshed; the one there is stays in use", f, zap.WarnLevel, validUntil(l), zap.Stringer("next_try_in", next.Round(100*time.Millisecond)))
	} else {
		r.tokenless = f
		r.tell("There is no token, so nothing can be sent; data waits in the exporters' queues", f, zap.ErrorLevel, zap.Stringer("next_try_in", next.Round(100*time.Millisecond)))
	}
	r.show()
}

func validUntil(l *lease) zap.Field {
	if l.end.IsZero() {
		return zap.String("valid_until", "the backend refuses it")
	}
	return zap.Time("valid_until", l.end)
}

// tell logs what was not said last. The caller holds mu.
func (r *reporter) tell(message string, f *failure, level zapcore.Level, fields ...zap.Field) {
	if told := message + f.text; told != r.told {
		r.told = told
		r.logger.Log(level, message, append(fields, zap.Error(f))...)
	}
}

// replayed: a refused request got through with a newer token.
func (r *reporter) replayed() {
	r.metrics.ExtensionScoutAuthRefusals.Add(context.Background(), 1, outcome("replayed"))
	r.accepted()
}

// accepted: the backend took a token. It is well again when it refused none for a while, because a backend can take one
// request and refuse the next.
func (r *reporter) accepted() {
	if !r.refusing.Load() || time.Since(time.Unix(0, r.refused.Load())) < r.calm || !r.refusing.CompareAndSwap(true, false) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refusal = ""
	r.logger.Info("The backend takes the token again")
	r.show()
}

// returned: a refused request went back to its exporter.
func (r *reporter) returned(refused *refusedError) {
	r.metrics.ExtensionScoutAuthRefusals.Add(context.Background(), 1, outcome("returned"))
	r.refused.Store(time.Now().UnixNano())
	if !r.refusing.CompareAndSwap(false, true) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refusal = refused.Error()
	r.logger.Error("The backend refuses the token; data waits in the exporters' queues", zap.Error(refused))
	r.show()
}

// noMiddleware: a gRPC exporter uses the extension as its authenticator alone.
func (r *reporter) noMiddleware() {
	r.logger.Warn("A gRPC exporter uses this extension under auth only: when the backend refuses a token, the exporter drops the data. " +
		"Add the extension's name to the exporter's middlewares, too: `middlewares: [{id: scout_auth}]`")
}

// show reports the state where it has changed. The caller holds mu.
func (r *reporter) show() {
	problem := r.refusal
	if r.tokenless != nil {
		problem = r.tokenless.text
	}
	if r.host == nil || problem == r.shown {
		return
	}
	r.shown = problem
	if problem == "" {
		componentstatus.ReportStatus(r.host, componentstatus.NewEvent(componentstatus.StatusOK))
		return
	}
	componentstatus.ReportStatus(r.host, componentstatus.NewRecoverableErrorEvent(errors.New(problem)))
}

func (r *reporter) count(result string, took time.Duration) {
	attributes := metric.WithAttributes(attribute.String("result", result))
	r.metrics.ExtensionScoutAuthTokenFetches.Add(context.Background(), 1, attributes)
	r.metrics.ExtensionScoutAuthTokenFetchDuration.Record(context.Background(), took.Seconds(), attributes)
}

func outcome(value string) metric.AddOption {
	return metric.WithAttributes(attribute.String("outcome", value))
}
