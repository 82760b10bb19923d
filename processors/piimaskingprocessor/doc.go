// Package piimaskingprocessor masks personal data and secrets in traces, metrics, logs and profiles, in every place
// of the protocol where text can hide.
//
// A value passes through four steps: the rules for its key (keyrules.go), which may also tell what the numbers in it
// are (hint.go); one scan of its bytes for marks such as an at sign or a run of digits (blocks.go, scan.go); the
// detectors that own those marks (find.go), a file each; and one rewrite (rewrite.go). A value without a mark
// costs the scan and nothing else.
//
// What could not be scanned does not leave as it came unless the operator says so: see Config.OnUnscanned.
package piimaskingprocessor

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
