// Package demo runs the whole product on one machine: PostgreSQL, a stand-in for Scout, the collector with the
// canonical otel-config.yaml, the API and the worker, and traffic through them. It counts what arrived at the
// stand-in and tells in plain words what the collector found.
//
// Everything runs below one process: whatever ends it (the end of the traffic, Ctrl-C, a failure) stops the
// parts in the reverse order of their start, so that each can still flush into the next, and leaves no process
// and no port behind.
package demo
