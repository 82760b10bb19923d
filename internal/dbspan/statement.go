package dbspan

import "strings"

// byStatement knows SQL housekeeping by the first words of the text. A text that goes on after the
// housekeeping counts: Entity Framework writes `SET NOCOUNT ON; INSERT INTO …`.
func byStatement(statement string) Reason {
	reason := byFirstWords(statement)
	if reason != Counts && hasSecondStatement(statement) {
		return Counts
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
		return bySelect(statement)
	case "begin", "start", "commit", "rollback", "savepoint", "release", "abort", "end", "save":
		return byTransaction(statement)
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

func hasSecondStatement(statement string) bool {
	_, rest, found := strings.Cut(statement, ";")
	w := words{rest}
	return found && !w.done()
}

// bySelect knows the queries drivers and pools ask to see whether a connection lives (SELECT 1, with the
// literal or masked) and what it speaks to (SELECT version()).
func bySelect(statement string) Reason {
	w := words{statement}
	w.next()
	var buffer [longestKeyword]byte
	what := w.next()
	if what == "1" {
		return ifLast(&w, Ping)
	}
	if what == "" {
		if rest, ok := strings.CutPrefix(w.rest, "?"); ok { // masked
			return ifLast(&words{rest}, Ping)
		}
	}
	if strings.HasPrefix(what, "@@") && w.done() {
		return Session
	}
	switch string(keyword(what, &buffer)) {
	case "version", "current_schema", "current_database", "database", "pg_catalog.version":
		return ifCall(&w, Session)
	}
	return Counts
}

// ifLast is the reason where nothing follows but an alias or Oracle's FROM dual.
func ifLast(w *words, reason Reason) Reason {
	var buffer [longestKeyword]byte
	switch string(keyword(w.next(), &buffer)) {
	case "as":
		w.next()
	case "from":
		if !strings.EqualFold(w.next(), "dual") {
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
