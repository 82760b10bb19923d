package dbspan

// Kind tells what an outgoing call talks to.
type Kind uint8

// The kinds of outgoing calls.
const (
	// None is a span that is no outgoing call.
	None Kind = iota
	// DB is a database that answers queries.
	DB
	// Cache is an in-memory key-value store: redis, memcached, valkey.
	Cache
	// HTTP is an HTTP request.
	HTTP
	// RPC is a remote procedure call: gRPC, Connect, AWS …
	RPC
)

var kindNames = [...]string{None: "none", DB: "db", Cache: "cache", HTTP: "http", RPC: "rpc"}

// String is the kind's name on telemetry: none, db, cache, http or rpc.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return kindNames[None]
	}
	return kindNames[k]
}

// kindOf is Cache for key-value stores and DB for every other database system.
func kindOf(system string) Kind {
	switch system {
	case "redis", "memcached", "valkey":
		return Cache
	default:
		return DB
	}
}
