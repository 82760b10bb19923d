package sqlfingerprint

// Dialect is how a database writes literals, names and comments.
type Dialect uint8

// The dialects.
const (
	// Other is standard SQL with what is common among databases nobody listed here.
	Other Dialect = iota
	// PostgreSQL also stands for CockroachDB, Redshift and their kin.
	PostgreSQL
	// MySQL also stands for MariaDB and for other languages where double quotes hold strings (N1QL).
	MySQL
	// MSSQL is Transact-SQL.
	MSSQL
	// Oracle is Oracle's SQL and PL/SQL.
	Oracle
	// SQLite is SQLite's SQL.
	SQLite
	// ClickHouse is ClickHouse's SQL.
	ClickHouse
	// GoogleSQL is the SQL of Spanner and BigQuery.
	GoogleSQL
	// HiveQL also stands for Spark's and Databricks' SQL.
	HiveQL
	// InfluxQL is InfluxDB's SQL.
	InfluxQL
	// DB2 is IBM Db2's SQL: # may stand in names, wherever they start.
	DB2
	// CQL is the language of Cassandra and ScyllaDB.
	CQL
	// Cypher is Neo4j's language: a colon stands before labels (n:Person), no parameter.
	Cypher
	// Snowflake is Snowflake's SQL: @ stands before the name of a stage, no parameter.
	Snowflake
	// Redis is a command line: a command, its key, its arguments.
	Redis
	// Memcached is a command line, too.
	Memcached
	// MongoDB is a document: MongoDB commands, Elasticsearch queries.
	MongoDB
)

// DialectOf is the dialect of a stable db.system.name; Other where the name is unknown.
func DialectOf(system string) Dialect {
	switch system {
	case "postgresql", "cockroachdb", "aws.redshift", "ibm.netezza", "greenplum", "timescaledb", "vertica", "yugabytedb":
		return PostgreSQL
	case "mysql", "mariadb", "tidb", "vitess", "planetscale", "memsql", "singlestore", "couchbase", "azure.cosmosdb":
		return MySQL
	case "microsoft.sql_server":
		return MSSQL
	case "oracle.db":
		return Oracle
	case "sqlite", "libsql", "turso":
		return SQLite
	case "clickhouse":
		return ClickHouse
	case "gcp.spanner", "gcp.bigquery", "bigquery":
		return GoogleSQL
	case "hive", "spark", "databricks":
		return HiveQL
	case "influxdb":
		return InfluxQL
	case "ibm.db2":
		return DB2
	case "cassandra", "scylladb":
		return CQL
	case "neo4j":
		return Cypher
	case "snowflake":
		return Snowflake
	case "redis", "valkey":
		return Redis
	case "memcached":
		return Memcached
	case "mongodb", "elasticsearch", "opensearch", "couchdb":
		return MongoDB
	default:
		return Other
	}
}

// traits are what the scanner has to know of a SQL dialect.
type traits struct {
	// actions tells for each byte what a token that starts with it is.
	actions [256]action
	// inWord tells which bytes go on in a word.
	inWord [256]bool

	nestedComments   bool // /* /* */ */ is one comment
	dashNeedsSpace   bool // -- starts a comment only before white space
	backslash        backslash
	doubleIsString   bool // "x" is a string
	dollarQuotes     bool // $tag$ … $tag$ is a string
	quoteDelimiters  bool // q'[ … ]' is a string
	atOperators      bool // @> and <@ are operators
	jsonOperators    bool // ? ?| and ?& may be operators
	braceParameters  bool // {name:Type} is a parameter
	digitNames       bool // 2fa_codes is a name
	colonJoins       bool // a colon close behind an operand starts no parameter
	atHints          bool // there are no @@variables, and table@index names an index
	tclNames         bool // $a::b(c) is a parameter
	executesPrepared bool // EXECUTE name runs a prepared statement
	slashPatterns    bool // /…/ behind =~ is a pattern
	typedNumbers     bool // 10L is a number, though digitNames
	tripleQuotes     bool // """ … """ is a string
	insertFormats    bool // what follows INSERT … FORMAT name is data
	slashComments    bool // two slashes start a comment
	uuids            bool // 550e8400-e29b-41d4-a716-446655440000 is a literal
	quotedBinds      bool // :"name" is a parameter
	batches          bool // several statements make a batch, in which they repeat
	currencies       bool // £1.50 is a number
	bracketLists     bool // [1, 2] is a list wherever it stands
}

