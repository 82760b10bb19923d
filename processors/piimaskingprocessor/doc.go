// Package piimaskingprocessor masks personal data and secrets in traces, metrics and logs, in every place
// of the protocol where text can hide.
//
// A value passes through four steps: the rules for its key (keyrules.go), one scan of its bytes for marks
// such as an at sign or a run of digits (scan.go), the detectors that own those marks (email.go, card.go),
// and one rewrite (rewrite.go). A value without a mark costs the scan and nothing else.
//
// What could not be scanned does not leave as it came unless the operator says so: see Config.OnUnscanned.
package piimaskingprocessor

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
