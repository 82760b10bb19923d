package sqlfingerprint

import "strings"

// command is what follows the first word of a statement.
type command uint8

const (
	noCommand        command = iota
	plainCommand             // nothing that is a target: BEGIN, SET x = 1
	queryCommand             // FROM names its targets: SHOW COLUMNS FROM t
	kindCommand              // a kind of object, then its name: CREATE TABLE t
	listCommand              // a kind of object, then names: DROP TABLE t, u
	tableCommand             // names, perhaps behind options and a kind: VACUUM (FULL) t, LOCK TABLE t
	procedureCommand         // a procedure: CALL p
	grantCommand             // privileges, then ON and names
	intoCommand              // INTO names the target: LOAD DATA … INTO TABLE t
)

// firstWords are the statements that are known by their first word alone. SELECT, INSERT, UPDATE, DELETE and
// MERGE are not among them: they may stand anywhere. Names of savepoints, cursors and prepared statements are
// made up for each call, those of settings and channels name no data: none of them is a target.
var firstWords = map[command]string{
	plainCommand: `ABORT ATTACH BACKUP BEGIN CHANGE CHECKPOINT CLOSE COMMIT DBCC DEALLOCATE DECLARE DETACH DISCARD DO END
		EXPLAIN FETCH FLUSH KILL LISTEN MOVE NOTIFY OPEN PRAGMA PREPARE PRINT PURGE PUT RELEASE RESET RESTORE ROLLBACK
		SAVEPOINT SAVE SET START UNLISTEN UNLOAD VALUES`,
	queryCommand: `SHOW`,
	kindCommand:  `CREATE ALTER`,
	listCommand:  `DROP`,
	tableCommand: `ANALYZE CHECKSUM CLUSTER COMMENT COPY DESC DESCRIBE HANDLER LOCK OPTIMIZE REFRESH REINDEX RENAME
		REPAIR TABLE TRUNCATE UNLOCK USE VACUUM`,
	procedureCommand: `CALL EXEC EXECUTE`,
	grantCommand:     `GRANT REVOKE`,
	intoCommand:      `LOAD REPLACE UPSERT`,
}

var commandOf = invert(firstWords)

// objectKinds are what CREATE, ALTER and DROP act on. The kind belongs to the operation.
var objectKinds = set(`COLUMN DATABASE DICTIONARY DOMAIN EVENT EXTENSION FUNCTION INDEX KEYSPACE LOGIN PACKAGE POLICY
	PROC PROCEDURE PUBLICATION ROLE RULE SCHEMA SEQUENCE SERVER SESSION STATISTICS SUBSCRIPTION SYNONYM SYSTEM TABLE
	TABLESPACE TRIGGER TYPE USER VIEW`)

// tableKinds are the kinds behind the other commands, where most words are names already.
var tableKinds = set(`COLUMN DATABASE INDEX SCHEMA TABLE TABLES TRAN TRANSACTION VIEW SAVEPOINT`)

// fillers stand between an operation and its target and say nothing about either.
var fillers = set(`ALL CONCURRENTLY DELAYED EXISTS FREEZE FULL HIGH_PRIORITY IF IGNORE IMMEDIATE INTO LOCAL LOW_PRIORITY
	NOT NO_WRITE_TO_BINLOG ON ONLY OR OVERWRITE QUICK VERBOSE`)

// tableEnds end the list of tables behind FROM. Conditions of joins do not: another comma may follow them.
var tableEnds = set(`BY CONFLICT CONNECT DUPLICATE EXCEPT FETCH FOR GROUP HAVING INTERSECT INTO KEY LIMIT MINUS OFFSET
	ORDER PREWHERE QUALIFY RETURNING SET SETTINGS UNION VALUES WHERE WINDOW`)

// clauseWords are words in front of INSERT, UPDATE and DELETE where these name an event, a privilege or a
// lock: ON DELETE, FOR UPDATE, BEFORE INSERT OR UPDATE, ON DUPLICATE KEY UPDATE.
var clauseWords = set(`AFTER BEFORE FOR KEY OF ON OR`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, word := range strings.Fields(words) {
		m[word] = true
	}
	return m
}

func invert(lists map[command]string) map[string]command {
	m := map[string]command{}
	for c, words := range lists {
		for _, word := range strings.Fields(words) {
			m[word] = c
		}
	}
	return m
}
