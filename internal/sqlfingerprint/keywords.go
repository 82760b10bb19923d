package sqlfingerprint

import "strings"

// keywordID names the keywords that some rule looks at; all others are kwPlain.
type keywordID uint8

const (
	kwPlain keywordID = iota
	kwAlter
	kwArray
	kwAs
	kwAll
	kwBoolean
	kwBy
	kwCall
	kwClose
	kwCopy
	kwCreate
	kwCurrent
	kwDeallocate
	kwDeclare
	kwDefault
	kwDelete
	kwDistinct
	kwDo
	kwDrop
	kwEnd
	kwExec
	kwExists
	kwFetch
	kwFor
	kwFormat
	kwFrom
	kwFull
	kwIf
	kwIn
	kwInsert
	kwInto
	kwIs
	kwJoin
	kwKey
	kwLateral
	kwLike
	kwLimit
	kwMerge
	kwMove
	kwNot
	kwNull
	kwObject // TABLE, INDEX, VIEW and what else CREATE, ALTER and DROP act on
	kwOf
	kwOffset
	kwOn
	kwOnly
	kwPrepare
	kwRelease
	kwReplace
	kwRollback
	kwRow
	kwSavepoint
	kwSelect
	kwSet
	kwStdin
	kwTemp
	kwThen
	kwTo
	kwTransaction
	kwTruncate
	kwUpdate
	kwUsing
	kwValues
	kwWhere
	kwWith
	kwWeak // see weak
	kwShy  // see shy
)

// ruled are the keywords that rules look at.
var ruled = map[string]keywordID{
	"ALTER": kwAlter, "ARRAY": kwArray, "AS": kwAs, "ALL": kwAll, "TRUE": kwBoolean, "FALSE": kwBoolean, "BY": kwBy,
	"CALL": kwCall, "CLOSE": kwClose, "COPY": kwCopy, "CREATE": kwCreate, "CURRENT": kwCurrent, "DEALLOCATE": kwDeallocate, "DECLARE": kwDeclare,
	"DEFAULT": kwDefault, "DELETE": kwDelete, "DISTINCT": kwDistinct, "DO": kwDo, "DROP": kwDrop, "END": kwEnd,
	"EXEC": kwExec, "EXECUTE": kwExec, "EXISTS": kwExists, "FETCH": kwFetch, "FOR": kwFor, "FORMAT": kwFormat, "FROM": kwFrom,
	"FULL": kwFull, "IF": kwIf, "IN": kwIn, "INSERT": kwInsert, "INTO": kwInto, "IS": kwIs, "JOIN": kwJoin,
	"KEY": kwKey, "LATERAL": kwLateral, "LIKE": kwLike, "ILIKE": kwLike, "LIMIT": kwLimit, "TOP": kwLimit,
	"MERGE": kwMerge, "MOVE": kwMove, "NOT": kwNot, "NULL": kwNull, "TABLE": kwObject, "INDEX": kwObject,
	"VIEW": kwObject, "SEQUENCE": kwObject, "PROCEDURE": kwObject, "FUNCTION": kwObject, "TRIGGER": kwObject,
	"DATABASE": kwObject, "SCHEMA": kwObject, "OF": kwOf, "OFFSET": kwOffset, "ON": kwOn, "ONLY": kwOnly, "PREPARE": kwPrepare,
	"RELEASE": kwRelease, "REPLACE": kwReplace, "ROLLBACK": kwRollback, "ROW": kwRow, "SAVEPOINT": kwSavepoint,
	"SELECT": kwSelect, "SET": kwSet, "STDIN": kwStdin, "TEMP": kwTemp, "TEMPORARY": kwTemp, "THEN": kwThen, "TO": kwTo, "TRANSACTION": kwTransaction,
	"TRAN": kwTransaction, "TRUNCATE": kwTruncate, "UPDATE": kwUpdate, "USING": kwUsing, "VALUES": kwValues,
	"WHERE": kwWhere, "WITH": kwWith,
}

