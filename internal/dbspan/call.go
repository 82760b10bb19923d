package dbspan

import (
	"cmp"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Call is one outgoing call. Its strings are views of the span's: valid as long as the span is.
type Call struct {
	// Kind tells what is called; the meaning of the other fields depends on it.
	Kind Kind
	// System is the stable db.system.name (legacy names renamed: mssql is microsoft.sql_server), "http",
	// or the rpc.system.
	System string
	// Text is the query, the cache command, or the URL (the path where no full URL is known); empty for RPC.
	Text string
	// Summary is db.query.summary, empty where the span has none.
	Summary string
	// Operation is db.operation.name, the cache command, the HTTP method or the RPC method.
	Operation string
	// Collection is the table, collection or stored procedure; HTTP: the host; RPC: the service.
	Collection string
	// Namespace is the database's name, for Redis its number.
	Namespace string
	// BatchSize is db.operation.batch.size, 0 where absent.
	BatchSize int64
	// Name is the span's name.
	Name string

	// prepared is set where the driver said that it only prepared the statement.
	prepared bool
}

// Read tells what the span says about an outgoing call. It is false for spans that are none: servers,
// producers and consumers, messaging clients, and spans of other kinds than CLIENT that say nothing of a
// database (some database instrumentations leave the kind away or use INTERNAL).
func Read(span ptrace.Span) (Call, bool) {
	kind := span.Kind()
	if kind != ptrace.SpanKindClient && kind != ptrace.SpanKindInternal && kind != ptrace.SpanKindUnspecified {
		return Call{}, false
	}
	attrs := readAttributes(span.Attributes())
	call := attrs.call(span.Name())
	if call.Kind == None {
		return Call{}, false
	}
	if kind != ptrace.SpanKindClient && call.Kind != DB && call.Kind != Cache {
		return Call{}, false
	}
	return call, true
}

// call gives a database precedence over RPC over HTTP: an Elasticsearch client speaks HTTP, a DynamoDB
// client speaks RPC, and both mean the database.
func (a *attributes) call(name string) Call {
	switch {
	case a.messaging:
		return Call{}
	case a.system != "" || a.legacySystem != "" || a.text != "" || a.legacyText != "":
		return a.databaseCall(name)
	case a.rpcSystem != "" || a.legacyRPCSystem != "":
		return a.rpcCall(name)
	case a.httpMethod != "" || a.legacyHTTPMethod != "":
		return a.httpCall(name)
	default:
		return Call{}
	}
}

func (a *attributes) databaseCall(name string) Call {
	system := cmp.Or(a.databaseSystem(), otherSQL)
	call := Call{
		Kind:       kindOf(system),
		System:     system,
		Text:       cmp.Or(a.text, a.legacyText),
		Summary:    a.summary,
		Operation:  cmp.Or(a.operation, a.legacyOperation),
		Collection: cmp.Or(a.collection, a.legacyCollection, a.mongoDBTarget, a.procedure),
		Namespace:  cmp.Or(a.namespace, a.legacyNamespace, a.redisDatabase),
		BatchSize:  a.batchSize,
		Name:       name,
		prepared:   a.preparedName,
	}
	if call.Kind == Cache && call.Operation == "" {
		call.Operation = cacheCommand(call.Text, name)
	}
	return call
}

// cacheCommand is the command at the start of the text or, where the instrumentation was told not to record
// texts, the span's name if that is a bare word, as redis clients name their spans.
func cacheCommand(commandText, name string) string {
	if word := firstWord(commandText); word != "" {
		return word
	}
	if word := firstWord(name); len(word) == len(name) {
		return word
	}
	return ""
}

func (a *attributes) rpcCall(name string) Call {
	service, method := a.rpcService, a.rpcMethod
	// The newer conventions put the full name into rpc.method: "package.Service/Method".
	if at := strings.LastIndexByte(method, '/'); at >= 0 {
		service, method = cmp.Or(service, strings.TrimPrefix(method[:at], "/")), method[at+1:]
	}
	return Call{
		Kind:       RPC,
		System:     cmp.Or(a.rpcSystem, a.legacyRPCSystem),
		Operation:  method,
		Collection: service,
		Name:       name,
	}
}

func (a *attributes) httpCall(name string) Call {
	return Call{
		Kind:       HTTP,
		System:     "http",
		Text:       cmp.Or(a.url, a.legacyURL, a.urlPath, a.httpTarget),
		Operation:  cmp.Or(a.httpMethod, a.legacyHTTPMethod),
		Collection: cmp.Or(a.address, a.legacyAddress, a.httpHost),
		Name:       name,
	}
}
