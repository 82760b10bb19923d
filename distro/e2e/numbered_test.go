package e2e_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// traffic posts numbered spans and log records over OTLP/HTTP from several senders at a time, each request until it is
// acknowledged, and notes what was. The number is the span id, which masking leaves alone.
type traffic struct {
	members []string // addresses; each sender keeps to one
	senders int
	records int           // of a request
	padding int           // bytes of text that each record carries besides
	text    string        // of every log record
	kinds   []kind        // what is sent, in turns
	pause   time.Duration // of a sender between two requests, and before it repeats one
	client  *http.Client

	last    atomic.Uint64
	enough  chan struct{} // closed when the senders are to end
	running sync.WaitGroup

	mu           sync.Mutex
	requests     int               // acknowledged ones
	acknowledged map[uint64]string // the path it was sent to, by number
	refused      map[string]int    // attempts that were not acknowledged, by their answer
}

// kind is a sort of request: its path, and how it is made of the next numbers.
type kind struct {
	path   string
	encode func(numbers []uint64) ([]byte, error)
}

// newTraffic sends spans and log records in turns.
func newTraffic(members ...string) *traffic {
	s := &traffic{
		members: members, senders: 4, records: 10, pause: 20 * time.Millisecond,
		client:       &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 20 * time.Second},
		acknowledged: map[uint64]string{}, refused: map[string]int{}, text: "numbered",
	}
	s.kinds = []kind{{"/v1/logs", s.logs}, {"/v1/traces", s.spans}}
	return s
}

// begin starts the senders. They end with the test, or by end.
func (s *traffic) begin(t *testing.T) {
	t.Helper()
	s.enough = make(chan struct{})
	for sender := range s.senders {
		s.running.Go(func() { s.send(t.Context(), "http://"+s.members[sender%len(s.members)]) })
	}
	t.Cleanup(func() {
		s.running.Wait()
		s.client.CloseIdleConnections()
	})
}

// end lets each sender have its last request acknowledged.
func (s *traffic) end(t *testing.T) {
	t.Helper()
	close(s.enough)
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatalf("a request is not acknowledged; answers were %v", s.refusals())
	}
}

// proceed waits until so many more requests were acknowledged.
func (s *traffic) proceed(t *testing.T, requests int) {
	t.Helper()
	goal := s.acknowledgedRequests() + requests
	if !assert.Eventually(t, func() bool { return s.acknowledgedRequests() >= goal }, patience, tick) {
		t.Fatalf("the collector does not acknowledge; its answers were %v", s.refusals())
	}
}

// burst has so many requests acknowledged, and ends.
func (s *traffic) burst(t *testing.T, requests int) {
	t.Helper()
	s.begin(t)
	s.proceed(t, requests)
	s.end(t)
}

func (s *traffic) send(ctx context.Context, member string) {
	for ctx.Err() == nil {
		select {
		case <-s.enough:
			return
		case <-time.After(s.pause):
		}
		path, body, numbers := s.request()
		for !s.post(ctx, member+path, body) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(s.pause):
			}
		}
		s.note(path, numbers)
	}
}

// request returns one with the next numbers, of each kind in turns.
func (s *traffic) request() (path string, body []byte, numbers []uint64) {
	end := s.last.Add(uint64(s.records))
	for number := end - uint64(s.records) + 1; number <= end; number++ {
		numbers = append(numbers, number)
	}
	kind := s.kinds[end/uint64(s.records)%uint64(len(s.kinds))]
	body, err := kind.encode(numbers)
	if err != nil {
		panic(err) // records made here are always encodable
	}
	return kind.path, body, numbers
}

func spanID(number uint64) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], number)
	return id
}

func (s *traffic) spans(numbers []uint64) ([]byte, error) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, number := range numbers {
		span := spans.AppendEmpty()
		span.SetName("numbered")
		span.SetTraceID(pcommon.TraceID{1, byte(number >> 8), byte(number)})
		span.SetSpanID(spanID(number))
		span.Attributes().PutStr("padding", strings.Repeat("a text ", s.padding/len("a text ")))
	}
	return ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
}

func (s *traffic) logs(numbers []uint64) ([]byte, error) {
	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, number := range numbers {
		record := records.AppendEmpty()
		record.SetTraceID(pcommon.TraceID{1, byte(number >> 8), byte(number)})
		record.SetSpanID(spanID(number))
		record.Body().SetStr(s.text + " " + strings.Repeat("a text ", s.padding/len("a text ")))
	}
	return plogotlp.NewExportRequestFromLogs(ld).MarshalProto()
}

// post tells whether the request was acknowledged. A lost connection is no acknowledgement.
func (s *traffic) post(ctx context.Context, url string, body []byte) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		panic(err) // the address is that of a rig
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := s.client.Do(request)
	if err == nil {
		err = response.Body.Close()
	}
	answer := "no connection"
	var unsure interface{ Timeout() bool }
	switch {
	case err == nil && response.StatusCode == http.StatusOK:
		return true
	case err == nil:
		answer = strconv.Itoa(response.StatusCode)
	case errors.As(err, &unsure) && unsure.Timeout():
		answer = "timeout"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[answer]++
	return false
}

func (s *traffic) note(path string, numbers []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	for _, number := range numbers {
		s.acknowledged[number] = path
	}
}

// acknowledgedAt returns the numbers that were acknowledged at a path.
func (s *traffic) acknowledgedAt(path string) map[uint64]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	numbers := map[uint64]bool{}
	for number, at := range s.acknowledged {
		if at == path {
			numbers[number] = true
		}
	}
	return numbers
}

func (s *traffic) acknowledgedRequests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// refusals counts the attempts that were not acknowledged: by status, "timeout" or "no connection".
func (s *traffic) refusals() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.refused)
}

// counts are what every case prints. lost are acknowledged records that never arrived, duplicated those that arrived more
// than once.
type counts struct{ sent, acknowledged, delivered, duplicated, lost int }

// compare counts what was sent against what arrived so far.
func (s *traffic) compare(arrived map[uint64]int) counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := counts{sent: int(s.last.Load()), acknowledged: len(s.acknowledged), delivered: len(arrived)}
	for number := range s.acknowledged {
		if arrived[number] == 0 {
			c.lost++
		}
	}
	for _, times := range arrived {
		if times > 1 {
			c.duplicated++
		}
	}
	return c
}