// hard are the words that stand between operands.
const hard = `ALL ALTER AND ANY ARRAY AS ASC ASOF ASYMMETRIC ATOMIC AUTHORIZATION AUTOINCREMENT BEGIN BETWEEN BY CALL CASE
CHECK CLOSE CLUSTERED COLLATE COMMIT COMMITTED CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS CURSOR DEALLOCATE
DECLARE DEDUPLICATE DEFAULT DEFERRABLE DEFERRED DELETE DESC DISTINCT DISTRIBUTE DO DROP DUPLICATE ELSE END
ESCAPE EXCEPT EXCLUDED EXCLUDING EXEC EXECUTE EXISTS EXPLAIN FALSE FETCH FIRST FOR FOREIGN FROM FULL GENERATED
GLOBAL GROUP HAVING HIGH_PRIORITY IDENTIFIED IF IGNORE ILIKE IMMEDIATE IMMUTABLE IN INCLUDING INDEXED INHERITS
INITIALLY INNER INSERT INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCK LOCKING LOW_PRIORITY
MATCHED MAXVALUE MERGE MINUS MINVALUE MOVE NATURAL NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON ONLY OR ORDER
ORDINALITY OUTER OUTFILE OVER OVERLAPS OVERRIDING PARTITION PARTITIONED PLACING PRAGMA PREPARE PREWHERE PRIMARY
QUALIFY RECURSIVE REFERENCES REFERENCING REGEXP REINDEX RELEASE REPEATABLE REPLACE RETURNING RETURNS RIGHT RLIKE
ROLLBACK SAVEPOINT SELECT SERIALIZABLE SET SIMILAR SOME STDIN STRAIGHT_JOIN SYMMETRIC TABLE TABLESAMPLE TEMP
TEMPORARY THEN TO TOP TRUE TRUNCATE UESCAPE UNCOMMITTED UNION UNIQUE UNLISTEN UNLOCK UNLOGGED UPDATE UPSERT
USING VACUUM VALUES VARIADIC WHEN WHERE WINDOW WITH WITHIN`

