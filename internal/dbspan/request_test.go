package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestReadRequest(t *testing.T) {
	for name, tc := range map[string]struct {
		attrs                            map[string]any
		operation, collection, text, url string
	}{
		"elasticsearch, by endpoint": {map[string]any{
			"db.system": "elasticsearch", "db.operation": "get", "db.elasticsearch.path_parts.index": "articles",
			"db.elasticsearch.path_parts.id": "7", "http.request.method": "GET", "url.full": "http://es:9200/articles/_doc/7",
		}, "get", "articles", "", "http://es:9200/articles/_doc/7"},
		"elasticsearch, by endpoint, stable": {map[string]any{
			"db.system.name": "elasticsearch", "db.operation.name": "get", "db.operation.parameter.index": "articles",
		}, "get", "articles", "", ""},
		"elasticsearch, transport": {map[string]any{
			"db.system": "elasticsearch", "db.operation": "GetAction", "elasticsearch.request.indices": "articles",
		}, "GetAction", "articles", "", ""},
		"elasticsearch, low level": {map[string]any{
			"db.system": "elasticsearch", "http.request.method": "GET", "url.full": "http://es:9200/articles/_doc/7",
		}, "GET", "", "", "http://es:9200/articles/_doc/7"},
		"opensearch, request line": {map[string]any{
			"db.system": "opensearch", "db.operation": "GET", "db.statement": "GET /articles/_doc/7",
		}, "GET", "", "GET /articles/_doc/7", "/articles/_doc/7"},
		"opensearch, body": {map[string]any{
			"db.system": "opensearch", "db.operation": "POST", "db.statement": `{"query":{"match_all":{}}}`, "url.full": "http://os/a/_search",
		}, "POST", "", `{"query":{"match_all":{}}}`, ""},
		"a statement is no request":      {pg("DELETE FROM a"), "", "", "DELETE FROM a", ""},
		"a method without a URL":         {with(system("couchdb"), "http.request.method", "GET"), "", "", "", ""},
		"dynamodb, one table":            {with(system("dynamodb"), "aws.dynamodb.table_names", []any{"orders"}), "", "orders", "", ""},
		"dynamodb, two tables":           {with(system("dynamodb"), "aws.dynamodb.table_names", []any{"orders", "users"}), "", "", "", ""},
		"dynamodb, tables in one string": {with(system("dynamodb"), "aws.dynamodb.table_names", "orders"), "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, ok := dbspan.Read(clientSpan("a span", tc.attrs))
			require.True(t, ok)
			assert.Equal(t, []string{tc.operation, tc.collection, tc.text, tc.url}, []string{c.Operation, c.Collection, c.Text, c.URL})
		})
	}
}

func TestReadParameters(t *testing.T) {
	for key, want := range map[string]bool{"db.query.parameter.0": true, "db.query.parameters": false, "db.query.text": false} {
		c, ok := dbspan.Read(clientSpan("a span", with(system("mysql"), key, "7")))
		require.True(t, ok)
		assert.Equal(t, want, c.Parameters, key)
	}
}
