// Package bench measures the distribution against what it takes the place of. `make bench-e2e` runs BenchmarkDistribution:
// the built binary, pinned to one core, with each of configs/ in turn, under a load of marshalled OTLP/gRPC batches.
// `make bench` runs the Go benchmarks of all packages; Comparisons is what its table picks from their output. The
// goals are those of docs/benchmarks.md.
package bench
