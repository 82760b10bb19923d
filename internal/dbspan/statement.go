package dbspan

import "strings"

// maxStatements is how many statements of one text are looked at: each look may go to the end of the text.
const maxStatements = 16

// byStatement knows SQL housekeeping by the first words of the text. A text that goes on after the
// housekeeping counts (Entity Framework writes `SET NOCOUNT ON; INSERT INTO …`) unless all of it is
// housekeeping: Sequelize writes `SET client_min_messages TO warning;SET TIME ZONE …;` on each new connection.
func byStatement(statement string) Reason {
	reason := byFirstWords(statement)
	for range maxStatements - 1 {
		var more bool
		if statement, more = nextStatement(statement); !more || reason == Counts {
			return reason
		}
		if byFirstWords(statement) == Counts {
			return Counts
		}
	}
	return reason
}

func byFirstWords(statement string) Reason {
	w := words{statement}
	var buffer [longestKeyword]byte
	first := w.next()
	if first == "" {
		return noWords(statement)
	}
	switch string(keyword(first, &buffer)) {
	case "select":
		return bySelect(statement, w)
	case "begin", "start", "commit", "rollback", "savepoint", "release", "abort", "end", "save":
		return byTransaction(statement)
	case "values": // Derby
		return ifPing(&w)
	case "fetch", "move", "close":
		return CursorFetch
	case "prepare", "deallocate":
		return Prepare
	case "set", "show", "use", "reset", "discard", "pragma", "listen", "unlisten":
		return Session
	case "alter":
		return ifNext(&w, "session", Session)
	case "copy":
		return Copy
	case "insert":
		return ifNext(&w, "bulk", Copy) // SqlClient's bulk copy
	default:
		return Counts
	}
}

// noWords judges a text that starts with no word: comments and semicolons alone are how drivers ping
// (pgx: "-- ping", lib/pq: ";"), "?" and the like are texts an instrumentation masked whole.
func noWords(statement string) Reason {
	w := words{statement}
	switch {
	case !w.done(), statement == "":
		return Counts
	case strings.TrimSpace(statement) == "":
		return Empty
	default:
		return Ping
	}
}

// byTransaction knows the statements of a transaction. BEGIN is also the start of a procedural block
// (`BEGIN proc(1); END;`), which counts.
func byTransaction(statement string) Reason {
	w := words{statement}
	var first, second [longestKeyword]byte
	verb := keyword(w.next(), &first)
	rest := w
	next := keyword(w.next(), &second)
	if !transactionClause(string(verb), string(next), rest.done()) {
		return Counts
	}
	return Transaction
}

func transactionClause(verb, next string, alone bool) bool {
	switch verb {
	case "commit", "rollback", "savepoint", "release", "abort":
		return true
	case "start", "save": // SQL Server: SAVE TRANSACTION
		return strings.HasPrefix(next, "tran")
	}
	if alone {
		return true
	}
	switch next { // BEGIN and END
	case "tran", "work", "isolation", "read", "deferrable", "not", "deferred", "immediate", "exclusive",
		"concurrent", "and":
		return true
	default:
		return strings.HasPrefix(next, "transactio")
	}
}

// nextStatement is what follows the first semicolon and the blanks, comments and semicolons behind it, if there
// is more.
func nextStatement(statement string) (rest string, more bool) {
	_, rest, _ = strings.Cut(statement, ";")
	w := words{rest}
	more = !w.done()
	return w.rest, more
}

// bySelect knows the queries drivers and pools ask to see whether a connection lives (SELECT 1, with the
// literal or masked) and what it speaks to (SELECT version()). w stands behind the SELECT.
func bySelect(statement string, w words) Reason {
	var buffer [longestKeyword]byte
	what := w.next()
	if what == "1" {
		return ifLast(&w, Ping)
	}
	if what == "" {
		return bySelectedValue(w.rest)
	}
	if strings.HasPrefix(what, "@@") && w.done() {
		return Session
	}
	if readsSchema(statement) {
		return Session
	}
	switch string(keyword(what, &buffer)) {
	case "set_config", "pg_catalog.set_config": // PostgreSQL's SET as a function
		if strings.HasPrefix(w.rest, "(") {
			return Session
		}
	case "version", "current_schema", "current_database", "database", "pg_catalog.version":
		return ifCall(&w, Session)
	}
	return Counts
}

// bySelectedValue knows the ping by what is no word: masked, or the 'x' of connection pools for Java.
func bySelectedValue(rest string) Reason {
	for _, value := range [...]string{"?", "'x'", "'1'", "''"} {
		if after, ok := strings.CutPrefix(rest, value); ok {
			return ifLast(&words{after}, Ping)
		}
	}
	return Counts
}

func ifPing(w *words) Reason {
	if w.next() != "1" {
		return Counts
	}
	return ifLast(w, Ping)
}

// isOneRowTable knows the tables of one row that databases without a SELECT of nothing have: Oracle's, DB2's, and
// the one that HSQLDB's users take.
func isOneRowTable(name string) bool {
	return strings.EqualFold(name, "dual") || strings.EqualFold(name, "sysibm.sysdummy1") ||
		strings.EqualFold(name, "information_schema.system_users")
}

// ifLast is the reason where nothing follows but an alias or FROM a table of one row.
func ifLast(w *words, reason Reason) Reason {
	var buffer [longestKeyword]byte
	switch string(keyword(w.next(), &buffer)) {
	case "as":
		w.skipName()
	case "from":
		if !isOneRowTable(w.next()) {
			return Counts
		}
	}
	if w.done() {
		return reason
	}
	return Counts
}

// ifCall is the reason where the word before was the call of a function without arguments, and the last.
func ifCall(w *words, reason Reason) Reason {
	w.skipOpening()
	if rest, ok := strings.CutPrefix(w.rest, ")"); ok {
		return ifLast(&words{rest}, reason)
	}
	return Counts
}

// ifNext is the reason where the next word is the keyword.
func ifNext(w *words, next string, reason Reason) Reason {
	if strings.EqualFold(w.next(), next) {
		return reason
	}
	return Counts
}
