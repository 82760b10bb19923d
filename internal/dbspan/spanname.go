package dbspan

import "strings"

// housekeepingNames are whole span names that mean housekeeping whatever the text says. Beside each: who
// writes it.
var housekeepingNames = map[string]Reason{
	"pool.acquire":    Pool,    // otelpgx
	"pg-pool.connect": Pool,    // Node.js pg
	"pg.connect":      Connect, // Node.js pg
	"connect":         Connect, // otelpgx, SQLAlchemy, Node.js redis and ioredis
	"CONNECT":         Connect, // Lettuce
	"redis.dial":      Connect, // go-redis
	"redis-connect":   Connect, // Node.js redis 2 and 3
	"redis-CONNECT":   Connect, // Node.js redis 4
	"mongodb.connect": Connect, // Node.js mongodb
	"mysql.connect":   Connect, // Node.js mysql
	"batch start":     Batch,   // otelpgx

	"sql.connector.connect":  Connect, // Go database/sql (XSAM/otelsql)
	"sql.conn.ping":          Ping,
	"sql.conn.prepare":       Prepare,
	"sql.conn.reset_session": Session,
	"sql.conn.begin_tx":      Transaction,
	"sql.tx.commit":          Transaction,
	"sql.tx.rollback":        Transaction,
	"sql.rows":               CursorFetch,

	"db.Connect":  Connect, // Go database/sql (uptrace/otelsql)
	"db.Ping":     Ping,
	"db.Prepare":  Prepare,
	"db.Begin":    Transaction,
	"tx.Commit":   Transaction,
	"tx.Rollback": Transaction,

	"PDO::__construct":       Connect, // PHP PDO and mysqli
	"PDO::connect":           Connect,
	"PDO::prepare":           Prepare,
	"PDO::beginTransaction":  Transaction,
	"PDO::commit":            Transaction,
	"PDO::rollBack":          Transaction,
	"PDOStatement::fetchAll": CursorFetch,
	"mysqli::__construct":    Connect,
	"mysqli::real_connect":   Connect,
	"mysqli::prepare":        Prepare,
	"mysqli::begin":          Transaction,
	"mysqli::commit":         Transaction,
	"mysqli::rollback":       Transaction,
}

// byName knows housekeeping by the span's name. The statement's text guards the names that are also the
// start of a SQL statement: an instrumentation may name a span after its text.
func byName(name, statement string) Reason {
	if reason, ok := housekeepingNames[name]; ok {
		return reason
	}
	switch {
	case hasPrefix(name, "redis.pipeline"), // go-redis: every command of the pipeline in one text
		hasPrefix(name, "batch query "): // otelpgx: an instant beside the batch's own span
		return Batch
	case hasPrefix(name, "copy_from "): // otelpgx
		return Copy
	case name == "prepare", hasPrefix(name, "prepare "): // otelpgx; SQL's own PREPARE is one too
		return Prepare
	case statement == "" && hasPrefix(name, "CONNECT "): // Npgsql
		return Connect
	case strings.HasSuffix(name, ".getConnection"): // JDBC data sources, Node.js mysql pools
		return Pool
	default:
		return Counts
	}
}

func hasPrefix(s, prefix string) bool {
	return strings.HasPrefix(s, prefix)
}
