// Package tools pins the build-time tools (ocb, mdatagen, golangci-lint) in a module of their own,
// so that their dependencies never decide the versions of the collector. Run them with
// `go tool -modfile=internal/tools/go.mod NAME`.
package tools