// backslash tells whether a backslash escapes the next byte of a string.
type backslash uint8

const (
	backslashPlain backslash = iota
	backslashEscapes
	// backslashGuess: the database is not known. A backslash before a quote escapes it unless what
	// follows the quote can only follow the end of a string.
	backslashGuess
)

// dialects is indexed by Dialect; the languages that are not SQL have no entry.
var dialects = [...]traits{
	Other: newTraits(traits{
		nestedComments: true, backslash: backslashGuess, dollarQuotes: true, quoteDelimiters: true,
		atOperators: true, jsonOperators: true, colonJoins: true, uuids: true,
	}, "$"),
	PostgreSQL: newTraits(traits{
		nestedComments: true, dollarQuotes: true, atOperators: true, jsonOperators: true, colonJoins: true, atHints: true,
		executesPrepared: true,
	}, "$"),
	MySQL: newTraits(traits{
		dashNeedsSpace: true, backslash: backslashEscapes, doubleIsString: true, digitNames: true, bracketLists: true,
	}, "$").with(lineComment, "#").with(introducer, "_").with(listBind, ":"),
	MSSQL:  withBracketNames(newTraits(traits{nestedComments: true, currencies: true}, "$#@")).with(temporary, "#").with(money, "$"),
	Oracle: newTraits(traits{quoteDelimiters: true, quotedBinds: true}, "$#").with(link, "@"),
	SQLite: withBracketNames(newTraits(traits{tclNames: true}, "$")),
	ClickHouse: newTraits(traits{
		backslash: backslashEscapes, braceParameters: true, dollarQuotes: true, colonJoins: true, insertFormats: true,
	}, "$").with(lineComment, "#"),
	GoogleSQL: newTraits(traits{backslash: backslashEscapes, doubleIsString: true, tripleQuotes: true, bracketLists: true}, "$").with(lineComment, "#"),
	HiveQL:    newTraits(traits{backslash: backslashEscapes, doubleIsString: true, digitNames: true, typedNumbers: true, colonJoins: true}, "$"),
	InfluxQL:  newTraits(traits{backslash: backslashEscapes, slashPatterns: true}, "$"),
	DB2:       newTraits(traits{nestedComments: true}, "$#@").with(word, "#"),
	CQL: newTraits(traits{dollarQuotes: true, slashComments: true, uuids: true, quotedBinds: true, batches: true}, "").
		with(hexLetter, "abcdefABCDEF").with(duration, "P").with(pair, ":").with(opening, "{").with(closing, "}"),
	Cypher: newTraits(traits{
		dashNeedsSpace: true, backslash: backslashEscapes, doubleIsString: true, slashComments: true, bracketLists: true,
	}, "$").with(symbol, ":"),
	Snowflake: newTraits(traits{backslash: backslashEscapes, dollarQuotes: true, colonJoins: true, slashComments: true}, "$").with(symbol, "@"),
}

// newTraits fills the byte tables: the standard ones, and which bytes beyond letters, digits, `_` and
// non-ASCII bytes may stand inside a word.
func newTraits(t traits, inWord string) traits {
	t.actions = standardActions()
	for c := range 256 {
		t.inWord[c] = t.actions[c] == word || t.actions[c] == digit
	}
	for _, c := range []byte(inWord) {
		t.inWord[c] = true
	}
	return t
}

// with gives the bytes an action of their own. What may stand inside a word stays.
func (t traits) with(a action, bytes string) traits {
	for _, c := range []byte(bytes) {
		t.actions[c] = a
	}
	return t
}

// withBracketNames makes [a b] a name; a closing bracket without an opening one means nothing.
func withBracketNames(t traits) traits {
	return t.with(bracketName, "[").with(symbol, "]")
}
