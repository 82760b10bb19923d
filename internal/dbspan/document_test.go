package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestIgnoredBySearchEndpoint(t *testing.T) {
	for operation, want := range map[string]dbspan.Reason{
		"scroll": dbspan.CursorFetch, "clear_scroll": dbspan.CursorFetch, "SearchScrollAction": dbspan.CursorFetch,
		"open_point_in_time": dbspan.CursorFetch,
		"bulk":               dbspan.Batch, "mget": dbspan.Batch, "msearch": dbspan.Batch, "BulkAction": dbspan.Batch, "MultiGetAction": dbspan.Batch,
		"ping": dbspan.Ping, "info": dbspan.Ping, "cluster.health": dbspan.Ping,
		"search": dbspan.Counts, "get": dbspan.Counts, "index": dbspan.Counts, "GetAction": dbspan.Counts, "SearchAction": dbspan.Counts,
	} {
		for _, product := range []string{"elasticsearch", "opensearch"} {
			assert.Equal(t, want, ignoredCase{operation, with(system(product), "db.operation", operation)}.reason(t), operation)
		}
		assert.NotEqual(t, dbspan.CursorFetch, ignoredCase{"x", with(system("mysql"), "db.operation", operation)}.reason(t), "%s of another database", operation)
	}
}

func TestIgnoredBySearchPath(t *testing.T) {
	for url, want := range map[string]dbspan.Reason{
		"http://es:9200/_search/scroll":        dbspan.CursorFetch,
		"http://es:9200/_search/scroll?pretty": dbspan.CursorFetch,
		"http://es:9200/articles/_pit":         dbspan.CursorFetch,
		"http://es:9200/_bulk?refresh=true":    dbspan.Batch,
		"http://es:9200/articles/_mget":        dbspan.Batch,
		"http://es:9200/_msearch":              dbspan.Batch,
		"http://es:9200/":                      dbspan.Ping,
		"http://es:9200/articles/_doc/1":       dbspan.Counts,
		"http://es:9200/articles/_search":      dbspan.Counts,
		"http://es:9200/bulk":                  dbspan.Counts,
	} {
		attrs := with(with(system("elasticsearch"), "http.request.method", "POST"), "url.full", url)
		assert.Equal(t, want, ignoredCase{"POST", attrs}.reason(t), url)
	}
	assert.Equal(t, dbspan.Batch, ignoredCase{"POST", with(with(system("opensearch"), "db.operation", "POST"), "db.statement", "POST /_bulk")}.reason(t))
}

func TestIgnoredByDynamoDBAction(t *testing.T) {
	for action, want := range map[string]dbspan.Reason{
		"BatchGetItem": dbspan.Batch, "BatchWriteItem": dbspan.Batch, "TransactWriteItems": dbspan.Batch, "BATCH PutItem": dbspan.Batch,
		"GetItem": dbspan.Counts, "PutItem": dbspan.Counts, "Query": dbspan.Counts,
	} {
		assert.Equal(t, want, ignoredCase{"DynamoDb." + action, with(system("dynamodb"), "db.operation", action)}.reason(t), action)
	}
}
