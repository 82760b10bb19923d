package dbspan

import (
	"cmp"
	"strings"
)

// Ignored tells which housekeeping the call does; it is Counts for a call that counts as a query. It is the
// one place where both processors learn this. Rules go from the surest to the vaguest: what the driver said,
// the names instrumentations give to such spans, the operation, the first words of the text.
func (c *Call) Ignored() Reason {
	switch c.Kind {
	case DB, Cache:
		return c.ignoredDatabase()
	case RPC:
		return c.ignoredRPC()
	case HTTP:
		return c.ignoredHTTP()
	default:
		return Counts
	}
}

func (c *Call) ignoredDatabase() Reason {
	if c.prepared {
		return Prepare
	}
	if c.declined {
		return Declined
	}
	if c.BatchSize > 1 {
		return Batch
	}
	if reason := byName(c.Name, c.Text); reason != Counts {
		return reason
	}
	if c.saysNothing() {
		return Empty
	}
	if c.Kind == Cache {
		return c.ignoredCommand()
	}
	return c.ignoredQuery()
}

// saysNothing knows calls that do not tell what was asked. "execute" (PHP Doctrine) names no statement.
func (c *Call) saysNothing() bool {
	return c.Text == "" && c.Summary == "" &&
		(c.Operation == "" || c.Collection == "" && strings.EqualFold(c.Operation, "execute"))
}

func (c *Call) ignoredCommand() Reason {
	reason := byCacheCommand(c.Operation)
	if reason == Counts && severalCommands(c.Text) {
		return Batch
	}
	return reason
}

func (c *Call) ignoredQuery() Reason {
	if reason := byOperation(c.Operation); reason != Counts {
		return reason
	}
	switch c.System {
	case "mongodb":
		return byMongoCommand(c.Operation)
	case "aws.dynamodb":
		return byDynamoDBAction(c.Operation)
	case "elasticsearch", "opensearch":
		return bySearchEndpoint(c.Operation, c.URL)
	}
	if c.Text == "" {
		return byStatement(cmp.Or(c.Operation, c.Summary))
	}
	if repeatsItself(c.Text) || isBatchStatement(c.Text) {
		return Batch
	}
	return byStatement(c.Text)
}

// ignoredRPC knows the one housekeeping call of RPC: https://grpc.io/docs/guides/health-checking/.
func (c *Call) ignoredRPC() Reason {
	if c.Collection == "grpc.health.v1.Health" || strings.HasPrefix(c.Name, "grpc.health.v1.Health/") {
		return Ping
	}
	return Counts
}

// ignoredHTTP knows requests that are sent again: http.request.resend_count is 1 for the first resend, and absent
// or 0 for the request itself (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
func (c *Call) ignoredHTTP() Reason {
	if c.resent {
		return Retry
	}
	return Counts
}
