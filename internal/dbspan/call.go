package dbspan

import (
	"cmp"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// ParameterPrefix starts the attributes that hold the values of bind parameters.
const ParameterPrefix = "db.query.parameter."

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
	// Collection is the table, collection or stored procedure; HTTP: the host, with the port where the URL has
	// one; RPC: the service.
	Collection string
	// Namespace is the database's name, for Redis its number.
	Namespace string
	// BatchSize is db.operation.batch.size, 0 where absent.
	BatchSize int64
	// URL is what a database that speaks HTTP was asked for, or its path, where the span holds no query: either
	// Text is empty or it is the first line of the request.
	URL string
	// Template is the URL's template where the client tells it (url.template), such as /users/{id}.
	Template string
	// GraphQLOperation is the operation that an HTTP request asks for, where the client tells it.
	GraphQLOperation string
	// Status is the HTTP response's status code, 0 where there was no response or it is not told.
	Status int64
	// Name is the span's name.
	Name string
	// Code is where the call was made, as far as the span tells.
	Code Code
	// Parameters is true where the span has the values of bind parameters, see ParameterPrefix.
	Parameters bool

	// prepared is set where the driver said that it only prepared the statement.
	prepared bool
	// declined is set where the driver sent nothing and the caller prepares the statement instead.
	declined bool
	// resent is set where the request was sent before: a retry, or the next hop of a redirect.
	resent bool
}

// Read tells what the span says about an outgoing call. It is false for spans that are none: servers,
// producers and consumers, messaging clients, and spans of other kinds than CLIENT that say nothing of a
// database (some database instrumentations leave the kind away or use INTERNAL) and are not named as requests are.
func Read(span ptrace.Span) (Call, bool) {
	kind := span.Kind()
	if kind != ptrace.SpanKindClient && kind != ptrace.SpanKindInternal && kind != ptrace.SpanKindUnspecified {
		return Call{}, false
	}
	attrs := attributes{client: kind == ptrace.SpanKindClient}
	attrs.read(span.Attributes())
	call := attrs.call(span.Name())
	if call.Kind == None {
		return Call{}, false
	}
	call.Code = attrs.code
	if kind != ptrace.SpanKindClient && call.Kind != DB && call.Kind != Cache && !NamesRequest(span.Name()) {
		return Call{}, false
	}
	call.declined = declined(span)
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
	case a.client && (a.operation != "" || a.legacyOperation != ""): // PHP Doctrine names no system
		return a.databaseCall(name)
	default:
		return a.namedRequest(name)
	}
}

// NamesRequest tells names that only the span of an outgoing request has, whatever its kind (spans converted from
// other vendors are INTERNAL): "GET https://host/path" and "http.client".
func NamesRequest(name string) bool {
	if len(name) < len("http.client") || name[1] != 't' && (name[1] < 'A' || name[1] > 'Z') { // most names are neither
		return false
	}
	method, url, _ := strings.Cut(name, " ")
	return name == "http.client" || isHTTPMethod(method) && authority(url) != ""
}

// namedRequest takes a span that says nothing but "GET https://host/path" in its name.
func (a *attributes) namedRequest(name string) Call {
	method, url, told := strings.Cut(name, " ")
	if !told || !NamesRequest(name) {
		return Call{}
	}
	a.httpMethod, a.legacyURL = method, cmp.Or(a.legacyURL, url)
	return a.httpCall(name)
}

func (a *attributes) databaseCall(name string) Call {
	system := a.databaseSystem()
	if system == "" {
		system = systemOf(cmp.Or(a.text, a.legacyText))
	}
	call := Call{
		Kind:       kindOf(system),
		System:     system,
		Text:       innerStatement(cmp.Or(a.text, a.legacyText)),
		Summary:    a.summary,
		Operation:  cmp.Or(a.operation, a.legacyOperation, a.command),
		Collection: cmp.Or(a.collection, a.legacyCollection, a.mongoDBTarget, a.procedure, a.index, a.table),
		Namespace:  cmp.Or(a.namespace, a.legacyNamespace, a.redisDatabase),
		BatchSize:  a.batchSize,
		Name:       name,
		Parameters: a.parameters,
		prepared:   a.preparedName,
	}
	call.readRequest(a)
	if call.Operation == "" {
		call.readOperation()
	}
	return call
}

// readOperation takes the operation of a key-value or document store from where else it may stand.
func (c *Call) readOperation() {
	switch {
	case c.Kind == Cache:
		c.Operation = cacheCommand(c.Text, c.Name)
	case c.System == "mongodb":
		c.Operation = mongoCommand(c.Text, c.Name)
		if c.Text == c.Operation { // pymongo, told not to record filters: it says no more than the operation does
			c.Text = ""
		}
	}
}

// mongoCommand is the bare word at the start of the text (pymongo: `find {…}`) or else in the span's name
// (pymongo: `shop.find`, Ruby mongo: `find shop.users`).
func mongoCommand(commandText, name string) string {
	if word := firstWord(commandText); word != "" {
		return word
	}
	word := firstWord(name)
	return word[strings.LastIndexByte(word, '.')+1:]
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
	url := cmp.Or(a.url, a.legacyURL)
	return Call{
		Kind:             HTTP,
		System:           "http",
		Text:             cmp.Or(url, a.urlPath, a.httpTarget),
		Operation:        cmp.Or(a.httpMethod, a.legacyHTTPMethod),
		Collection:       cmp.Or(authority(url), a.address, a.legacyAddress, a.httpHost),
		Template:         a.urlTemplate,
		GraphQLOperation: a.graphQLOperation,
		Status:           a.httpStatus,
		Name:             name,
		resent:           a.resends > 0,
	}
}
