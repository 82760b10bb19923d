package command

import (
	"context"
	"flag"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func migrate(*flag.FlagSet) work {
	return func(context.Context, *pgxpool.Pool) (string, error) { return "the schema is up to date", nil } // Run did it
}

func seed(flags *flag.FlagSet) work {
	articles := flags.Int("articles", 1000, "how many articles there are to be")
	return func(ctx context.Context, pool *pgxpool.Pool) (string, error) {
		return fmt.Sprintf("%d articles", *articles), postgres.Seed(ctx, pool, *articles)
	}
}

// notify repairs what a restored backup or a queue that was emptied left behind.
func notify(flags *flag.FlagSet) work {
	limit := flags.Int("limit", 100, "how many at most")
	return func(ctx context.Context, pool *pgxpool.Pool) (string, error) {
		missing, err := postgres.NewStore(pool).Unnotified(ctx, *limit)
		if err != nil || len(missing) == 0 {
			return "nothing was missing", err
		}
		queue, err := jobs.NewQueue(pool)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%d notifications enqueued", len(missing)), queue.EnqueueAll(ctx, missing)
	}
}

func prune(*flag.FlagSet) work {
	return func(ctx context.Context, pool *pgxpool.Pool) (string, error) {
		tokens, workers, err := postgres.NewStore(pool).Prune(ctx)
		return fmt.Sprintf("%d tokens and %d workers forgotten", tokens, workers), err
	}
}
