package dbspan

// otherSQL is the conventions' name for a SQL database that was not named.
const otherSQL = "other_sql"

// StableSystem renames a value of the legacy attribute db.system to the value that db.system.name has for
// the same product; values that did not change pass. Source: the table "Database system names" of the
// semantic conventions' migration guide, and the nicknames drivers write instead of the product's name.
func StableSystem(legacy string) string {
	if stable, ok := renamedSystems[legacy]; ok {
		return stable
	}
	return legacy
}

var renamedSystems = map[string]string{
	"adabas":              "softwareag.adabas",
	"cache":               "intersystems.cache",
	"cosmosdb":            "azure.cosmosdb",
	"db2":                 "ibm.db2",
	"dynamodb":            "aws.dynamodb",
	"firebird":            "firebirdsql",
	"h2":                  "h2database",
	"hanadb":              "sap.hana",
	"informix":            "ibm.informix",
	"ingres":              "actian.ingres",
	"intersystems_cache":  "intersystems.cache",
	"maxdb":               "sap.maxdb",
	"mongo":               "mongodb",
	"mssql":               "microsoft.sql_server",
	"mssqlcompact":        otherSQL,
	"mysql2":              "mysql",
	"netezza":             "ibm.netezza",
	"oracle":              "oracle.db",
	"postgres":            "postgresql",
	"redshift":            "aws.redshift",
	"spanner":             "gcp.spanner",
	"sqlite3":             "sqlite",
	"sqlserver":           "microsoft.sql_server",
	"microsoft_sqlserver": "microsoft.sql_server",
}
