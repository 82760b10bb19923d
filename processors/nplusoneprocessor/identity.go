package nplusoneprocessor

import (
	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// identity is what makes two calls the same call: equal for calls that differ only in their values.
// It allocates nothing.
//
//   - db, cache: the fingerprint of the text; the operation and what it works on where the text does not say
//     so or is not recorded.
//   - http: method, host and templated path (template.go).
//   - rpc: service and method.
func identity(call *dbspan.Call, span ptrace.Span) uint64 {
	switch call.Kind {
	case dbspan.HTTP:
		return mix(mix(xxhash.Sum64String(call.Operation), xxhash.Sum64String(call.Collection)), hashURL(urlOf(call)))
	case dbspan.RPC:
		return mix(xxhash.Sum64String(call.Collection), xxhash.Sum64String(rpcMethod(call)))
	default:
		if call.Text == "" {
			return target(call)
		}
		id := fingerprint(call, span)
		if !textNamesTarget(call.System) {
			id = mix(id, target(call))
		}
		return id
	}
}

// fingerprint is the one another processor of ours already wrote on the span, or else is computed here.
func fingerprint(call *dbspan.Call, span ptrace.Span) uint64 {
	if v, ok := span.Attributes().Get(finding.AttrQueryFingerprint); ok {
		if id, ok := finding.ParseHex(v.AsString()); ok {
			return id
		}
	}
	return uint64(sqlfingerprint.Fingerprint(sqlfingerprint.DialectOf(call.System), call.Text))
}

// target identifies the call by what the attributes beside the text say.
func target(call *dbspan.Call) uint64 {
	id := mix(xxhash.Sum64String(call.Operation), xxhash.Sum64String(call.Collection))
	if call.Operation == "" && call.Collection == "" {
		id = mix(id, xxhash.Sum64String(call.Summary))
	}
	return id
}

// textNamesTarget is false for document stores: their text is often the filter alone, `{"_id":"?"}`, equal
// for two collections.
func textNamesTarget(system string) bool {
	switch system {
	case "mongodb", "elasticsearch", "opensearch", "aws.dynamodb", "couchdb", "couchbase", "azure.cosmosdb":
		return false
	default:
		return true
	}
}

// urlOf falls back to the span's name where an instrumentation records no URL.
func urlOf(call *dbspan.Call) string {
	if call.Text == "" {
		return call.Name
	}
	return call.Text
}

func rpcMethod(call *dbspan.Call) string {
	if call.Operation == "" && call.Collection == "" {
		return call.Name
	}
	return call.Operation
}

// mix combines two hashes; the order matters. The multiplication is the finaliser of splitmix64
// (https://prng.di.unimi.it/splitmix64.c), which spreads every input bit over the output.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}
