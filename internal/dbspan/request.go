package dbspan

import (
	"cmp"
	"strings"
)

// readRequest fills in what a database that speaks HTTP was asked for, where the span tells the request instead
// of a query: beside the operation (Elasticsearch's clients), in the text ("GET /articles/_doc/1", OpenSearch for
// Java) or in nothing but the attributes of HTTP (Elasticsearch's low-level client).
func (c *Call) readRequest(a *attributes) {
	if method, path, ok := requestLine(c.Text); ok {
		c.Operation, c.URL = method, path
		return
	}
	if c.Text != "" {
		return
	}
	c.URL = cmp.Or(a.url, a.legacyURL, a.urlPath, a.httpTarget)
	if c.Operation == "" && c.Summary == "" && c.URL != "" {
		c.Operation = cmp.Or(a.httpMethod, a.legacyHTTPMethod)
	}
}

// requestLine takes a text apart that is the first line of an HTTP request.
func requestLine(text string) (method, path string, ok bool) {
	method, path, ok = strings.Cut(text, " ")
	if !ok || !strings.HasPrefix(path, "/") || !isHTTPMethod(method) {
		return "", "", false
	}
	return method, path, true
}

func isHTTPMethod(word string) bool {
	switch word {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH":
		return true
	default:
		return false
	}
}
