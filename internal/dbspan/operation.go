package dbspan

// byOperation knows housekeeping by db.operation.name. "BATCH …" is what the semantic conventions ask for
// statements sent together.
func byOperation(operation string) Reason {
	var buffer [longestKeyword]byte
	switch string(keyword(firstWord(operation), &buffer)) {
	case "connect":
		return Connect
	case "batch", "pipeline":
		return Batch
	case "ping":
		return Ping
	default:
		return Counts
	}
}

// byCacheCommand knows Redis and memcached housekeeping by the command. A pipelined command (PIPELINE get,
// MULTI get: several commands in one round trip) is a batch.
func byCacheCommand(operation string) Reason {
	command := words{operation}
	var buffer [longestKeyword]byte
	switch string(keyword(command.next(), &buffer)) {
	case "ping", "echo", "version", "noop":
		return Ping
	case "connect":
		return Connect
	case "auth", "hello", "select", "client", "quit", "readonly", "readwrite", "command", "cluster",
		"info", "asking", "reset":
		return Session
	case "multi":
		if !command.done() {
			return Batch
		}
		return Transaction
	case "exec", "discard", "watch", "unwatch":
		return Transaction
	case "pipeline", "batch":
		return Batch
	default:
		return Counts
	}
}

// byMongoCommand knows MongoDB's housekeeping by the command name, as its drivers spell it.
func byMongoCommand(operation string) Reason {
	switch operation {
	case "getMore", "killCursors":
		return CursorFetch
	case "ping":
		return Ping
	case "hello", "isMaster", "ismaster", "saslStart", "saslContinue", "authenticate", "buildInfo":
		return Connect
	case "endSessions", "startSession", "refreshSessions":
		return Session
	case "commitTransaction", "abortTransaction":
		return Transaction
	default:
		return Counts
	}
}
