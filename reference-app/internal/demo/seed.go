package demo

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

const (
	firstArticles = 20000
	mostArticles  = 400000
	// slowEnough is well over slow_query's default threshold of 500ms.
	slowEnough = 900 * time.Millisecond
)

// seed fills the database until the planted slow search is slow on this machine, by the number of rows alone.
func (s *stack) seed(ctx context.Context, database string) error {
	pool, err := pgxpool.New(ctx, database)
	if err != nil {
		return err
	}
	defer pool.Close()
	store := postgres.NewStore(pool)
	articles, took, err := grow(slowEnough,
		func(n int) error { return postgres.Seed(ctx, pool, n) },
		func() (time.Duration, error) {
			began := time.Now()
			_, _, err := store.Search(ctx, "queues", 0, postgres.Range{Limit: 20})
			return time.Since(began), err
		})
	if err != nil {
		return err
	}
	s.say("  %d articles, among which the planted slow search takes %s", articles, took.Round(time.Millisecond))
	return nil
}

// grow seeds more and more rows until the quickest of three searches takes the target's time, or there are
// mostArticles. The time of a search grows with the rows, so one or two steps do.
func grow(target time.Duration, seed func(rows int) error, search func() (time.Duration, error)) (rows int, took time.Duration, err error) {
	for rows = firstArticles; ; {
		if err = seed(rows); err != nil {
			return rows, took, err
		}
		if took, err = quickest(search); err != nil || took >= target || rows == mostArticles {
			return rows, took, err
		}
		const margin = 1.2
		factor := margin * float64(target) / float64(max(took, time.Millisecond))
		rows = min(mostArticles, int(float64(rows)*factor))
	}
}

func quickest(search func() (time.Duration, error)) (time.Duration, error) {
	const tries = 3
	least := time.Duration(1<<63 - 1)
	for range tries {
		took, err := search()
		if err != nil {
			return 0, err
		}
		least = min(least, took)
	}
	return least, nil
}
