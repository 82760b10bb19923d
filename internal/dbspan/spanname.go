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

	"sql:ping":              Ping, // Go database/sql (nhatthm/otelsql)
	"sql:prepare":           Prepare,
	"sql:begin_transaction": Transaction,
	"sql:commit":            Transaction,
	"sql:rollback":          Transaction,
	"sql:rows_next":         CursorFetch,
	"sql:rows_close":        CursorFetch,

	"PDO::__construct":       Connect, // PHP PDO
	"PDO::connect":           Connect,
	"PDO::prepare":           Prepare,
	"PDO::beginTransaction":  Transaction,
	"PDO::commit":            Transaction,
	"PDO::rollBack":          Transaction,
	"PDOStatement::fetchAll": CursorFetch,

	"mysqli::__construct":       Connect, // PHP mysqli, as an object and as functions
	"mysqli::connect":           Connect,
	"mysqli::real_connect":      Connect,
	"mysqli::prepare":           Prepare,
	"mysqli::begin_transaction": Transaction,
	"mysqli::commit":            Transaction,
	"mysqli::rollback":          Transaction,
	"mysqli::multi_query":       Batch,
	"mysqli::next_result":       Batch,
	"mysqli_stmt::next_result":  CursorFetch,
	"mysqli_connect":            Connect,
	"mysqli_real_connect":       Connect,
	"mysqli_prepare":            Prepare,
	"mysqli_begin_transaction":  Transaction,
	"mysqli_commit":             Transaction,
	"mysqli_rollback":           Transaction,
	"mysqli_multi_query":        Batch,
	"mysqli_next_result":        Batch,
	"mysqli_stmt_next_result":   CursorFetch,

	"pg_connect":      Connect, // PHP pgsql
	"pg_pconnect":     Connect,
	"pg_prepare":      Prepare,
	"pg_send_prepare": Prepare,
	"pg_get_result":   CursorFetch,
	"pg_copy_from":    Copy,
	"pg_copy_to":      Copy,

	"Doctrine\\DBAL\\Driver::connect": Connect, // PHP Doctrine
	"Doctrine::beginTransaction":      Transaction,
	"Doctrine::commit":                Transaction,
	"Doctrine::rollBack":              Transaction,

	"PIPELINED": Batch, // Ruby redis
}

// byName knows housekeeping by the span's name. The statement's text guards the names that are also the
// start of a SQL statement: an instrumentation may name a span after its text.
func byName(name, statement string) Reason {
	if reason, ok := housekeepingNames[name]; ok {
		return reason
	}
	switch {
	case statement == "" && strings.HasPrefix(name, "sql:"): // nhatthm/otelsql unless told to record texts
		return Empty
	case strings.HasPrefix(name, "redis.pipeline"), // go-redis: every command of the pipeline in one text
		strings.HasPrefix(name, "batch query "): // otelpgx: an instant beside the batch's own span
		return Batch
	case strings.HasPrefix(name, "CURSOR: "): // Python asyncpg: a span for every row, with the text of the query that ran once
		return CursorFetch
	case strings.HasPrefix(name, "copy_from "): // otelpgx
		return Copy
	case name == "prepare", strings.HasPrefix(name, "prepare "): // otelpgx; SQL's own PREPARE is one too
		return Prepare
	case statement == "" && strings.HasPrefix(name, "CONNECT "): // Npgsql
		return Connect
	case strings.HasSuffix(name, ".getConnection"): // JDBC data sources, Node.js mysql pools
		return Pool
	default:
		return Counts
	}
}
