// Package workload holds the telemetry that the benchmarks feed: batches of 1,000 spans of about 690 bytes and 12
// attributes, and of 1,000 log records of about 330 bytes. An e-mail address stands in every tenth span and in the
// exception event of every twentieth; an address, a telephone or a card number in every tenth log record.
package workload