// soft are functions, types and the words that are keywords in some places only: they fold their case, but
// behave like names.
const soft = `ABS ADD AFTER ANALYZE ANY_VALUE ARRAY_AGG ARRAY_LENGTH ARRAY_TO_STRING AVG BEFORE BIGINT BIGSERIAL BINARY BIT
BLOB BOOL BOOLEAN BOOL_AND BOOL_OR BTRIM BYTEA CASCADE CAST CEIL CEILING CHAR CHARACTER CHARACTER_LENGTH
CHAR_LENGTH CIDR CLOB CLOCK_TIMESTAMP COALESCE COLUMN CONCAT CONCAT_WS CONVERT COPY COUNT CUME_DIST CURRENT
CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURRVAL
DATABASE DATE DATEADD DATEDIFF DATETIME DATE_ADD DATE_FORMAT DATE_PART DATE_SUB DATE_TRUNC DAY DECIMAL DECODE
DENSE_RANK DOUBLE DUAL ENCODE EXP EXTRACT FILTER FIRST_VALUE FLOAT FLOAT4 FLOAT8 FLOOR FOLLOWING FORMAT
FORMAT_DATE FUNCTION GENERATE_SERIES GEN_RANDOM_UUID GREATEST GROUP_CONCAT HOUR HUGEINT IDENTITY IFNULL IIF
INDEX INET INITCAP INSTR INT INT2 INT4 INT8 INTEGER ISNULL JSON JSONB JSONB_AGG JSONB_ARRAY_ELEMENTS
JSONB_BUILD_ARRAY JSONB_BUILD_OBJECT JSONB_EXTRACT_PATH_TEXT JSONB_OBJECT_AGG JSONB_PATH_QUERY JSONB_SET
JSONPATH JSON_AGG JSON_ARRAYAGG JSON_ARRAY_LENGTH JSON_BUILD_ARRAY JSON_BUILD_OBJECT JSON_EACH JSON_EXISTS
JSON_EXTRACT JSON_GROUP_ARRAY JSON_OBJECT JSON_OBJECT_AGG JSON_QUERY JSON_TABLE JSON_TREE JSON_VALUE JULIANDAY
KEY LAG LAST_INSERT_ID LAST_VALUE LEAD LEAST LENGTH LISTAGG LN LOCALTIME LOCALTIMESTAMP LOCKED LOWER LPAD LTRIM
MACADDR MAKE_INTERVAL MATERIALIZED MAX MD5 MEDIAN MEDIUMINT MIN MINUTE MOD MONEY MONTH NCHAR NEXT NEXTVAL NO
NOCASE NOLOCK NOW NOWAIT NTH_VALUE NTILE NULLIF NUMERIC NVARCHAR NVL OCTET_LENGTH OVERLAY PERCENT
PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK PG_ADVISORY_LOCK PG_ADVISORY_UNLOCK PG_ADVISORY_XACT_LOCK
PG_TRY_ADVISORY_LOCK PHRASETO_TSQUERY PLAINTO_TSQUERY POSITION POWER PRECEDING PRECISION PROCEDURE RANDOM RANGE
RANK REAL REGCLASS REGEXP_LIKE REGEXP_MATCHES REGEXP_REPLACE REGEXP_SUBSTR REPEAT RESTRICT REVERSE ROUND ROW
ROWID ROWNUM ROWS ROW_NUMBER ROW_TO_JSON RPAD RTRIM SCHEMA SECOND SEQUENCE SERIAL SESSION_USER SETVAL SHARE SKIP
SMALLINT SMALLSERIAL SPLIT_PART SQRT STARTS_WITH STATEMENT_TIMESTAMP STDDEV STDDEV_POP STDDEV_SAMP STRFTIME
STRING_AGG STRING_TO_ARRAY STRPOS SUBSTR SUBSTRING SUM SYSDATE TEXT TIES TIME TIMESTAMP TIMESTAMPTZ TIMETZ
TINYINT TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR TRAN TRANSACTION
TRANSACTION_TIMESTAMP TRANSLATE TRIGGER TRIM TRUNC TRY_CAST TSQUERY TSVECTOR TS_HEADLINE TS_RANK TYPEOF
UNBOUNDED UNIXEPOCH UNKNOWN UNNEST UPPER UUID VARBINARY VARCHAR VARCHAR2 VARIANCE VARYING VAR_POP VAR_SAMP VIEW
WEBSEARCH_TO_TSQUERY WEEK WITHOUT XMLELEMENT YEAR ZONE`

// weak are soft, too, but where the name of a table or an alias stands they are that name: FROM settings.
const weak = `AGGREGATE ALLOW ALWAYS ANTI APPLY AT ATTACH BACKWARD BATCH BERNOULLI BREADTH BUFFERS COLUMNS CONNECT CSV CUBE
CYCLE DAYS DEFINER DELIMITER DEPTH DETACH EACH ENCRYPTED EXCHANGE EXCLUDE EXCLUSIVE EXPANSION EXTEND FILL
FILLFACTOR FILTERING FINAL FORCE FORWARD FREEZE GRANT GROUPING GROUPS HINT HOLD HOURS INCLUDE INCREMENT INHERIT
INSTEAD INVOKER ISOLATION LANGUAGE LISTEN LOGGED MICROSECOND MILLISECOND MINUTES MONTHS NOCYCLE NOTIFY OPERATOR
OPTIMIZE OPTION OVERWRITE PASTE PIVOT POSITIONAL PREPARED PRIOR QUARTER READ REFRESH RENAME RESET RESTART REVOKE
ROLLUP ROUTINE SAMPLE SCROLL SEARCH SECONDS SEL SEMI SETS SETTINGS SHOW SORT STABLE START STDOUT STEP STORED
STRICT SYSTEM TABLESPACE TOKEN TOTALS TRUSTED TTL UNLOAD UNPIVOT UNTIL UR VALIDATE VERBOSE VIRTUAL VOLATILE WORK
WRAPPER WRITE XML YEARS`

