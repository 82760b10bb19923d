// Package nplusoneprocessor finds N+1 patterns while traces stream by: the same database, cache, HTTP or RPC
// call made again and again below one span. It never holds a span. Per trace it keeps counters, and when the
// span that made the calls passes (children end first, so it passes last), the finding is written on it.
//
// The way of a batch: receive (processor.go) → index its spans by trace (index.go) → merge them into the
// trace's counters (merge.go, tree.go) → decide which groups are findings (decide.go) → write them on the
// spans (annotate.go) → fold repeats if told to (fold.go) → forward. If the next consumer returns an error, the
// batch's counts are undone (rollback.go), so that a retry counts once.
//
// Where to find a rule: which spans count at all is told in internal/dbspan and class.go; which calls are equal in
// identity.go and template.go; whether they had equal values in values.go; which calls two instrumentations told of
// in shadow.go and beside.go; how much a group costs in evidence.go, severity and loops in decide.go and loop.go;
// the hint in hint.go.
//
//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
package nplusoneprocessor
