package cache

import (
	"context"
	"errors"
	"log/slog"
	"strconv"

	"github.com/redis/go-redis/v9"
)

func viewsKey(slug string) string { return "views:" + slug }

// Viewed counts one view of an article.
func (c *Cache) Viewed(ctx context.Context, slug string) {
	if err := c.client.Incr(ctx, viewsKey(slug)).Err(); err != nil {
		slog.WarnContext(ctx, "Counting a view failed", "slug", slug, "error", err)
	}
}

// Views returns how often each article was read. Planted defect: one command per article.
func (c *Cache) Views(ctx context.Context, slugs []string) (map[string]int64, error) {
	views := make(map[string]int64, len(slugs))
	for _, slug := range slugs {
		n, err := c.client.Get(ctx, viewsKey(slug)).Int64()
		if err != nil && !errors.Is(err, redis.Nil) {
			return nil, err
		}
		views[slug] = n
	}
	return views, nil
}

// ViewsAtOnce is Views without the defect: one command for all articles.
func (c *Cache) ViewsAtOnce(ctx context.Context, slugs []string) (map[string]int64, error) {
	views := make(map[string]int64, len(slugs))
	if len(slugs) == 0 {
		return views, nil
	}
	keys := make([]string, len(slugs))
	for i, slug := range slugs {
		keys[i] = viewsKey(slug)
	}
	values, err := c.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, err
	}
	for i, slug := range slugs {
		text, _ := values[i].(string)          // nil: never read
		n, _ := strconv.ParseInt(text, 10, 64) // never read: 0
		views[slug] = n
	}
	return views, nil
}