// shy are weak words that in queries are far more often columns than keywords: they are keywords in other
// statements only (ALTER COLUMN a TYPE text, CREATE USER a PASSWORD ?).
const shy = `ACCESS ACTION CACHE CATALOG CLUSTER COLLATION COMMENT COST CREDENTIALS DATA DOMAIN ENGINE EXECUTION EXTENSION
FILE_FORMAT HEADER HOST IAM_ROLE INPUT IP LEVEL LOGIN MODE OFF OPTIONS OWNER PARALLEL PARSER PASSWORD PIPELINE
PLAN POLICY PRIVILEGES PUBLICATION QUERY REPLICA ROLE RULE SECURITY SERVER SESSION SIMPLE SNAPSHOT STATEMENT
STATISTICS STORAGE SUBSCRIPTION TYPE USER VALID VALUE VERSION`

// wordInfo is what the scanner knows about one keyword.
type wordInfo struct {
	first, rest uint64 // its bytes, folded by fold
	code        uint64 // what is hashed
	n           uint8  // its length; 0: the slot is free
	id          keywordID
	soft        bool
	text        uint16 // its index in keywordTexts
}

const (
	maxKeyword     = 16 // bytes; what is longer is hashed into rest
	longestKeyword = 24 // bytes
	keywordBits    = 11
	keywordSlots   = 1 << keywordBits
	keywordSpread  = 0x9e3779b97f4a7c15
	lowerCaseBits  = 0x2020202020202020
	maxKeywordStep = 8
)

// keywords is a hash table with linear probing, never longer than maxKeywordStep from the home slot;
// keywordTexts are the keywords in upper case.
var keywords, keywordTexts = buildKeywords()

func buildKeywords() (*[keywordSlots]wordInfo, []string) {
	table := new([keywordSlots]wordInfo)
	var texts []string
	for _, list := range []string{hard, soft, weak, shy} {
		for _, text := range strings.Fields(list) {
			first, rest := foldKeyword(text)
			insertKeyword(table, wordInfo{
				first: first, rest: rest, code: mixText(seed, text), n: uint8(len(text)),
				id: idOf(list, text), soft: list != hard, text: uint16(len(texts)),
			})
			texts = append(texts, text)
		}
	}
	return table, texts
}

func idOf(list, text string) keywordID {
	switch list {
	case weak:
		return kwWeak
	case shy:
		return kwShy
	default:
		return ruled[text]
	}
}

func insertKeyword(table *[keywordSlots]wordInfo, info wordInfo) {
	slot := keywordSlot(info.first, info.rest, int(info.n))
	for range maxKeywordStep {
		if table[slot].n == 0 {
			table[slot] = info
			return
		}
		slot = (slot + 1) % keywordSlots
	}
	panic("sqlfingerprint: the keyword table is too small")
}

// foldKeyword reads a word of at most longestKeyword bytes in a form where letter case makes no difference. It
// maps other bytes, too, but none of them to a letter or `_`.
func foldKeyword(text string) (first, rest uint64) {
	first = loadPart(text, 0, min(8, len(text))) &^ lowerCaseBits
	if len(text) > 8 {
		rest = loadPart(text, 8, min(8, len(text)-8)) &^ lowerCaseBits
	}
	if len(text) > maxKeyword {
		rest = mix(rest, loadPart(text, maxKeyword, len(text)-maxKeyword)&^lowerCaseBits)
	}
	return first, rest
}

func keywordSlot(first, rest uint64, n int) uint64 {
	return ((first + rest<<3 + uint64(n)) * keywordSpread) >> (64 - keywordBits)
}

// findKeyword looks a folded word up; nil where it is none.
func findKeyword(first, rest uint64, n int) *wordInfo {
	slot := keywordSlot(first, rest, n)
	for range maxKeywordStep {
		info := &keywords[slot]
		if info.first == first && info.rest == rest && int(info.n) == n {
			return info
		}
		if info.n == 0 {
			return nil
		}
		slot = (slot + 1) % keywordSlots
	}
	return nil
}
