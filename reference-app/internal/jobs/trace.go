package jobs

import (
	"context"
	"encoding/json"

	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/propagation"
)

// continueTrace makes the work part of the trace that enqueued the job. It must stand before otelriver, which otherwise
// starts a trace of its own and only links to the first one.
func continueTrace(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	var carrier struct {
		Parent string `json:"traceparent"`
		State  string `json:"tracestate"`
	}
	if err := json.Unmarshal(job.Metadata, &carrier); err != nil {
		return work(ctx) // a job without readable metadata is still to be done
	}
	return work(propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": carrier.Parent, "tracestate": carrier.State}))
}
