package dbspan

// Reason names the housekeeping that a call does; the zero value is a call that counts.
type Reason string

// The reasons why a call is no query.
const (
	// Counts is a query, a cache command or a request: it counts.
	Counts Reason = ""
	// Connect opens a connection or shakes hands on it.
	Connect Reason = "connect"
	// Pool waits for a connection of a pool.
	Pool Reason = "pool"
	// Prepare prepares or closes a prepared statement without running it.
	Prepare Reason = "prepare"
	// Declined is a query the driver did not send: the caller prepares the statement and runs it after that.
	Declined Reason = "declined"
	// Transaction begins, ends or marks a transaction.
	Transaction Reason = "transaction"
	// CursorFetch reads on from a query that ran before.
	CursorFetch Reason = "cursor_fetch"
	// Ping asks whether the server is there.
	Ping Reason = "ping"
	// Session reads or sets what holds for the connection.
	Session Reason = "session"
	// Batch is many statements in one round trip, or one statement of such a batch.
	Batch Reason = "batch"
	// Copy streams rows in or out.
	Copy Reason = "copy"
	// Retry sends a request again.
	Retry Reason = "retry"
	// Empty says nothing about what was called.
	Empty Reason = "empty"
)
