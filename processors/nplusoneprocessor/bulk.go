package nplusoneprocessor

import (
	"strings"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// Statements that are the fix already: they ask for, or write, many rows at once. A loop over chunks of a thousand
// ids makes the same call again and again, and there is nothing to tell.

// bulkSize is how many values or rows make a statement one for many. Clients cut chunks of a hundred and more; a
// list that belongs to one item is shorter.
const bulkSize = 50

// isBulk tells whether the statement looks for one of many values (IN, $in) or holds many rows or documents. Where
// the text was masked to `IN (?)` nobody can tell.
func isBulk(text string) bool {
	if strings.Count(text, ",") < bulkSize-1 {
		return false
	}
	open, elements, rows := -1, 1, 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\'':
			i = quoteEnd(text, i) - 1
		case '(', '[':
			open, elements = i, 1
		case ',':
			elements++
		case ')', ']', '}':
			if elements >= bulkSize && open >= 0 && endsInIN(text[:open]) {
				return true
			}
			if rows = rowsAfter(text[i+1:], rows); rows >= bulkSize {
				return true
			}
			open, elements = -1, 1
		}
	}
	return false
}

// rowsAfter is one more where another row follows the one that ended.
func rowsAfter(rest string, rows int) int {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), ","); ok {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "{") {
			return rows + 1
		}
	}
	return 1
}

func endsInIN(text string) bool {
	text = strings.TrimRight(text, " \t\r\n:\"") // {"$in": [
	if len(text) < len(" IN") {
		return false
	}
	before := text[len(text)-3]
	return strings.EqualFold(text[len(text)-2:], "IN") && !isWord(before) && before != '_'
}

// isBulkCommand tells whether a cache's command names many keys. Only commands of keys alone are counted: a value may
// hold blanks.
func isBulkCommand(command, text string) bool {
	switch command {
	case "MGET", "mget", "DEL", "del", "UNLINK", "unlink", "EXISTS", "exists", "HMGET", "hmget", "get_multi", "gets":
		return strings.Count(text, " ") >= bulkSize
	default:
		return false
	}
}

// isBulkRequest tells whether the URL's query names many values.
func isBulkRequest(url string) bool {
	_, query := dbspan.SplitURL(url)
	return strings.Count(query, ",")+strings.Count(query, "%2C")+strings.Count(query, "&") >= bulkSize-1
}
