// Package durablestorageextension is a storage extension that takes the place of file_storage for the queues of
// exporters, with the same settings and the same files, and closes the gaps through which such a queue loses data.
//
// The way of a start: a child process reads every file of the folder (check.go, child.go), and what it cannot read is
// set aside (setaside.go), because a damaged file would end the collector, and what is still readable in it goes into
// a new file (salvage.go, tree.go). When an exporter opens its queue, what was
// being sent when the last run ended goes back in front of the queue, in one transaction (arrange.go, putback.go,
// queuemetadata.go). From then on queueClient (client.go) stands between the queue and its file: a write that only
// keeps the books and fails is owed and made good later (owed.go), because the queue would drop the item instead.
// Everything else is contrib's file_storage, which this package starts and calls.
//
// # The child process
//
// A program that contains this package and is started with the environment variable OTELCOL_SCOUT_STORAGE_CHILD set to
// "check-v1" checks the files named on its standard input and ends; with "salvage-v1" it copies what is readable of one
// file into another (see init in child.go). It does nothing else then.
//
//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
package durablestorageextension
