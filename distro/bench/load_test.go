package bench_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/base-14/otelcol-scout/internal/workload"
)

// senders is how many batches are under way at a time.
const senders = 4

// raw hands on what is marshalled already.
type raw struct{}

func (raw) Name() string { return "proto" }

func (raw) Marshal(v any) ([]byte, error) { return v.([]byte), nil }

func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = data
	return nil
}

// sender sends one batch after the other.
type sender struct {
	conn    *grpc.ClientConn
	method  string
	payload *payload
}

func (s sender) send(ctx context.Context) error {
	var reply []byte
	err := s.conn.Invoke(ctx, s.method, s.payload.fresh(), &reply, grpc.ForceCodec(raw{}), grpc.WaitForReady(true))
	if err == nil && len(reply) > len("\x0a\x00") { // more than an empty partial success
		err = fmt.Errorf("the collector refused a part: %q", reply)
	}
	return err
}

// load is the senders of a collector, on a connection each.
type load []sender

func newLoad(b *testing.B, c contestant, addr string) load {
	b.Helper()
	all := make(load, senders)
	for i := range all {
		conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithWriteBufferSize(1<<20))
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, conn.Close()) })
		if all[i].conn = conn; c.logs() {
			all[i].method = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"
			all[i].payload = logsPayload(b, uint64(i+1))
		} else {
			all[i].method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
			all[i].payload = tracesPayload(b, c.calls, uint64(i+1))
		}
	}
	return all
}

// run sends for that long, waits for the last answers, and returns how many records were taken.
func (l load) run(b *testing.B, length time.Duration) int {
	b.Helper()
	var records atomic.Int64
	var sending sync.WaitGroup
	end := time.Now().Add(length)
	for _, s := range l {
		sending.Go(func() {
			for time.Now().Before(end) {
				if err := s.send(context.Background()); err != nil {
					b.Error(err)
					return
				}
				records.Add(workload.Size)
			}
		})
	}
	sending.Wait()
	return int(records.Load())
}
