package scoutauthextension

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"google.golang.org/grpc/codes"
)

// strayError is what the exporter gets for an answer that says nothing about its data: it comes from something in between,
// from another server, or from a backend that is broken. Exporters drop the data of most such answers, or take them for
// success; this is neither a response nor permanent, so they try again.
type strayError struct{ text string }

func (e *strayError) Error() string {
	return "scout_auth: " + e.text + "; the data is kept and sent again"
}

// stray tells whether an answer is one. What speaks about the data (400, 413, 501 …) and what exporters retry already
// (429, 502 …) is left to them.
func stray(response *http.Response) *strayError {
	code := response.StatusCode
	switch {
	case code >= 300 && code < 400:
		// Following it would also send the token to whatever server it names.
		return &strayError{text: fmt.Sprintf("the endpoint redirects (%s) to %s, which is not followed: correct the exporter's endpoint",
			status(response), destination(response))}
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed || code == http.StatusProxyAuthRequired || code == http.StatusRequestTimeout:
		return &strayError{text: fmt.Sprintf("the endpoint answered %s: check the exporter's endpoint, which is the base address without /v1/traces", status(response))}
	case code == http.StatusInternalServerError || code > http.StatusHTTPVersionNotSupported:
		return &strayError{text: "the backend answered " + status(response)}
	case code < 300 && isPage(response):
		return &strayError{text: "a web page answered instead of the backend: check the exporter's endpoint, and whether a proxy or a sign-in stands before it"}
	}
	return nil
}

// isPage tells of an answer for people; OTLP answers in protobuf or JSON.
func isPage(response *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return kind == "text/html"
}

// destination names the server of a redirect, not the rest of the address, which may hold a secret.
func destination(response *http.Response) string {
	to, err := response.Location()
	if err != nil || to.Host == "" {
		return "another address"
	}
	if from := response.Request; from != nil && from.URL.Scheme == to.Scheme && from.URL.Host == to.Host {
		return "another path of the same server"
	}
	return (&url.URL{Scheme: to.Scheme, Host: to.Host}).String()
}

// strayCode is the same for gRPC: Internal is also a stream that something in between cut off, Unknown an answer that was
// not gRPC.
func strayCode(code codes.Code) bool { return code == codes.Internal || code == codes.Unknown }
