package cache

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// openCache returns a cache on an embedded Redis, and how to read the counter by result.
func openCache(t *testing.T) (*Cache, func() map[string]int64) {
	t.Helper()
	reader := metric.NewManualReader()
	counter, err := metric.NewMeterProvider(metric.WithReader(reader)).Meter("test").Int64Counter("cache.requests")
	require.NoError(t, err)
	c, err := Open(t.Context(), "", counter)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() }) // some tests close it themselves
	return c, func() map[string]int64 { return results(t, reader) }
}

func results(t *testing.T, reader metric.Reader) map[string]int64 {
	t.Helper()
	var data metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &data))
	counts := map[string]int64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			for _, point := range m.Data.(metricdata.Sum[int64]).DataPoints {
				result, _ := point.Attributes.Value(attribute.Key("result"))
				counts[result.AsString()] = point.Value
			}
		}
	}
	return counts
}

var hello = article.Article{ID: 7, AuthorID: 3, Slug: "hello-1", Title: "Hello", Author: article.User{ID: 3, Name: "Ada"},
	FavoritesCount: 2, CreatedAt: time.Date(2026, 11, 20, 12, 0, 0, 123000, time.UTC)}

// source counts how often the cache asked it.
type source struct {
	asked int
	err   error
}

func (s *source) load(context.Context) (article.Article, error) {
	s.asked++
	return hello, s.err
}

func TestReadThrough(t *testing.T) {
	c, counts := openCache(t)
	var s source
	for range 3 {
		got, err := c.Article(t.Context(), hello.Slug, s.load)
		require.NoError(t, err)
		assert.Equal(t, hello, got, "with the ids that its JSON leaves out")
	}
	assert.Equal(t, 1, s.asked)
	assert.Equal(t, map[string]int64{"miss": 1, "hit": 2}, counts())
}

func TestForgottenArticlesAreLoadedAnew(t *testing.T) {
	c, counts := openCache(t)
	var s source
	for range 2 {
		_, err := c.Article(t.Context(), hello.Slug, s.load)
		require.NoError(t, err)
		c.Forget(t.Context(), hello.Slug)
	}
	assert.Equal(t, 2, s.asked)
	assert.Equal(t, map[string]int64{"miss": 2}, counts())
}

func TestReadsFromBeforeAChangeAreNotKept(t *testing.T) {
	c, counts := openCache(t)
	var s source
	_, err := c.Article(t.Context(), hello.Slug, func(ctx context.Context) (article.Article, error) {
		defer c.Forget(ctx, hello.Slug) // somebody deletes it between this read and the keeping
		return s.load(ctx)
	})
	require.NoError(t, err)
	_, err = c.Article(t.Context(), hello.Slug, func(context.Context) (article.Article, error) { return hello, article.ErrNotFound })
	require.ErrorIs(t, err, article.ErrNotFound)
	assert.Equal(t, map[string]int64{"miss": 2}, counts())
	left, err := c.client.TTL(t.Context(), key(hello.Slug)).Result()
	require.NoError(t, err)
	assert.Positive(t, left)
	assert.LessOrEqual(t, left, settling)
}

func TestFailuresAreNotKept(t *testing.T) {
	c, _ := openCache(t)
	s := source{err: article.ErrNotFound}
	for range 2 {
		_, err := c.Article(t.Context(), hello.Slug, s.load)
		require.ErrorIs(t, err, article.ErrNotFound)
	}
	assert.Equal(t, 2, s.asked)
}

func TestWithoutAServerTheSourceAnswers(t *testing.T) {
	c, _ := openCache(t)
	c.embedded.stop()
	var s source
	got, err := c.Article(t.Context(), hello.Slug, s.load)
	require.NoError(t, err)
	assert.Equal(t, hello, got)
	c.Forget(t.Context(), hello.Slug)
	c.Viewed(t.Context(), hello.Slug)
	assert.Error(t, c.Ping(t.Context()))
}

func TestDamagedEntriesAreMisses(t *testing.T) {
	c, counts := openCache(t)
	require.NoError(t, c.client.Set(t.Context(), key(hello.Slug), "{", 0).Err())
	var s source
	_, err := c.Article(t.Context(), hello.Slug, s.load)
	require.NoError(t, err)
	assert.Equal(t, map[string]int64{"miss": 1}, counts())
}

func TestEntriesExpire(t *testing.T) {
	c, _ := openCache(t)
	var s source
	_, err := c.Article(t.Context(), hello.Slug, s.load)
	require.NoError(t, err)
	left, err := c.client.TTL(t.Context(), key(hello.Slug)).Result()
	require.NoError(t, err)
	assert.Positive(t, left)
	assert.LessOrEqual(t, left, lifetime)
	require.Eventually(t, func() bool {
		return c.client.TTL(t.Context(), key(hello.Slug)).Val() < left
	}, 10*time.Second, 10*time.Millisecond, "the embedded server's clock moves")
}

func TestViewsCountsEitherWay(t *testing.T) {
	c, _ := openCache(t)
	for range 3 {
		c.Viewed(t.Context(), "hello-1")
	}
	want := map[string]int64{"hello-1": 3, "never-2": 0}
	for name, views := range map[string]func(context.Context, []string) (map[string]int64, error){"planted": c.Views, "clean": c.ViewsAtOnce} {
		got, err := views(t.Context(), []string{"hello-1", "never-2"})
		require.NoError(t, err)
		assert.Equal(t, want, got, name)
		none, err := views(t.Context(), nil)
		require.NoError(t, err)
		assert.Empty(t, none, name)
	}
	c.embedded.stop()
	_, err := c.Views(t.Context(), []string{"hello-1"})
	require.Error(t, err)
	_, err = c.ViewsAtOnce(t.Context(), []string{"hello-1"})
	assert.Error(t, err)
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	c, _ := openCache(t)
	_, err := Open(t.Context(), "ftp://nowhere", c.requests)
	require.ErrorContains(t, err, "REDIS_URL: not of the form redis://user:password@host:port/number")
	url := c.embedded.url()
	c.embedded.stop()
	_, err = Open(t.Context(), url, c.requests)
	assert.ErrorContains(t, err, "REDIS_URL: ")
}

func TestCloseTwice(t *testing.T) {
	c, _ := openCache(t)
	require.NoError(t, c.Close())
	assert.Error(t, errors.Join(c.Close()), "go-redis says that it is closed")
}
