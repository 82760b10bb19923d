package dbspan

import "strings"

// minRepeated is how many bytes two statements must share before their first value to be the same statement.
const minRepeated = len("SELECT a FROM b")

// repeatsItself tells whether the text is one statement written more than once, as clients without an attribute
// for batches write them (Npgsql's batches, Entity Framework's SaveChanges, MySQL's rewritten batches). It
// compares the first two, up to the first value.
func repeatsItself(statement string) bool {
	first, rest, found := strings.Cut(statement, ";")
	if !found {
		return false
	}
	w := words{first}
	w.skipBlank()
	first = w.rest
	if end := strings.IndexAny(first, "'?$@:%0123456789"); end >= 0 {
		first = first[:end]
	}
	w = words{rest}
	w.skipBlank()
	return len(first) >= minRepeated && strings.HasPrefix(w.rest, first)
}

// isBatchStatement knows Cassandra's statement around statements
// (https://cassandra.apache.org/doc/latest/cassandra/developing/cql/dml.html).
func isBatchStatement(text string) bool {
	return startsWith(text, "BEGIN ") &&
		(startsWith(text, "BEGIN BATCH") || startsWith(text, "BEGIN UNLOGGED BATCH") || startsWith(text, "BEGIN COUNTER BATCH"))
}
