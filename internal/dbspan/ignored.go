package dbspan

import "strings"

// Ignored tells which housekeeping the call does; it is Counts for a call that counts as a query. It is the
// one place where both processors learn this. Rules go from the surest to the vaguest: what the driver said,
// the names instrumentations give to such spans, the operation, the first words of the text.
func (c Call) Ignored() Reason {
	switch c.Kind {
	case DB, Cache:
		return c.ignoredDatabase()
	case RPC:
		return c.ignoredRPC()
	default:
		return Counts
	}
}

func (c Call) ignoredDatabase() Reason {
	if c.prepared {
		return Prepare
	}
	if c.BatchSize > 1 {
		return Batch
	}
	if reason := byName(c.Name, c.Text); reason != Counts {
		return reason
	}
	if c.Text == "" && c.Operation == "" && c.Summary == "" {
		return Empty
	}
	if c.Kind == Cache {
		return byCacheCommand(c.Operation)
	}
	return c.ignoredQuery()
}

func (c Call) ignoredQuery() Reason {
	if reason := byOperation(c.Operation); reason != Counts {
		return reason
	}
	if c.System == "mongodb" {
		return byMongoCommand(c.Operation)
	}
	if c.Text == "" {
		return byStatement(c.Operation)
	}
	return byStatement(c.Text)
}

// ignoredRPC knows the one housekeeping call of RPC: https://grpc.io/docs/guides/health-checking/.
func (c Call) ignoredRPC() Reason {
	if c.Collection == "grpc.health.v1.Health" || strings.HasPrefix(c.Name, "grpc.health.v1.Health/") {
		return Ping
	}
	return Counts
}
