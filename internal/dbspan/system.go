package dbspan

// otherSQL is the conventions' name for a SQL database that was not named.
const otherSQL = "other_sql"

// StableSystem renames a value of the legacy attribute db.system to the value that db.system.name has for
// the same product; values that did not change pass. Source: the table "Database system names" of the
// semantic conventions' migration guide, and the nicknames drivers write instead of the product's name, in
// either attribute: Knex writes the name of its client library, Mongoose (legacy) its own.
func StableSystem(legacy string) string {
	switch legacy {
	case "ingres":
		return "actian.ingres"
	case "dynamodb":
		return "aws.dynamodb"
	case "redshift":
		return "aws.redshift"
	case "cosmosdb":
		return "azure.cosmosdb"
	case "firebird":
		return "firebirdsql"
	case "spanner":
		return "gcp.spanner"
	case "h2":
		return "h2database"
	case "db2":
		return "ibm.db2"
	case "informix":
		return "ibm.informix"
	case "netezza":
		return "ibm.netezza"
	case "cache", "intersystems_cache":
		return "intersystems.cache"
	case "mssql", "sqlserver", "microsoft_sqlserver":
		return "microsoft.sql_server"
	case "mongo", "mongoose":
		return "mongodb"
	case "mysql2":
		return "mysql"
	case "oracle", "oracledb":
		return "oracle.db"
	case "pg", "pgnative", "postgres":
		return "postgresql"
	case "hanadb":
		return "sap.hana"
	case "maxdb":
		return "sap.maxdb"
	case "adabas":
		return "softwareag.adabas"
	case "better-sqlite3", "sqlite3":
		return "sqlite"
	case "mssqlcompact":
		return otherSQL
	default:
		return legacy
	}
}
