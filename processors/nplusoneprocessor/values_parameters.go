package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// parameters is a hash of the values of the bind parameters where the instrumentation was told to record them
// (db.query.parameter.<key>). The order of the attributes makes no difference.
func parameters(span ptrace.Span) uint64 {
	var hash uint64
	for key, value := range span.Attributes().All() {
		if strings.HasPrefix(key, dbspan.ParameterPrefix) {
			hash += mix(xxhash.Sum64String(key), hashValue(value)+uint64(value.Type()))
		}
	}
	return hash
}
