package e2e_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

const (
	senders       = 4
	spansPerBatch = 25
	batches       = 240 // of all senders together
	killAfter     = 80  // acknowledged batches
)

// sender posts numbered spans over OTLP/HTTP, each batch until it is acknowledged, and notes what was.
type sender struct {
	url  string
	next atomic.Uint64

	mu           sync.Mutex
	acknowledged map[pcommon.SpanID]bool
	batches      int
}

func newSender(otlp string) *sender {
	return &sender{url: "http://" + otlp + "/v1/traces", acknowledged: map[pcommon.SpanID]bool{}}
}

// run sends its share; it fails only when ctx ends before everything was acknowledged.
func (s *sender) run(ctx context.Context, count int) error {
	for range count {
		body, ids, err := s.batch()
		if err != nil {
			return err
		}
		for !s.post(ctx, body) {
			if ctx.Err() != nil {
				return fmt.Errorf("a batch was not acknowledged: %w", ctx.Err())
			}
		}
		s.note(ids)
	}
	return nil
}

func (s *sender) batch() (body []byte, ids []pcommon.SpanID, err error) {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "numbered")
	spans := resource.ScopeSpans().AppendEmpty().Spans()
	for range spansPerBatch {
		var id pcommon.SpanID
		binary.BigEndian.PutUint64(id[:], s.next.Add(1))
		span := spans.AppendEmpty()
		span.SetName("numbered")
		span.SetTraceID(pcommon.TraceID{1, id[6], id[7]})
		span.SetSpanID(id)
		ids = append(ids, id)
	}
	body, err = ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
	return body, ids, err
}

// post tells whether the batch was acknowledged. A lost connection is no acknowledgement.
func (s *sender) post(ctx context.Context, body []byte) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := http.DefaultClient.Do(request)
	return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

func (s *sender) note(ids []pcommon.SpanID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches++
	for _, id := range ids {
		s.acknowledged[id] = true
	}
}

func (s *sender) acknowledgedBatches() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.batches
}

// TestKillLosesNoAcknowledgedSpan kills the collector with -9 in the middle of the traffic and starts it again.
func TestKillLosesNoAcknowledgedSpan(t *testing.T) {
	for name, backendDown := range map[string]bool{
		"while the backend takes everything": false,
		"while the backend is down":          true, // whatever was acknowledged is then on the disk alone
	} {
		t.Run(name, func(t *testing.T) {
			backend := newLedger()
			backend.down.Store(backendDown)
			collector := newRig(t, startScout(t, backend))
			collector.start(t)
			traffic := newSender(collector.otlp)
			done := sendAll(t, traffic)

			require.Eventually(t, func() bool { return traffic.acknowledgedBatches() >= killAfter }, patience, tick)
			collector.kill(t)
			collector.start(t)
			require.NoError(t, <-done)
			backend.down.Store(false)

			lost, duplicated := settled(backend, traffic)
			t.Logf("sent %d, acknowledged %d, lost %d, duplicated %d",
				traffic.next.Load(), len(traffic.acknowledged), lost, duplicated)
			assert.Len(t, traffic.acknowledged, senders*(batches/senders)*spansPerBatch)
			assert.Zero(t, lost, "acknowledged spans that never arrived")
		})
	}
}

// TestStopDuringAnOutageLosesNothing stops the collector in order while the backend is down. The stock exporter then
// logs "Exporting failed. Dropping data." for what it was sending; the queue on disk keeps it all the same.
func TestStopDuringAnOutageLosesNothing(t *testing.T) {
	backend := newLedger()
	backend.down.Store(true)
	collector := newRig(t, startScout(t, backend))
	collector.start(t)
	traffic := newSender(collector.otlp)
	require.NoError(t, <-sendAll(t, traffic))
	collector.stop(t)
	backend.down.Store(false)
	collector.start(t)

	lost, duplicated := settled(backend, traffic)
	t.Logf("acknowledged %d, lost %d, duplicated %d", len(traffic.acknowledged), lost, duplicated)
	assert.Len(t, traffic.acknowledged, senders*(batches/senders)*spansPerBatch)
	assert.Zero(t, lost, "acknowledged spans that never arrived")
}

// sendAll starts the senders; the channel gives their joined error when all are through.
func sendAll(t *testing.T, traffic *sender) <-chan error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	errs := make([]error, senders)
	var running sync.WaitGroup
	for i := range senders {
		running.Go(func() { errs[i] = traffic.run(ctx, batches/senders) })
	}
	done := make(chan error, 1)
	go func() {
		running.Wait()
		cancel()
		done <- errors.Join(errs...)
	}()
	return done
}

// settled waits until nothing is missing any more, at most patience, and returns the last count.
func settled(backend *ledger, traffic *sender) (lost, duplicated int) {
	deadline := time.After(patience)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		if lost, duplicated = backend.settle(traffic.acknowledged); lost == 0 {
			return lost, duplicated
		}
		select {
		case <-deadline:
			return lost, duplicated
		case <-ticker.C:
		}
	}
}
