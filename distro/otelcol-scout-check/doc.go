// Command otelcol-scout-check is a gate for the CI of application teams: it runs the processors of otelcol-scout over
// traces in files and fails where there are more N+1 patterns and slow queries than a budget allows.
//
//	otelcol-scout-check --budget n_plus_one=0,slow_query=0 traces.jsonl
//
// It ends with 0 when the budgets were kept, with 1 when one was exceeded, with 2 when it was called wrongly or could not
// read its input, and with 3 when there was nothing in the input that could have exceeded a budget.
package main
