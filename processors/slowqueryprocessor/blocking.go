package slowqueryprocessor

import (
	"strings"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// waits tells commands that wait by design, for a message or for a timeout, however fast the server is.
func waits(call dbspan.Call) bool {
	if call.Kind != dbspan.Cache {
		return false
	}
	switch strings.ToUpper(call.Operation) {
	case "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP",
		"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "WAIT", "WAITAOF":
		return true
	case "XREAD", "XREADGROUP":
		// Without the text nobody can tell whether it blocks, and most of them do.
		return call.Text == call.Operation || call.Text == "" || strings.Contains(strings.ToUpper(call.Text), " BLOCK ") ||
			!strings.Contains(strings.ToUpper(call.Text), " STREAMS ")
	default:
		return false
	}
}
