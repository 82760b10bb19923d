package judge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Result is what was found in all traces.
type Result struct {
	// Findings are those of the processors, in no order.
	Findings []Found
	// Endpoints are the services' requests, sorted, each once, with findings or without.
	Endpoints []Endpoint
	// Places are the names of all spans, each once for a service: wherever a finding could have been made.
	Places map[Place]bool
	// Scope is how much there was to find something in.
	Scope Scope
}

// Place is a span's name at a service.
type Place struct{ Service, Name string }

// Found is a finding and the request that it was made in.
type Found struct {
	finding.Finding
	// Request is the name of the span by which the request came into the service; empty where that did not arrive.
	Request string
}

// Endpoint is a kind of request that a service answers.
type Endpoint struct{ Service, Name string }

// Run feeds every trace of each, whole, to the processors. Each of them costs what it costs in a collector.
func Run(ctx context.Context, config Config, each func(visit func(ptrace.Traces) error) error) (Result, error) {
	c := &court{endpoints: map[Endpoint]bool{}, places: map[Place]bool{}, scope: newScope(config)}
	first, stop, err := c.build(ctx, config)
	if err != nil {
		return Result{}, err
	}
	err = each(func(td ptrace.Traces) error { return c.hear(ctx, first, td) })
	if err = errors.Join(err, stop(ctx)); err != nil {
		return Result{}, err
	}
	c.settle(nil)
	if c.fault != "" {
		return Result{}, fmt.Errorf("a processor had a fault, so something may not have been found: %s", c.fault)
	}
	return Result{c.found, sortedEndpoints(c.endpoints), c.places, c.scope.Scope}, nil
}

// court takes what leaves the last processor and what the processors tell about it.
type court struct {
	component.StartFunc
	component.ShutdownFunc

	told      []finding.Finding // since the last trace
	passed    ptrace.Traces     // the last trace, masked
	found     []Found
	endpoints map[Endpoint]bool
	places    map[Place]bool
	scope     scope
	mu        sync.Mutex
	fault     string // the first that a processor logged
}

// GetExtensions makes the court the host of the processors and the extension that takes their findings.
func (c *court) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{component.MustNewID("check"): c}
}

// Found implements finding.Sink.
func (c *court) Found(_ context.Context, findings []finding.Finding) {
	c.told = append(c.told, findings...)
}

// build starts the processors, the last first, and returns the first and what stops all, the first first.
func (c *court) build(ctx context.Context, config Config) (first consumer.Traces, stop func(context.Context) error, err error) {
	next, err := consumer.NewTraces(func(_ context.Context, td ptrace.Traces) error {
		c.passed = td
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	first, running := next, []component.Component(nil)
	stop = func(ctx context.Context) (err error) {
		for _, p := range slices.Backward(running) {
			err = errors.Join(err, p.Shutdown(ctx))
		}
		return err
	}
	for _, s := range slices.Backward(config.stages) {
		p, err := s.factory.CreateTraces(ctx, c.settings(s.factory.Type()), s.config, first)
		if err == nil {
			err = p.Start(ctx, c)
		}
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("processors::%s: %w", s.factory.Type(), err), stop(ctx))
		}
		first, running = p, append(running, p)
	}
	return first, stop, nil
}

// settings have no telemetry but errors: a fault that costs a finding must not leave a gate green.
func (c *court) settings(kind component.Type) processor.Settings {
	logger := zap.New(zapcore.NewNopCore())
	return processor.Settings{
		ID: component.NewID(kind),
		TelemetrySettings: component.TelemetrySettings{
			Logger:         logger.WithOptions(zap.WrapCore(func(zapcore.Core) zapcore.Core { return faults{c} })),
			TracerProvider: tracenoop.NewTracerProvider(), MeterProvider: metricnoop.NewMeterProvider(), Resource: pcommon.NewResource(),
		},
	}
}

// hear gives the processors a trace and remembers what they say of it.
func (c *court) hear(ctx context.Context, first consumer.Traces, td ptrace.Traces) error {
	if err := first.ConsumeTraces(ctx, td); err != nil {
		return err
	}
	c.scope.add(c.passed, c.places)
	requests := requestsOf(c.passed)
	requests.eachEndpoint(func(e Endpoint) { c.endpoints[e] = true })
	c.settle(requests)
	return nil
}

// settle keeps what was told. A finding that is told when a trace is let go of belongs to an earlier one: its request
// is not known any more.
func (c *court) settle(requests requests) {
	for i := range c.told {
		c.found = append(c.found, Found{c.told[i], requests.of(&c.told[i])})
	}
	c.told = nil
}
