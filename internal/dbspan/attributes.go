package dbspan

import (
	"cmp"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// attributes are the span attributes that a Call is made of, each by its stable and its legacy name.
type attributes struct {
	system, legacySystem                        string
	text, legacyText                            string
	summary                                     string
	operation, legacyOperation, command         string
	collection, legacyCollection, mongoDBTarget string
	index, table                                string
	procedure                                   string
	namespace, legacyNamespace, redisDatabase   string
	batchSize, resends                          int64
	preparedName, parameters                    bool
	httpMethod, legacyHTTPMethod                string
	url, legacyURL, urlPath, httpTarget         string
	address, legacyAddress, httpHost            string
	urlTemplate, graphQLOperation               string
	httpStatus                                  int64
	rpcSystem, legacyRPCSystem                  string
	rpcService, rpcMethod                       string
	messaging                                   bool
	client                                      bool // the span's kind
	code                                        Code
}

// read looks at every attribute once.
func (a *attributes) read(attrs pcommon.Map) {
	for key, value := range attrs.All() {
		if len(key) < len("db.name") {
			continue
		}
		switch key[0] {
		case 'd':
			a.readDatabase(key, value)
		case 'h', 'u', 's', 'n':
			a.readHTTP(key, value)
		case 'r':
			a.readRPC(key, value)
		case 'c':
			a.code.read(key, value)
		case 'm':
			a.messaging = a.messaging || key == "messaging.system"
		case 'a', 'e', 'g':
			a.readTarget(key, value)
		case 'p':
			a.preparedName = a.preparedName || key == "pgx.prepare_stmt.name"
		}
	}
}

func (a *attributes) readDatabase(key string, value pcommon.Value) {
	switch key {
	case "db.system.name":
		a.system = text(value)
	case "db.system":
		a.legacySystem = text(value)
	case "db.query.text":
		a.text = text(value)
	case "db.statement":
		a.legacyText = text(value)
	case "db.query.summary":
		a.summary = text(value)
	case "db.operation.name":
		a.operation = text(value)
	case "db.operation":
		a.legacyOperation = text(value)
	case "db.command.name": // MongoDB's drivers, on the span of a command below that of the operation
		a.command = text(value)
	case "db.operation.batch.size", "db.redis.pipeline_length": // the latter: Python redis
		a.batchSize = number(value)
	default:
		a.readDatabaseTarget(key, value)
	}
}

func (a *attributes) readDatabaseTarget(key string, value pcommon.Value) {
	switch key {
	case "db.collection.name":
		a.collection = text(value)
	case "db.stored_procedure.name":
		a.procedure = text(value)
	case "db.sql.table", "db.cassandra.table", "db.cosmosdb.container":
		a.legacyCollection = text(value)
	case "db.mongodb.collection":
		a.mongoDBTarget = text(value)
	case "db.namespace":
		a.namespace = text(value)
	case "db.name":
		a.legacyNamespace = text(value)
	case "db.redis.database_index":
		a.redisDatabase = redisDatabase(value)
	case "db.operation.parameter.index", "db.elasticsearch.path_parts.index": // Elasticsearch, for Java and Python
		a.index = text(value)
	default:
		a.parameters = a.parameters || strings.HasPrefix(key, ParameterPrefix)
	}
}

// readTarget takes what other namespaces name: the index of Elasticsearch's transport client, DynamoDB's table where
// it is one, as the conventions have a list of them, and the operation that a GraphQL request asks for.
func (a *attributes) readTarget(key string, value pcommon.Value) {
	switch key {
	case "elasticsearch.request.indices":
		a.index = text(value)
	case "aws.dynamodb.table_names":
		if value.Type() == pcommon.ValueTypeSlice && value.Slice().Len() == 1 {
			a.table = text(value.Slice().At(0))
		}
	case "graphql.operation.name":
		a.graphQLOperation = text(value)
	}
}

func (a *attributes) readHTTP(key string, value pcommon.Value) {
	switch key {
	case "url.template":
		a.urlTemplate = text(value)
	case "http.response.status_code", "http.status_code":
		a.httpStatus = number(value)
	case "http.request.method":
		a.httpMethod = text(value)
	case "http.method":
		a.legacyHTTPMethod = text(value)
	case "url.full":
		a.url = text(value)
	case "http.url":
		a.legacyURL = text(value)
	case "url.path":
		a.urlPath = text(value)
	case "http.target":
		a.httpTarget = text(value)
	case "server.address":
		a.address = text(value)
	case "net.peer.name":
		a.legacyAddress = text(value)
	case "http.host":
		a.httpHost = text(value)
	case "http.request.resend_count", "http.resend_count":
		a.resends = number(value)
	}
}

func (a *attributes) readRPC(key string, value pcommon.Value) {
	switch key {
	case "rpc.system.name":
		a.rpcSystem = text(value)
	case "rpc.system":
		a.legacyRPCSystem = text(value)
	case "rpc.service":
		a.rpcService = text(value)
	case "rpc.method":
		a.rpcMethod = text(value)
	}
}

func (a *attributes) databaseSystem() string {
	return StableSystem(cmp.Or(a.system, a.legacySystem))
}

// text is the value of a string attribute and "" of any other, so that a wrong type reads as absent.
func text(value pcommon.Value) string {
	if value.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return value.Str()
}

func number(value pcommon.Value) int64 {
	if value.Type() != pcommon.ValueTypeInt {
		return 0
	}
	return value.Int()
}

// redisDatabase spells the number of a Redis database. Servers have 16 unless configured otherwise; higher
// numbers read as absent rather than cost an allocation.
func redisDatabase(value pcommon.Value) string {
	const digits = "0123456789101112131415"
	if value.Type() != pcommon.ValueTypeInt {
		return text(value)
	}
	switch n := value.Int(); {
	case n < 0 || n > 15:
		return ""
	case n < 10:
		return digits[n : n+1]
	default:
		return digits[10+2*(n-10) : 12+2*(n-10)]
	}
}
