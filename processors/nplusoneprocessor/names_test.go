package nplusoneprocessor

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
		"s3.get":                "s3.get",
		"api v2 /users/17":      "api v2 /users/?",
		"Base64EncoderImpl.run": "Base64EncoderImpl.run",
		"42":                    "?",
		"":                      "",
		"... ":                  "... ",
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

func TestNamesAreBounded(t *testing.T) {
	var n names
	for i := range uint32(10 * namesSize) {
		n.learn(i, fmt.Sprintf("name_%d", i))
		require.Equal(t, fmt.Sprintf("name_%d", i), n.of(i))
		require.LessOrEqual(t, len(n.young)+len(n.old), 2*namesSize)
	}
	assert.Empty(t, n.of(0))
	n.learn(7, strings.Repeat("x", 1000))
	assert.Len(t, n.of(7), maxNameLength)
}
