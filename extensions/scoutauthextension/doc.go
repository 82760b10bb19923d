// Package scoutauthextension gives exporters OAuth2 access tokens and keeps their data when one cannot be had.
//
// It takes the configuration of contrib's oauth2client extension as it is, and fetches tokens by the library that one uses
// (fetch.go; credentials.go and assertion.go are what the client shows). What it owns is when that happens and what an
// exporter sees:
//
//	keeper.go   one goroutine fetches, everybody else waits for it or uses the token that is valid (lease.go)
//	refusal.go  what happens when the backend refuses a token
//	answer.go   which other answers say nothing about the data, and are tried again
//	backoff.go  how often a failing token endpoint is asked
//	failure.go  why there is no token, in words for an operator, without anything secret
//	files.go    whether a file with credentials has changed
//	http.go     the tokens on HTTP requests; grpc.go: on gRPC calls
//	report.go   log lines, component status and metrics
//
//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
package scoutauthextension
