package dbspan

import "strings"

// TakesMany knows by its name an operation that takes many things at once: bulkWrite, BatchGetItem, SendMessageBatch. It
// is no housekeeping (see Ignored): such a call is work, and may be slow.
func (c *Call) TakesMany() bool {
	const batch = "batch"
	name := c.Operation
	if (c.Kind != DB && c.Kind != RPC) || name == "" {
		return false
	}
	switch name[0] | 0x20 {
	case 'm':
		return strings.EqualFold(name, "mget") || strings.EqualFold(name, "msearch")
	case 'b':
		return startsWith(name, "bulk") || startsWith(name, batch)
	default:
		return len(name) >= len(batch) && strings.EqualFold(name[len(name)-len(batch):], batch)
	}
}

// startsWith compares without regard to letter case.
func startsWith(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
