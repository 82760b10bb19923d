package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestFilesAreNoCalls(t *testing.T) {
	for url, want := range map[string]bool{
		"https://cdn/img/7.png":          true,
		"https://cdn/app.js?v=3":         true,
		"/fonts/a.woff2#x":               true,
		"https://api/users/7":            false,
		"https://api/users/7.json":       false,
		"https://api.js/users":           false,
		"https://api.js":                 false,
		"https://api/users?avatar=7.png": false,
		"https://api/v1.2/users":         false,
		"":                               false,
	} {
		assert.Equal(t, want, isFile(&dbspan.Call{Operation: "GET", Text: url}), url)
		assert.False(t, isFile(&dbspan.Call{Operation: "POST", Text: url}), url)
	}
}

func TestUnanswered(t *testing.T) {
	failed, fine := ptrace.NewSpan(), ptrace.NewSpan()
	failed.Status().SetCode(ptrace.StatusCodeError)
	for status, want := range map[int64]bool{200: false, 302: false, 404: false, 408: true, 429: true, 500: true, 503: true} {
		assert.Equal(t, want, unanswered(failed, &dbspan.Call{Status: status}), status)
		assert.Equal(t, want, unanswered(fine, &dbspan.Call{Status: status}), status)
	}
	assert.True(t, unanswered(failed, &dbspan.Call{}), "no response")
	assert.False(t, unanswered(fine, &dbspan.Call{}), "no response told, none wrong")
}

func TestVague(t *testing.T) {
	for url, want := range map[string]bool{
		"https://crm/contacts?page=2":           true,
		"https://crm/contacts?limit=9&Cursor=x": true,
		"https://crm/contacts?id=2":             false,
		"https://crm/users/7/repos?page=1":      false,
		"https://crm/contacts":                  false,
		"https://gw/graphql":                    true,
		"https://gw/graphql/users":              false,
	} {
		assert.Equal(t, want, vague(&dbspan.Call{Text: url}), url)
	}
	assert.False(t, vague(&dbspan.Call{Text: "https://gw/graphql", GraphQLOperation: "Me"}))
}

func TestSignedURLsAreVague(t *testing.T) {
	for url, want := range map[string]bool{
		"https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=ab":  true,
		"https://storage.googleapis.com/b/k?X-Goog-Signature=ab":        true,
		"https://a.blob.core.windows.net/c/k?sv=1&se=2026-01-01&sig=ab": true,
		"https://api/orders?design=ab":                                  false,
		"https://api/orders/7":                                          false,
	} {
		assert.Equal(t, want, vague(&dbspan.Call{Text: url}), url)
	}
}

func TestCallsThatMoveOneObject(t *testing.T) {
	assert.True(t, movesObject(&dbspan.Call{Kind: dbspan.RPC, Collection: "S3", Operation: "GetObject"}))
	assert.True(t, movesObject(&dbspan.Call{Kind: dbspan.RPC, Collection: "S3", Operation: "ListObjectsV2"}))
	assert.False(t, movesObject(&dbspan.Call{Kind: dbspan.RPC, Collection: "S3", Operation: "HeadObject"}), "there is ListObjectsV2")
	assert.False(t, movesObject(&dbspan.Call{Kind: dbspan.RPC, Collection: "S3", Operation: "DeleteObject"}), "there is DeleteObjects")
	assert.False(t, movesObject(&dbspan.Call{Kind: dbspan.RPC, Collection: "shop.Store", Operation: "GetObject"}))
}

func TestRequestsOfWhichOnlyTheMethodIsKnown(t *testing.T) {
	assert.True(t, untoldRequest(&dbspan.Call{Operation: "GET", Name: "HTTP GET"}))
	assert.False(t, untoldRequest(&dbspan.Call{Operation: "GET", Name: "GET /users/7"}))
	assert.False(t, untoldRequest(&dbspan.Call{Operation: "GET", Name: "GET", Text: "/users/7"}))
	assert.False(t, untoldRequest(&dbspan.Call{Operation: "GET", Name: "GET", Template: "/users/{id}"}))
}
