package nplusoneprocessor

import "strings"

// Statements that are made one by one on purpose.

// singles are what such statements hold, in lower case: taking one job from a queue, and locks, which are no
// questions. PostgreSQL, Oracle and MySQL skip locked rows, SQL Server reads past them.
var singles = []string{
	" skip locked", "readpast",
	" pg_advisory_", " pg_try_advisory_", " get_lock(", " release_lock(", " is_free_lock(", "sp_getapplock",
	"sp_releaseapplock", "dbms_lock.",
}

func isSingle(text string) bool {
	text = strings.ToLower(text)
	for _, single := range singles {
		if strings.Contains(text, single) {
			return true
		}
	}
	return false
}
