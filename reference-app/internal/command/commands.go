package command

import (
	"context"
	"flag"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func migrate(*flag.FlagSet) work {
	return func(context.Context, *pgxpool.Pool) (string, error) { return "the schema is up to date", nil } // Run did it
}

func seed(flags *flag.FlagSet) work {
	articles := count(flags, "articles", 1000)
	return func(ctx context.Context, pool *pgxpool.Pool) (string, error) {
		return fmt.Sprintf("%d articles", *articles), postgres.Seed(ctx, pool, *articles)
	}
}

// most bounds what a flag may count: the demo, which seeds until a search is slow, needs a fraction of it.
const most = 10_000_000

// count adds a flag for a number from 1 to most.
func count(flags *flag.FlagSet, name string, byDefault int) *int {
	n := byDefault
	flags.Func(name, "", func(text string) (err error) {
		if n, err = strconv.Atoi(text); err != nil || n < 1 || n > most {
			return fmt.Errorf("must be a number from 1 to %d", most)
		}
		return nil
	})
	return &n
}

// notify repairs what a restored backup or a queue that was emptied left behind.
func notify(flags *flag.FlagSet) work {
	limit := count(flags, "limit", 100)
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
