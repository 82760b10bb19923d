// Package slowqueryprocessor gives every database call its fingerprint and summary, and flags the slow ones.
//
// The way of a span: read the call (internal/dbspan) → fingerprint its statement (internal/sqlfingerprint) →
// write fingerprint and summary (query.go) → compare its duration with the threshold that applies (threshold.go) and
// with what is normal for the statement (baseline.go) → write the finding as an event (event.go) with a hint from the
// text (hint.go) or from the other calls (waiting.go) → bring the text into the form that was asked for (querytext.go).
// It keeps nothing of a span: only the texts of statements, and what their durations add up to (history.go), both
// bounded. Extensions get the latter as a table (table.go).
//
//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
package slowqueryprocessor
