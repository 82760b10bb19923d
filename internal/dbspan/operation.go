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
	case "prepare": // Ruby pg, PHP Doctrine: with the text that is prepared
		return Prepare
	case "ping":
		return Ping
	default:
		return Counts
	}
}

// byCacheCommand knows Redis and memcached housekeeping by the command. A pipelined command (PIPELINE get,
// MULTI get: several commands in one round trip) is a batch; so is one of memcached's quiet commands (setq),
// which are sent one after the other without waiting for an answer.
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
	case "pipeline", "batch", "setq", "addq", "replaceq", "deleteq", "incrq", "decrq", "appendq", "prependq":
		return Batch
	default:
		return Counts
	}
}

// byMongoCommand knows MongoDB's housekeeping by the command name; some drivers write it in lower case.
func byMongoCommand(operation string) Reason {
	var buffer [longestKeyword]byte
	switch string(keyword(operation, &buffer)) {
	case "getmore", "killcursors":
		return CursorFetch
	case "ping":
		return Ping
	case "hello", "ismaster", "saslstart", "saslcontinue", "authenticate", "buildinfo":
		return Connect
	case "endsessions", "startsession", "refreshsessions":
		return Session
	case "committransaction", "aborttransaction":
		return Transaction
	default:
		return Counts
	}
}
