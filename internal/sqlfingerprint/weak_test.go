package sqlfingerprint_test

import "testing"

func TestWordsThatAreKeywordsInSomePlaces(t *testing.T) {
	checkNormalized(t, map[string]string{
		"select a from settings s":                        "SELECT a FROM settings s",
		"select settings from a join Groups on true":      "SELECT SETTINGS FROM a JOIN Groups ON ?",
		"update settings set strict = 1":                  "UPDATE settings SET STRICT = ?",
		"create table settings (a int)":                   "CREATE TABLE settings (a INT)",
		"select a as days, b.groups":                      "SELECT a AS days, b.groups",
		"select user, type, data, value from t":           "SELECT user, type, data, value FROM t",
		"alter table t alter column type type text":       "ALTER TABLE t ALTER COLUMN TYPE TYPE TEXT",
		"create user a password 'x'":                      "CREATE USER a PASSWORD ?",
		"grant select on data to user":                    "GRANT SELECT ON data TO user",
		"grant select on a to b with grant option":        "GRANT SELECT ON a TO b WITH GRANT OPTION",
		"select next value for a":                         "SELECT NEXT VALUE FOR a",
		"select a from t lock in share mode":              "SELECT a FROM t LOCK IN SHARE MODE",
		"select 1; create role a":                         "SELECT ?; CREATE ROLE a",
		"alter table a add b int on delete cascade valid": "ALTER TABLE a ADD b INT ON DELETE CASCADE VALID",
	})
}
