package dbspan

import "strings"

// innerStatement is the statement that SQL Server's sp_executesql is given: drivers send every parameterised
// statement through it, so its own name tells nothing
// (https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-executesql-transact-sql).
// Every other text is given back as it is. A statement with quotes in it, which are doubled there, is the one text of a
// Call that is no view but a copy.
func innerStatement(statement string) string {
	if startsWithSelect(statement) { // most do
		return statement
	}
	w := words{statement}
	first := w.next()
	if len(first) == len("exec") && strings.EqualFold(first, "exec") || strings.EqualFold(first, "execute") {
		first = w.next()
	}
	if !isExecuteSQL(first) {
		return statement
	}
	w.skipBlank()
	if inner, ok := unquote(w.rest); ok {
		return inner
	}
	return statement
}

func startsWithSelect(statement string) bool {
	return len(statement) > len("SELECT") && (statement[:len("SELECT")] == "SELECT" || statement[:len("SELECT")] == "select")
}

// isExecuteSQL knows the procedure also behind its schema: sys.sp_executesql.
func isExecuteSQL(name string) bool {
	const procedure = "sp_executesql"
	return len(name) >= len(procedure) && strings.EqualFold(name[len(name)-len(procedure):], procedure)
}

// unquote gives what stands between the quotes of the literal at the start; it need not be closed, the text may be
// cut off. A doubled quote does not end it.
func unquote(s string) (string, bool) {
	const quote = '\''
	s = strings.TrimPrefix(s, "N")
	if s == "" || s[0] != quote {
		return "", false
	}
	s = s[1:]
	for i := 0; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 == len(s) || s[i+1] != quote {
			return single(s[:i]), true
		}
		i++
	}
	return single(s), true
}

// single makes one quote of each two, so that what is quoted inside reads as a value and not as a name.
func single(s string) string { return strings.ReplaceAll(s, "''", "'") }
