package nplusoneprocessor

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTemplateURL(t *testing.T) {
	for url, want := range map[string]string{
		"https://api.example.com/users/42":                            "/users/{id}",
		"https://api.example.com/users/42/posts/7?page=2&size=10":     "/users/{id}/posts/{id}?page&size",
		"http://api/users/550e8400-e29b-41d4-a716-446655440000":       "/users/{id}",
		"http://api/commits/da39a3ee5e6b4b0d3255bfef95601890afd80709": "/commits/{id}",
		"http://api/commits/da39a3ee":                                 "/commits/{id}",
		"http://api/customers/cus_NffrFeUfNV2Hib":                     "/customers/{id}",
		"http://api/ulid/01ARZ3NDEKTSV4RRFFQ69G5FAV":                  "/ulid/{id}",
		"http://api/objects/507f1f77bcf86cd799439011":                 "/objects/{id}",
		"http://api/articles/42.json":                                 "/articles/{id}.json",
		"http://api/v2/articles/top-10-articles-of-the-year":          "/v2/articles/top-10-articles-of-the-year",
		"http://api/recommendation-settings-defaults":                 "/recommendation-settings-defaults",
		"http://api/users/{id}":                                       "/users/{id}",
		"http://api/users/{user_id}":                                  "/users/{id}",
		"http://api":                                                  "/",
		"http://api/":                                                 "/",
		"http://api?q=1":                                              "/?q",
		"http://api/a//b/":                                            "/a//b/",
		"http://api/users/1#top":                                      "/users/{id}",
		"/users/1?id=2":                                               "/users/{id}?id",
		"api.example.com/users/1":                                     "/users/{id}",
		"GET":                                                         "/",
		"":                                                            "/",
		"http://api/face/deadbeef":                                    "/face/deadbeef",
		"http://api/days/2026-01-31":                                  "/days/{id}",
		"http://api/skus/SKU-4711":                                    "/skus/SKU-{id}",
		"http://api/users/user_42/pets":                               "/users/user_{id}/pets",
		"http://api/keys/order:7":                                     "/keys/order:{id}",
		"http://api/posts/the-title-42":                               "/posts/{id}",
		"http://api/posts/the-title-v2":                               "/posts/the-title-v2",
		"http://api/posts/42-the-title":                               "/posts/{id}",
		"http://api/v2/oauth2/sha256-sums":                            "/v2/oauth2/sha256-sums",
		"http://api/videos/dQw4w9WgXcQ":                               "/videos/{id}",
		"http://api/videos/getOauth2Token":                            "/videos/getOauth2Token",
		"http://api/weather/52.52,-13.40":                             "/weather/{id}",
		"http://api/weather/1.2/x":                                    "/weather/{id}/x",
		"http://api/v1.2/x":                                           "/v1.2/x",
		"http://api/a@example.com/x":                                  "/{id}/x",
		"http://api/a%40example.com/x":                                "/{id}/x",
		"http://api/@handle/x":                                        "/@handle/x",
		"http://api/-/x":                                              "/-/x",
		"http://api/s?flag&a=b&":                                      "/s?flag&a",
	} {
		assert.Equal(t, want, templateURL(url), url)
	}
}

func TestHashURLFollowsTheTemplate(t *testing.T) {
	assert.Equal(t, hashURL("http://a/users/1?x=1"), hashURL("https://b/users/2?x=9"))
	assert.NotEqual(t, hashURL("http://a/users/1"), hashURL("http://a/users"))
	assert.NotEqual(t, hashURL("http://a/users/1?x=1"), hashURL("http://a/users/1?y=1"))
	assert.NotEqual(t, hashURL("http://a/a/b"), hashURL("http://a/b/a"))
}

func TestHashURLAllocatesNothing(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { hashURL("https://api.example.com/users/42/posts/7?page=2&size=10") }))
}

var onlyDigits = regexp.MustCompile(`/[0-9]+(/|$)`)

// Invariants: templating a template changes nothing, equal templates have equal hashes, and no segment that is
// a number survives.
func FuzzTemplateURL(f *testing.F) {
	for _, seed := range []string{"http://a/users/1?x=1", "?&", "?://s/1", "http://a/b://", "/1.-", "/tttttted44-a716.-", "/a/b/550e8400-e29b-41d4-a716-446655440000", "", "/skus/SKU-4711", "/{u-4", "//", "?", "#", "a://", "x/1.json"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		once := templateURL(url)
		twice := templateURL(once)
		assert.Equal(t, once, twice)
		assert.Equal(t, hashURL(once), hashURL(url))
		path, _, _ := strings.Cut(once, "?")
		assert.NotRegexp(t, onlyDigits, path)
	})
}

func BenchmarkHashURL(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		hashURL("https://api.example.com/users/42/posts/550e8400-e29b-41d4-a716-446655440000?page=2&size=10")
	}
}
