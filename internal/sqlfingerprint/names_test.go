package sqlfingerprint_test

import "testing"

// TestMadeUpNames holds that names which programs make up for each call are values.
func TestMadeUpNames(t *testing.T) {
	checkNormalized(t, map[string]string{
		"SAVEPOINT a":                                "SAVEPOINT ?",
		"ROLLBACK TO SAVEPOINT a":                    "ROLLBACK TO SAVEPOINT ?",
		"ROLLBACK TO a":                              "ROLLBACK TO ?",
		"RELEASE SAVEPOINT a":                        "RELEASE SAVEPOINT ?",
		"RELEASE a":                                  "RELEASE ?",
		"SAVE TRANSACTION a":                         "SAVE TRANSACTION ?",
		"BEGIN TRANSACTION a":                        "BEGIN TRANSACTION a",
		"CLOSE c":                                    "CLOSE ?",
		"CLOSE":                                      "CLOSE",
		"DECLARE c CURSOR FOR SELECT 1":              "DECLARE ? CURSOR FOR SELECT ?",
		"FETCH NEXT FROM c":                          "FETCH NEXT FROM ?",
		"FETCH 5 IN c":                               "FETCH ? IN ?",
		"MOVE FORWARD FROM c":                        "MOVE FORWARD FROM ?",
		"PREPARE p AS SELECT 1":                      "PREPARE ? AS SELECT ?",
		"DEALLOCATE p":                               "DEALLOCATE ?",
		"DEALLOCATE PREPARE p":                       "DEALLOCATE PREPARE ?",
		"SAVEPOINT a.b":                              "SAVEPOINT ?.b",
		"SAVEPOINT .a b":                             "SAVEPOINT.a ?",
		"SAVEPOINT (a)":                              "SAVEPOINT (a)",
		"SAVEPOINT a; SELECT a FROM t":               "SAVEPOINT ?; SELECT a FROM t",
		"CREATE TEMP TABLE x (a int)":                "CREATE TEMP TABLE ? (a INT)",
		"CREATE TABLE x (a int)":                     "CREATE TABLE x (a INT)",
		"DROP TABLE x":                               "DROP TABLE x",
		`CREATE TEMPORARY TABLE "x" (a)`:             "CREATE TEMPORARY TABLE ? (a)",
		"CREATE TEMPORARY TABLE IF NOT EXISTS x (a)": "CREATE TEMPORARY TABLE IF NOT EXISTS ? (a)",
	})
}

// TestConstants holds where NULL, TRUE and FALSE are values and where they are part of the statement.
func TestConstants(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a = NULL":            "a = ?",
		"f(NULL, TRUE)":       "f(?, ?)",
		"WHERE TRUE":          "WHERE ?",
		"AND FALSE":           "AND ?",
		"SELECT NULL":         "SELECT ?",
		"SET a = FALSE":       "SET a = ?",
		"a IS NULL":           "a IS NULL",
		"a IS NOT NULL":       "a IS NOT NULL",
		"a IS TRUE":           "a IS TRUE",
		"ON DELETE SET NULL":  "ON DELETE SET NULL",
		"a int DEFAULT TRUE":  "a INT DEFAULT TRUE",
		"a int NULL":          "a INT NULL",
		"a b NULL":            "a b NULL",
		"a.null":              "a.null",
		"a IN (NULL, 1, true": "a IN (? …",
	})
}
