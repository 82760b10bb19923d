package dbspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAuthority(t *testing.T) {
	for url, want := range map[string]string{
		"http://localhost:8011/health":          "localhost:8011",
		"https://api.example.com":               "api.example.com",
		"https://api.example.com?q=1":           "api.example.com",
		"https://user:secret@api.example.com/a": "api.example.com",
		"http://[::1]:80/a":                     "[::1]:80",
		"/login?next=http://a/b":                "",
		"login?next=http://a/b":                 "",
		"/a/b":                                  "",
		"":                                      "",
	} {
		assert.Equal(t, want, authority(url), url)
	}
}
