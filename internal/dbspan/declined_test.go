package dbspan_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestIgnoredDeclined(t *testing.T) {
	const skip = "driver: skip fast-path; continue as if unimplemented"
	tests := []struct {
		name              string
		micros            int
		exception, status string
		want              dbspan.Reason
	}{
		{"sql.conn.query", 40, skip, "", dbspan.Declined},
		{"sql.conn.exec", 40, skip, "", dbspan.Declined},
		{"sql.conn.query", 40, "connection refused", "", dbspan.Counts},
		{"sql.conn.query", 40, "", "", dbspan.Counts},
		{"sql.conn.query", 9, "", "", dbspan.Declined},
		{"sql.stmt.query", 9, "", "", dbspan.Counts},
		{"db.Query", 9, "", "", dbspan.Declined},
		{"db.Exec", 9, "", "", dbspan.Declined},
		{"db.Query", 10, "", "", dbspan.Counts},
		{"stmt.Query", 9, "", "", dbspan.Counts},
		{"sql:query", 40, "", skip, dbspan.Declined},
		{"sql:query", 40, "", "connection refused", dbspan.Counts},
		{"SELECT", 9, skip, skip, dbspan.Counts},
	}
	for _, test := range tests {
		span := clientSpan(test.name, map[string]any{"db.system": "mysql", "db.statement": "SELECT a FROM b WHERE id = ?"})
		span.SetStartTimestamp(1)
		span.SetEndTimestamp(1 + pcommon.Timestamp(test.micros)*1000)
		span.Status().SetMessage(test.status)
		if test.exception != "" {
			span.Events().AppendEmpty().Attributes().PutStr("exception.message", test.exception)
		}
		call, ok := dbspan.Read(span)
		require.True(t, ok)
		assert.Equal(t, test.want, call.Ignored(), "%+v", test)
	}
}

func TestNotDeclinedWhereTheTimesAreAbsurd(t *testing.T) {
	for end, want := range map[pcommon.Timestamp]dbspan.Reason{
		4_000_000: dbspan.Counts, 5_000_000: dbspan.Declined, 5_009_999: dbspan.Declined, math.MaxUint64: dbspan.Counts,
	} {
		span := clientSpan("db.Query", map[string]any{"db.system": "mysql", "db.statement": "SELECT a FROM b WHERE id = ?"})
		span.SetStartTimestamp(5_000_000)
		span.SetEndTimestamp(end)
		call, ok := dbspan.Read(span)
		require.True(t, ok)
		assert.Equal(t, want, call.Ignored(), end)
	}
}

func TestIgnoredDeclinedWithoutTimes(t *testing.T) {
	assert.Equal(t, dbspan.Counts, ignoredCase{"db.Query", pg("SELECT a FROM b")}.reason(t))
}
