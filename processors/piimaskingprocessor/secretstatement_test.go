package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPasswordsInStatements(t *testing.T) {
	for in, want := range map[string]string{
		"ALTER ROLE app PASSWORD 's3cr3t'":                                     "ALTER ROLE app PASSWORD '§'",
		"alter user app with encrypted password 'a''b' valid until 'infinity'": "alter user app with encrypted password '§' valid until 'infinity'",
		"  \n CREATE USER a PASSWORD E's\\'x' LOGIN":                           "  \n CREATE USER a PASSWORD E'§' LOGIN",
		"CREATE USER 'a'@'%' IDENTIFIED BY 's3cr3t', 'b' identified by \"pw\"": "CREATE USER 'a'@'%' IDENTIFIED BY '§', 'b' identified by \"§\"",
		"CREATE USER a IDENTIFIED WITH mysql_native_password AS '*94BD' LOCK":  "CREATE USER a IDENTIFIED WITH mysql_native_password AS '§' LOCK",
		"ALTER USER a IDENTIFIED WITH sha256_password BY 'pw1' REPLACE":        "ALTER USER a IDENTIFIED WITH sha256_password BY '§' REPLACE",
		"GRANT ALL ON d.* TO 'a' IDENTIFIED BY PASSWORD 'abc'":                 "GRANT ALL ON d.* TO 'a' IDENTIFIED BY PASSWORD '§'",
		"CREATE USER scott IDENTIFIED BY tiger DEFAULT TABLESPACE users":       "CREATE USER scott IDENTIFIED BY § DEFAULT TABLESPACE users",
		"SET PASSWORD FOR 'a'@'%' = 's3cr3t'":                                  "SET PASSWORD FOR 'a'@'%' = '§'",
		"SET PASSWORD = PASSWORD('s3cr3t')":                                    "SET PASSWORD = PASSWORD('§')",
		"CREATE SERVER s OPTIONS (user 'bob', password 'pw1', port '5432')":    "CREATE SERVER s OPTIONS (user 'bob', password '§', port '5432')",
		"CREATE LOGIN app WITH PASSWORD = N'Pa$$'":                             "CREATE LOGIN app WITH PASSWORD = N'§'",
		"LOG:  statement: ALTER USER app PASSWORD 's3cr3t';":                   "LOG:  statement: ALTER USER app PASSWORD '§';",
		`{"query":"CREATE USER a PASSWORD 's3cr3t'","n":1}`:                    `{"query":"CREATE USER a PASSWORD '§'","n":1}`,
		"STATEMENT:  ALTER ROLE app PASSWORD 'cut of":                          "STATEMENT:  ALTER ROLE app PASSWORD '§",
		"AUTH hunter2":                        "AUTH §",
		"AUTH default \"hunter2\"":            "AUTH default \"§\"",
		"HELLO 3 AUTH ann secret SETNAME web": "HELLO 3 AUTH ann § SETNAME web",
		"CONFIG SET requirepass secret":       "CONFIG SET requirepass §",
		"CONFIG SET masterauth 'a b'":         "CONFIG SET masterauth '§'",
	} {
		want = strings.ReplaceAll(want, "§", secretLabel)
		assert.Equal(t, want, maskText(t, in))
		assert.Equal(t, want, maskText(t, want), "twice")
	}
}

func TestStatementsWithoutPasswords(t *testing.T) {
	for _, s := range []string{
		"ALTER ROLE app PASSWORD NULL", "ALTER ROLE app PASSWORD $1", "ALTER ROLE app PASSWORD '?'", "ALTER ROLE app PASSWORD '***'", "ALTER ROLE app PASSWORD ",
		"ALTER TABLE users ADD COLUMN password text DEFAULT 'x1'", "CREATE TABLE t (password varchar(10), note text DEFAULT 'abc1')",
		"ALTER USER app SET password_encryption = 'scram-sha-256'", "CREATE USER a IDENTIFIED BY RANDOM PASSWORD", "CREATE USER a IDENTIFIED EXTERNALLY AS ",
		"CREATE USER a IDENTIFIED BY ?", "SET search_path = 'abc1'", "SELECT 'password', 'abc1def'", "CREATE INDEX i ON t (a) COMMENT 'by x1'",
		"CREATE VIEW v AS SELECT 'abc123' AS x", "SET PASSWORD FOR a TO RANDOM", "GRANT SELECT ON t TO 'a1b2c3'", "ALTER", "SET PASSWORD",
		"AUTH failed for user", "AUTH failed", "AUTH ?", "AUTH default ***", "AUTH", "Auth request a1b2c3", "AUTH of x by user a1b2c3", "HELLO 3", "HELLO 3 SETNAME web1",
		"CONFIG SET maxmemory 100mb", "CONFIG GET requirepass", "CONFIG SET requirepass", "HELLO to you AUTH x", "note: SET value to 'a1b2c3'",
	} {
		assert.Equal(t, s, maskText(t, s))
	}
}

// TestStatementIsReadOnce holds that many beginnings of statements do not make the work grow with their square.
func TestStatementIsReadOnce(t *testing.T) {
	p := newTestPass()
	p.find("a: ALTER USER b PASSWORD 'x1'; c: ALTER USER d PASSWORD 'x2'", 0)
	assert.Len(t, p.matches, 2)
}

func TestStatementsCanBeLeft(t *testing.T) {
	for _, s := range []string{"ALTER ROLE app PASSWORD 's3cr3t'", "a: ALTER ROLE app PASSWORD 's3cr3t'", "AUTH hunter2"} {
		assert.Equal(t, s, maskText(t, s, setAction("secret", ActionOff)))
	}
}
