// Package dbspan reads what a span says about one outgoing database, cache, HTTP or RPC call, and decides
// which of those calls are housekeeping (connect, pool, transaction, ping …) rather than queries.
//
// Attributes are read by the stable semantic conventions first, then by the legacy ones
// (https://opentelemetry.io/docs/specs/semconv/non-normative/db-migration/). Reading allocates nothing:
// every string of a Call is a view of the span's own, but for a statement whose quotes were doubled (see innerStatement).
package dbspan
