package dbspan

import "strings"

// systemOf is the system that speaks the text's language, where the span names none: Redis for one of its data
// commands with a key, else some SQL database.
func systemOf(statement string) string {
	command := upperWord(statement)
	if command == "" || !isDataCommand(command) {
		return otherSQL
	}
	key, _, _ := strings.Cut(strings.TrimPrefix(statement[len(command):], " "), " ")
	if key == "" || key[0] == '/' || !isCommandOf(command, key) {
		return otherSQL
	}
	return "redis"
}

// isCommandOf tells words that SQL has, too, by the key: EXEC runs a procedure, EXISTS asks for a subquery, and SET
// takes a setting, whose name has neither colon nor quote (`SET @x:=1` assigns).
func isCommandOf(command, key string) bool {
	switch command {
	case "EXEC":
		return false
	case "SET", "EXISTS":
		return key[0] == '\'' || key[0] == '"' || key[0] != '@' && strings.Contains(key, ":") && !strings.Contains(key, ":=")
	default:
		return true
	}
}
