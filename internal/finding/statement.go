package finding

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Statement is what is known of one statement: all calls with one fingerprint on one system, of all services that make
// them, since it was first seen or since the bound of the table last let go of it. It holds no literal.
type Statement struct {
	Fingerprint           uint64
	System, Text, Summary string
	// Services make the calls; sorted, each once. A resource without a service.name counts as the empty name.
	Services []string

	// Calls ended well or not; Errors did not, and Slow are findings.
	Calls, Errors, Slow int64
	// Total is the sum of the calls' durations, and Share its part in the total of the whole table: 0 to 1.
	Total time.Duration
	Share float64
	// P50, P95 and P99 are of the last calls, older ones counting less and less; they are right to 2 %. Max is of all.
	P50, P95, P99, Max time.Duration

	// LastSeen is when the last call ended; Example is the trace of the longest.
	LastSeen time.Time
	Example  pcommon.TraceID
}

// StatementSource is a table of statements.
type StatementSource interface {
	// Statements returns the table as it is now, what took the most time first. It may be called at any time, from any
	// goroutine, and takes time in proportion to the table: some milliseconds.
	Statements() []Statement
}

// StatementSink is an extension that shows statements. A processor hands its table over at its start and calls remove
// at its shutdown; the sink reads the table whenever it needs it.
type StatementSink interface {
	AddStatements(source StatementSource) (remove func())
}
