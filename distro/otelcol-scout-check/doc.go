// Command otelcol-scout-check is a gate for the CI of application teams: it runs the processors of otelcol-scout over
// traces in files and fails where there are more N+1 patterns and slow queries than a budget allows.
//
//	otelcol-scout-check --budget n_plus_one=0,slow_query=0 traces.jsonl
//
// It ends with 0 when the budgets were kept, with 1 when one was exceeded, and with 2 when it was called wrongly, could
// not read its input, or found no spans in it.
package main
