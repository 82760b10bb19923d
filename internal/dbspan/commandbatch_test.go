package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestIgnoredBySeveralCommands(t *testing.T) {
	for text, want := range map[string]dbspan.Reason{
		"SET batch1 ?;SET batch2 ?":               dbspan.Batch, // Redisson, legacy conventions
		"SET a ?; SADD b ?; EXPIRE b 60":          dbspan.Batch,
		"GET ?\nGET ?":                            dbspan.Batch, // redis-py
		"SADD x ?;ZCARD":                          dbspan.Batch,
		"SET k a;b":                               dbspan.Counts,
		"SET k a; SETTLED":                        dbspan.Counts,
		"SET k a;b;GETTING on":                    dbspan.Counts,
		"SET doc:1 First line\nTHE end":           dbspan.Counts,
		"GET a;get b":                             dbspan.Counts, // a key
		"EVAL return redis.call('GET', KEYS[1]);": dbspan.Counts,
		"GET a;": dbspan.Counts,
	} {
		assert.Equal(t, want, ignoredCase{"DB Query", with(system("redis"), "db.statement", text)}.reason(t), "%q", text)
	}
}
