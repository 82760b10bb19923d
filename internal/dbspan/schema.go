package dbspan

import "strings"

// readsSchema tells whether a SELECT asks the database about itself: its first table is one of the system's
// own. Drivers and ORMs look up types and columns so, a query for each, before they first use them: psycopg,
// Npgsql and ActiveRecord in pg_type and pg_attribute, SQLAlchemy in pg_catalog, others in
// information_schema. The search for the table costs only where the text may name a system table at all.
func readsSchema(statement string) bool {
	for at := 0; ; at++ {
		next := strings.IndexByte(statement[at:], '_')
		if next < 0 {
			return false
		}
		at += next
		if isSchemaMark(statement[:at], statement[at+1:]) {
			return isSystemTable(firstTable(statement))
		}
	}
}

// isSchemaMark tells whether the names of system tables may have an underscore between the two: pg_type,
// information_schema.columns, sqlite_master.
func isSchemaMark(before, after string) bool {
	if n := len(before); n >= 2 && before[n-1] == 'g' && before[n-2] == 'p' || n >= 6 && before[n-1] == 'e' && before[n-6:] == "sqlite" {
		return true
	}
	return len(after) > 7 && after[6] == '.' && (after[:6] == "schema" || after[:6] == "SCHEMA")
}

func isSystemTable(table string) bool {
	switch strings.TrimPrefix(table, "pg_catalog.") {
	case "pg_type", "pg_class", "pg_attribute", "pg_attrdef", "pg_namespace", "pg_index", "pg_constraint", "pg_enum",
		"pg_range", "pg_proc", "pg_database", "pg_extension", "pg_settings", "pg_tables", "pg_indexes", "pg_sequence",
		"pg_sequences", "pg_collation", "pg_description", "pg_inherits", "pg_roles", "pg_views", "pg_matviews",
		"sqlite_master", "sqlite_schema":
		return true
	}
	return strings.HasPrefix(table, "information_schema.") || strings.HasPrefix(table, "INFORMATION_SCHEMA.")
}

// firstTable is the word after the first FROM outside of strings; `FROM (SELECT … FROM t)` gives "SELECT".
func firstTable(statement string) string {
	const from = "from"
	for rest := statement; ; {
		at := strings.IndexAny(rest, "Ff'")
		if at < 0 || at+len(from) >= len(rest) {
			return ""
		}
		if rest[at] == '\'' {
			_, rest, _ = strings.Cut(rest[at+1:], "'")
			continue
		}
		whole := at > 0 && !isWordByte(rest[at-1]) && !isWordByte(rest[at+len(from)])
		if whole && strings.EqualFold(rest[at:at+len(from)], from) {
			return firstWord(rest[at+len(from):])
		}
		rest = rest[at+1:]
	}
}
