package e2e_test

import (
	"errors"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// ledger is the backend of a test: it counts each span id it was given, and can be made to refuse.
type ledger struct {
	down atomic.Bool

	mu       sync.Mutex
	received map[pcommon.SpanID]int
}

func newLedger() *ledger { return &ledger{received: map[pcommon.SpanID]int{}} }

var errDown = errors.New("the backend is down")

// Traces implements scoutstandin.Sink.
func (l *ledger) Traces(td ptrace.Traces) error {
	if l.down.Load() {
		return errDown
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				l.received[span.SpanID()]++
			}
		}
	}
	return nil
}

// Metrics implements scoutstandin.Sink.
func (l *ledger) Metrics(pmetric.Metrics) error { return nil }

// Logs implements scoutstandin.Sink.
func (l *ledger) Logs(plog.Logs) error { return nil }

// settle compares what was acknowledged with what arrived.
func (l *ledger) settle(acknowledged map[pcommon.SpanID]bool) (lost, duplicated int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range acknowledged {
		switch n := l.received[id]; {
		case n == 0:
			lost++
		case n > 1:
			duplicated++
		}
	}
	return lost, duplicated
}
