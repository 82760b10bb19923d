package jobs

import (
	"context"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// observeDepth reports the queue's depth whenever metrics are collected.
func observeDepth(store *postgres.Store, gauge metric.Int64ObservableGauge) (metric.Registration, error) {
	return telemetry.Meter().RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		depths, err := store.QueueDepths(ctx)
		if err != nil {
			return err
		}
		for _, d := range withZeros(depths) {
			o.ObserveInt64(gauge, d.Jobs, metric.WithAttributes(attribute.String("queue", d.Queue), attribute.String("state", d.State)))
		}
		return nil
	}, gauge)
}

// withZeros adds the states of the default queue in which no job is, so that a drained queue reads 0, not nothing.
func withZeros(depths []postgres.Depth) []postgres.Depth {
	all := make(map[string]bool, len(depths))
	for _, d := range depths {
		all[d.Queue+"/"+d.State] = true
	}
	for _, state := range []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStateRunning, rivertype.JobStateRetryable} {
		if !all[river.QueueDefault+"/"+string(state)] {
			depths = append(depths, postgres.Depth{Queue: river.QueueDefault, State: string(state)})
		}
	}
	return depths
}
