package bench_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/workload"
)

// traceMark is in the place of what fresh writes into the trace ids.
const traceMark = 0xfedcba9876543210

// numbers are the ids of orders and customers in URLs, statements, bodies and addresses.
var numbers = regexp.MustCompile(`(?:/orders/|o\.id = |order |customer[- ]?)([0-9]+)`)

// payload is a marshalled batch. Its trace ids and the numbers in its texts can be written anew, so that, as in
// production, no trace and hardly a statement comes twice: what is remembered of one helps no more with the next.
type payload struct {
	wire     []byte
	traceIDs []int    // where they start
	numbers  [][2]int // from and to
	random   *rand.PCG
}

func newPayload(wire []byte, seed uint64) *payload {
	p := &payload{wire: wire, random: rand.NewPCG(seed, seed)}
	mark := binary.BigEndian.AppendUint64(nil, traceMark)
	for at := 0; ; at += len(mark) {
		next := bytes.Index(wire[at:], mark)
		if next < 0 {
			break
		}
		at += next
		p.traceIDs = append(p.traceIDs, at)
	}
	for _, match := range numbers.FindAllSubmatchIndex(wire, -1) {
		p.numbers = append(p.numbers, [2]int{match[2], match[3]})
	}
	return p
}

// fresh is the batch with other trace ids and numbers than before; it is valid until the next call.
func (p *payload) fresh() []byte {
	id := p.random.Uint64()
	for _, at := range p.traceIDs {
		binary.BigEndian.PutUint64(p.wire[at:], id)
	}
	for _, number := range p.numbers {
		digits := p.random.Uint64()
		for at := number[0]; at < number[1]; at++ {
			p.wire[at] = '1' + byte(digits%9)
			digits /= 9
		}
	}
	return p.wire
}

func tracesPayload(tb testing.TB, calls int, seed uint64) *payload {
	tb.Helper()
	wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(workload.Traces(calls, traceMark))
	require.NoError(tb, err)
	return newPayload(wire, seed)
}

func logsPayload(tb testing.TB, seed uint64) *payload {
	tb.Helper()
	wire, err := (&plog.ProtoMarshaler{}).MarshalLogs(workload.Logs())
	require.NoError(tb, err)
	return newPayload(wire, seed)
}

func TestFreshSpans(t *testing.T) {
	p := tracesPayload(t, 10, 1)
	first := unmarshalTraces(t, p.fresh())
	second := unmarshalTraces(t, p.fresh())
	other := unmarshalTraces(t, tracesPayload(t, 10, 2).fresh())
	assert.Len(t, p.traceIDs, workload.Size)
	assert.Len(t, p.numbers, 3*workload.Size+workload.Size/20, "URL, statement and customer, and the messages of exceptions")
	for i := range workload.Size {
		assert.NotEqual(t, first.At(i).TraceID(), second.At(i).TraceID())
		assert.NotEqual(t, first.At(i).TraceID(), other.At(i).TraceID())
		assert.Equal(t, first.At(i).TraceID() == first.At(0).TraceID(), i < workload.TraceSpans)
		one, _ := first.At(i).Attributes().Get("db.query.text")
		two, _ := second.At(i).Attributes().Get("db.query.text")
		assert.Len(t, two.Str(), len(one.Str()))
		assert.Equal(t, numbers.ReplaceAllString(one.Str(), "?"), numbers.ReplaceAllString(two.Str(), "?"))
	}
}

func TestFreshLogRecords(t *testing.T) {
	p := logsPayload(t, 1)
	wire := bytes.Clone(p.fresh())
	assert.NotEqual(t, wire, p.fresh())
	logs, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(p.fresh())
	require.NoError(t, err)
	assert.Equal(t, workload.Size, logs.LogRecordCount())
	assert.Empty(t, p.traceIDs)
}

func unmarshalTraces(tb testing.TB, wire []byte) ptrace.SpanSlice {
	tb.Helper()
	return batchOf(tb, bytes.Clone(wire)).ResourceSpans().At(0).ScopeSpans().At(0).Spans()
}

func batchOf(tb testing.TB, wire []byte) ptrace.Traces {
	tb.Helper()
	batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(wire)
	require.NoError(tb, err)
	return batch
}
