package sqlfingerprint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// systemsByDialect are the values of db.system.name and db.system that the semantic conventions name or named, but for
// those that Other reads.
var systemsByDialect = map[sqlfingerprint.Dialect]string{
	sqlfingerprint.PostgreSQL: "postgresql cockroachdb aws.redshift redshift ibm.netezza netezza vertica",
	sqlfingerprint.MySQL:      "mysql mariadb couchbase azure.cosmosdb cosmosdb",
	sqlfingerprint.GoogleSQL:  "gcp.spanner spanner",
	sqlfingerprint.HiveQL:     "hive",
	sqlfingerprint.InfluxQL:   "influxdb",
	sqlfingerprint.MSSQL:      "microsoft.sql_server mssql",
	sqlfingerprint.Oracle:     "oracle.db oracle",
	sqlfingerprint.SQLite:     "sqlite",
	sqlfingerprint.ClickHouse: "clickhouse",
	sqlfingerprint.DB2:        "ibm.db2 db2",
	sqlfingerprint.CQL:        "cassandra scylladb",
	sqlfingerprint.Cypher:     "neo4j",
	sqlfingerprint.Redis:      "redis valkey",
	sqlfingerprint.Memcached:  "memcached",
	sqlfingerprint.MongoDB:    "mongodb elasticsearch opensearch couchdb",
	sqlfingerprint.Other: `actian.ingres ingres aws.dynamodb dynamodb derby firebirdsql firebird geode h2database h2
		hbase hsqldb ibm.informix informix instantdb intersystems.cache
		intersystems_cache cache other_sql sap.hana hanadb sap.maxdb maxdb softwareag.adabas adabas teradata trino
		cloudscape coldfusion edb edgedb filemaker firstsql pervasive pointbase progress sybase interbase
		mssqlcompact`,
}

func TestDialectOfEverySystem(t *testing.T) {
	for want, systems := range systemsByDialect {
		for _, system := range strings.Fields(systems) {
			assert.Equal(t, want, sqlfingerprint.DialectOf(dbspan.StableSystem(system)), system)
		}
	}
}
