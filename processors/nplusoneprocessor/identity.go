package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// identity is what makes two calls the same call: equal for calls that differ only in their values.
// It allocates nothing. The cache knows the texts seen lately.
//
//   - db, cache: the fingerprint of the text; the operation and what it works on where the text does not say
//     so or is not recorded; the templated path of a request where there is nothing else; the name of the database.
//   - http: method, host and templated path (template.go), and the GraphQL operation where it is told.
//   - rpc: service and method.
func identity(call *dbspan.Call, span ptrace.Span, texts *sqlfingerprint.Cache) uint64 {
	switch call.Kind {
	case dbspan.HTTP:
		id := mix(mix(xxhash.Sum64String(call.Operation), xxhash.Sum64String(call.Collection)), hashURL(urlOf(call)))
		if call.GraphQLOperation != "" {
			id = mix(id, xxhash.Sum64String(call.GraphQLOperation))
		}
		return id
	case dbspan.RPC:
		return mix(xxhash.Sum64String(call.Collection), xxhash.Sum64String(rpcMethod(call)))
	default:
		return queryIdentity(call, span, texts)
	}
}

func queryIdentity(call *dbspan.Call, span ptrace.Span, texts *sqlfingerprint.Cache) uint64 {
	id, ok := fingerprint(call, span, texts)
	switch {
	case !ok || call.URL != "":
		id = target(call)
	case !textNamesTarget(call.System):
		id = mix(id, target(call))
	}
	if call.Kind == dbspan.DB && call.Namespace != "" { // one query cannot ask two databases
		id = mix(id, xxhash.Sum64String(call.Namespace))
	}
	return id
}

// fingerprint is the one another processor of ours already wrote on the span, which may have dropped the text, or
// else that of the text; ok is false where there is neither.
func fingerprint(call *dbspan.Call, span ptrace.Span, texts *sqlfingerprint.Cache) (id uint64, ok bool) {
	if v, found := span.Attributes().Get(finding.AttrQueryFingerprint); found && v.Type() == pcommon.ValueTypeStr {
		if id, ok = finding.ParseHex(v.Str()); ok {
			return id, true
		}
	}
	if call.Text == "" {
		return 0, false
	}
	return uint64(texts.Fingerprint(sqlfingerprint.DialectOf(call.System), call.Text)), true
}

// target identifies the call by what the attributes beside the text say.
func target(call *dbspan.Call) uint64 {
	id := mix(xxhash.Sum64String(call.Operation), xxhash.Sum64String(call.Collection))
	if call.Operation == "" && call.Collection == "" {
		id = mix(id, xxhash.Sum64String(call.Summary))
	}
	if urlTells(call) {
		id = mix(id, hashURL(call.URL))
	}
	if namesTarget(call) {
		id = mix(id, xxhash.Sum64String(call.Name))
	}
	return id
}

// urlTells is true where only the URL says what the database was asked for.
func urlTells(call *dbspan.Call) bool {
	return call.URL != "" && call.Collection == "" && call.Summary == ""
}

// namesTarget tells whether the span's name is all that tells what is worked on: "SELECT shop.users" where there is
// neither a text nor a table.
func namesTarget(call *dbspan.Call) bool {
	if call.Kind != dbspan.DB || call.Text != "" || call.Collection != "" || call.Summary != "" || call.Operation == "" {
		return false
	}
	rest, ok := strings.CutPrefix(call.Name, call.Operation)
	return ok && len(rest) > 1 && rest[0] == ' ' && !strings.EqualFold(rest[1:], call.Namespace)
}

// untold tells a query of which nothing is known but that it reads or writes: eight of them may be eight queries.
func untold(call *dbspan.Call) bool {
	if call.Text != "" || call.Collection != "" || call.Summary != "" || namesTarget(call) {
		return false
	}
	switch call.Operation {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "select", "insert", "update", "delete":
		return call.Kind == dbspan.DB && textNamesTarget(call.System)
	default:
		return false
	}
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

// urlOf is the template that the client told, which knows better than we which parts are values; it falls back to
// the span's name where an instrumentation records no URL.
func urlOf(call *dbspan.Call) string {
	if call.Template != "" {
		return call.Template
	}
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
