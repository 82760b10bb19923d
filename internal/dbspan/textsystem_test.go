package dbspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSystemOfText(t *testing.T) {
	for statement, want := range map[string]string{
		"GET 'user:1'":                    "redis",
		"GET user:1":                      "redis",
		"HGETALL session":                 "redis",
		"SET cart:7 ?":                    "redis",
		"SET 'cart' ?":                    "redis",
		"GET":                             otherSQL,
		"GET /articles/_doc/1":            otherSQL,
		"SET search_path TO app":          otherSQL,
		"SET @a:=1":                       otherSQL,
		"SET a:=1":                        otherSQL,
		"EXEC dbo.orders:1":               otherSQL,
		"EXISTS (SELECT 1)":               otherSQL,
		"SELECT * FROM users":             otherSQL,
		"GETTING user:1":                  otherSQL,
		"get user:1":                      otherSQL,
		`{"find": "users", "filter": {}}`: otherSQL,
		"":                                otherSQL,
	} {
		assert.Equal(t, want, systemOf(statement), statement)
	}
}
