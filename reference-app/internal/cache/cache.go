// Package cache keeps articles in Redis, so that reading one does not always ask the database.
package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/extra/redisotel/v9"
	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// lifetime bounds how long an article may be served that was changed behind the cache's back.
const lifetime = 5 * time.Minute

// settling is how long an article that changed is not kept, so that nobody who read it before the change puts the old
// one back: it must be longer than a load takes.
const settling = 5 * time.Second

// patience is how long one exchange with the server may take.
const patience = time.Second

// Cache keeps articles by slug. A cache that does not answer costs time, never an answer: reads go to the source.
type Cache struct {
	client   *redis.Client
	requests metric.Int64Counter
	embedded *embedded
}

// Open connects to the Redis at the URL, or, when it is empty, to one started inside this process. requests counts hits
// and misses. It fails when the URL is malformed or the server does not answer.
func Open(ctx context.Context, url string, requests metric.Int64Counter) (*Cache, error) {
	c := &Cache{requests: requests}
	if url == "" {
		started, err := startEmbedded()
		if err != nil {
			return nil, err
		}
		c.embedded, url = started, started.url()
	}
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: not of the form redis://user:password@host:port/number: %w", err)
	}
	// A cache that is away must not cost more than the database does: fail soon, try once.
	options.MaxRetries, options.DialerRetries = -1, 1
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = patience, patience, patience
	c.client = redis.NewClient(options)
	err = errors.Join(redisotel.InstrumentTracing(c.client, redisotel.WithCallerEnabled(false)), redisotel.InstrumentMetrics(c.client), c.Ping(ctx))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("REDIS_URL: %w", err), c.Close())
	}
	return c, nil
}

// Close ends the connections, and the server where it was started here.
func (c *Cache) Close() error {
	err := c.client.Close()
	if c.embedded != nil {
		c.embedded.stop()
	}
	return err
}

// Ping tells whether the server answers.
func (c *Cache) Ping(ctx context.Context) error { return c.client.Ping(ctx).Err() }

// entry is an article with what its JSON for viewers leaves out.
type entry struct {
	ID       int64           `json:"id"`
	AuthorID int64           `json:"author_id"`
	Article  article.Article `json:"article"`
}

// changed is in the place of an article that changed lately.
const changed = ""

func key(slug string) string { return "article:" + slug }

// Article returns the article with the slug as nobody in particular sees it: from the cache, or else by load, whose
// answer is kept.
func (c *Cache) Article(ctx context.Context, slug string, load func(context.Context) (article.Article, error)) (article.Article, error) {
	cached, hit := c.get(ctx, slug)
	c.count(ctx, hit)
	if hit {
		return cached, nil
	}
	loaded, err := load(ctx)
	if err != nil {
		return loaded, err
	}
	c.put(ctx, loaded)
	return loaded, nil
}

func (c *Cache) count(ctx context.Context, hit bool) {
	result := "miss"
	if hit {
		result = "hit"
	}
	c.requests.Add(ctx, 1, metric.WithAttributes(attribute.String("result", result)))
}

func (c *Cache) get(ctx context.Context, slug string) (article.Article, bool) {
	data, err := c.client.Get(ctx, key(slug)).Bytes()
	if errors.Is(err, redis.Nil) || err == nil && string(data) == changed {
		return article.Article{}, false
	}
	var e entry
	if err == nil {
		err = json.Unmarshal(data, &e)
	}
	if err != nil {
		slog.WarnContext(ctx, "Cache read failed", "slug", slug, "error", err)
		return article.Article{}, false
	}
	e.Article.ID, e.Article.AuthorID = e.ID, e.AuthorID
	return e.Article, true
}

// put keeps an article, unless it is there or has just changed.
func (c *Cache) put(ctx context.Context, a article.Article) {
	data, err := json.Marshal(entry{ID: a.ID, AuthorID: a.AuthorID, Article: a})
	if err = errors.Join(err, c.client.SetNX(ctx, key(a.Slug), data, lifetime).Err()); err != nil {
		slog.WarnContext(ctx, "Cache write failed", "slug", a.Slug, "error", err)
	}
}

// Forget drops the article after a change, and keeps its place free until reads from before the change are over.
func (c *Cache) Forget(ctx context.Context, slug string) {
	if err := c.client.Set(ctx, key(slug), changed, settling).Err(); err != nil {
		slog.WarnContext(ctx, "Cache delete failed", "slug", slug, "error", err)
	}
}
