package dbspan

import "strings"

// Waits tells calls that wait by design, for work or for a timeout, however fast the server is: blocking pops and
// reads of Redis, and the long polls of Amazon SQS, Google Pub/Sub and of the workers of workflow engines. Their time
// is no work, and making them again and again is what they are for.
func (c *Call) Waits() bool {
	switch c.Kind {
	case Cache:
		return c.commandWaits()
	case RPC:
		return c.Operation == "ReceiveMessage" || c.Operation == "Pull" || c.Operation == "StreamingPull" ||
			strings.HasPrefix(c.Operation, "Poll")
	default:
		return false
	}
}

func (c *Call) commandWaits() bool {
	var buffer [longestKeyword]byte
	switch string(keyword(c.Operation, &buffer)) {
	case "blpop", "brpop", "brpoplpush", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop",
		"subscribe", "psubscribe", "ssubscribe", "monitor", "wait", "waitaof":
		return true
	case "xread", "xreadgroup":
		// Without the text nobody can tell whether it blocks, and most of them do.
		return c.Text == c.Operation || c.Text == "" || containsWord(c.Text, "block") || !containsWord(c.Text, "streams")
	default:
		return false
	}
}

// containsWord finds the lower-case word between blanks, whatever its case in the text.
func containsWord(text, word string) bool {
	for text != "" {
		var first string
		first, text, _ = strings.Cut(text, " ")
		if strings.EqualFold(first, word) && text != "" {
			return true
		}
	}
	return false
}
