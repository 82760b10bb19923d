package nplusoneprocessor

import (
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// irreplaceable tells calls that one call for many could not replace, or of which nobody can tell.
func irreplaceable(span ptrace.Span, call *dbspan.Call) bool {
	switch call.Kind {
	case dbspan.HTTP:
		return isFile(call) || unanswered(span, call) || isBulkRequest(call.Text) || untoldRequest(call)
	case dbspan.DB:
		return isBulk(call.Text) || call.TakesMany() || untold(call)
	case dbspan.Cache:
		return call.Waits() || isBulkCommand(call.Operation, call.Text)
	default:
		return call.Waits() || call.TakesMany()
	}
}
