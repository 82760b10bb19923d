// Package findingsextension shows what the processors found: a bounded store, a JSON API and a live page.
//
// The processors reach it through the host, see finding.Sink, finding.MaskingSink and finding.StatementSink.
//
//	store.go       findings by service, kind, route and fingerprint; group.go is one of them, ring.go their order of eviction
//	wasted.go      what "time wasted" means
//	masking.go     what was masked, by detector, place and signal, and over the last hour
//	statements.go  the tables of statements, asked for when somebody looks
//	export.go      the state of the exporters, read from the collector's own metrics (scrape.go), which address.go finds
//	api.go         the API's addresses; query.go and cursor.go are filters and pages, wire.go the JSON
//	stream.go      server-sent events to the clients of hub.go; pump.go finds out what has changed
//	guard.go       who may ask, and what browsers are told
//	web.go         the page: hand-written modules in web/, embedded
//
//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
package findingsextension
