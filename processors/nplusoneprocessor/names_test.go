package nplusoneprocessor

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestNamesWithoutTheirNumbers(t *testing.T) {
	for name, want := range map[string]string{
		"ArticleRepository.find":                       "ArticleRepository.find",
		"graphql.resolve posts.0.author":               "graphql.resolve posts.?.author",
		"graphql.resolve posts.7.author":               "graphql.resolve posts.?.author",
		"item 42":                                      "item ?",
		"item[42]":                                     "item[?]",
		"job 550e8400-e29b-41d4-a716-446655440000 run": "job ? run",
		"process-order-4711":                           "process-order-?",
		"order_550e8400-e29b-41d4-a716-446655440000":   "order_?",
		"17-order":                                     "17-order",
		"order-s3":                                     "order-s3",
		"order-":                                       "order-",
		"s3.get":                                       "s3.get",
		"api v2 /users/17":                             "api v2 /users/?",
		"Base64EncoderImpl.run":                        "Base64EncoderImpl.run",
		"42":                                           "?",
		"":                                             "",
		"... ":                                         "... ",
	} {
		assert.Equal(t, want, templateName(name), name)
	}
	assert.Equal(t, hashName("posts.0.author"), hashName("posts.17.author"))
	assert.NotEqual(t, hashName("posts.0.author"), hashName("posts.0.title"))
	assert.NotEqual(t, hashName("s3.get"), hashName("s4.get"))
	assert.Zero(t, testing.AllocsPerRun(100, func() { hashName("graphql.resolve posts.0.author") }))
}

// Resolvers carry the item's place in the list in their name: they are one wrapper all the same.
func TestNumberedWrappersRollUp(t *testing.T) {
	spans := wrapped(6, 0x200, rootID, "resolve posts.0.author")
	for i := range spans {
		spans[i].name = strings.Replace(spans[i].name, "0", strconv.Itoa(i/2), 1)
	}
	got := newRig(t).feed(t, append(spans, root()))
	require.Len(t, got, 1)
	assert.Equal(t, []any{"resolve posts.?.author"}, got[0].attrs[finding.AttrNPlusOneVia])
}

func named(name string) ptrace.Span { return spanOf(internal(1, 2, name, 0, 1)) }

// A name in use all the time is still known after any number of others.
func TestNamesInUseStay(t *testing.T) {
	var n names
	for i := range uint32(10 * namesSize) {
		n.learn(1_000_000, named("used"))
		n.learn(i, named("other"))
		require.Equal(t, "used", n.of(1_000_000).name)
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { n.learn(1_000_000, named("used")) })-testing.AllocsPerRun(100, func() { named("used") }))
}

func TestNamesAreBounded(t *testing.T) {
	var n names
	for i := range uint32(10 * namesSize) {
		n.learn(i, named(fmt.Sprintf("name%d", i)))
		require.Equal(t, fmt.Sprintf("name%d", i), n.of(i).name)
		require.LessOrEqual(t, len(n.young)+len(n.old), 2*namesSize)
	}
	assert.Empty(t, n.of(0).name)
	n.learn(7, named(strings.Repeat("x", 1000)))
	assert.Len(t, n.of(7).name, maxNameLength)
}

// No name of a span, however long, is looked at again and again.
func TestNamesAreReadInLinearTime(t *testing.T) {
	for _, name := range []string{strings.Repeat("a-", 1<<16) + "1x", strings.Repeat("a-", 1<<16) + "1.", "1." + strings.Repeat("a-", 1<<16), "x1-" + strings.Repeat("a-", 1<<16)} {
		start := time.Now()
		hashName(name)
		assert.Less(t, time.Since(start), time.Second)
	}
}
