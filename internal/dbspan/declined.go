package dbspan

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Go's database/sql first asks a driver to run a query at once. A driver that must prepare statements with
// arguments answers driver.ErrSkip without sending anything (MySQL's does unless told to interpolate), and the
// same query follows as a prepared statement: two spans with one text for one query.

// errSkip is the text of driver.ErrSkip, which XSAM/otelsql records as an exception.
const errSkip = "driver: skip fast-path"

// declineLimit is the time below which a query was declined where the instrumentation keeps the answer to
// itself (uptrace/otelsql): no server answers that fast.
const declineLimit = 10 * time.Microsecond

// declined tells whether the driver declined to run the query.
func declined(span ptrace.Span) bool {
	switch span.Name() {
	case "sql.conn.query", "sql.conn.exec": // XSAM/otelsql
		return skips(span) || quick(span)
	case "db.Query", "db.Exec": // uptrace/otelsql
		return quick(span)
	case "sql:query", "sql:exec": // nhatthm/otelsql; also the names of its prepared statements
		return strings.HasPrefix(span.Status().Message(), errSkip)
	default:
		return false
	}
}

func skips(span ptrace.Span) bool {
	for _, event := range span.Events().All() {
		message, ok := event.Attributes().Get("exception.message")
		if ok && strings.HasPrefix(text(message), errSkip) {
			return true
		}
	}
	return false
}

// quick is false where the times are not told or go backwards.
func quick(span ptrace.Span) bool {
	start, end := span.StartTimestamp(), span.EndTimestamp()
	return end != 0 && start <= end && end-start < pcommon.Timestamp(declineLimit)
}
