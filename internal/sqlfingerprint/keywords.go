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
	kwConnect
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
	kwIdentified
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
	kwNextval // NEXTVAL and CURRVAL, which stand behind the name of a sequence
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
	"CALL": kwCall, "CLOSE": kwClose, "CONNECT": kwConnect, "COPY": kwCopy, "CREATE": kwCreate, "CURRENT": kwCurrent, "DEALLOCATE": kwDeallocate,
	"DECLARE": kwDeclare, "DEFAULT": kwDefault, "DELETE": kwDelete, "DISTINCT": kwDistinct, "DO": kwDo, "DROP": kwDrop, "END": kwEnd,
	"EXEC": kwExec, "EXECUTE": kwExec, "EXISTS": kwExists, "FETCH": kwFetch, "FOR": kwFor, "FORMAT": kwFormat, "FROM": kwFrom,
	"FULL": kwFull, "IDENTIFIED": kwIdentified, "IF": kwIf, "INFINITY": kwBoolean, "NAN": kwBoolean, "IN": kwIn, "INSERT": kwInsert,
	"INTO": kwInto, "IS": kwIs, "JOIN": kwJoin,
	"KEY": kwKey, "LATERAL": kwLateral, "LIKE": kwLike, "ILIKE": kwLike, "LIMIT": kwLimit, "TOP": kwLimit,
	"MERGE": kwMerge, "MOVE": kwMove, "NEXTVAL": kwNextval, "CURRVAL": kwNextval, "NOT": kwNot, "NULL": kwNull, "TABLE": kwObject, "INDEX": kwObject,
	"VIEW": kwObject, "SEQUENCE": kwObject, "PROCEDURE": kwObject, "FUNCTION": kwObject, "TRIGGER": kwObject,
	"DATABASE": kwObject, "SCHEMA": kwObject, "OF": kwOf, "OFFSET": kwOffset, "ON": kwOn, "ONLY": kwOnly, "PREPARE": kwPrepare,
	"RELEASE": kwRelease, "REPLACE": kwReplace, "ROLLBACK": kwRollback, "ROW": kwRow, "SAVEPOINT": kwSavepoint,
	"SELECT": kwSelect, "SET": kwSet, "STDIN": kwStdin, "TEMP": kwTemp, "TEMPORARY": kwTemp, "THEN": kwThen, "TO": kwTo, "TRANSACTION": kwTransaction,
	"TRAN": kwTransaction, "TRUNCATE": kwTruncate, "UPDATE": kwUpdate, "USING": kwUsing, "VALUES": kwValues,
	"WHERE": kwWhere, "WITH": kwWith,
}

// hard are the words that stand between operands.
const hard = `AGAINST ALL ALTER AND ANY APPLY ARRAY AS ASC ASOF ASYMMETRIC ATOMIC AUTHORIZATION AUTOINCREMENT BEGIN BETWEEN BY
CALL CASE CHECK CLOSE CLUSTERED COLLATE COMMIT COMMITTED CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS CURSOR
DEALLOCATE DECLARE DEDUPLICATE DEFAULT DEFERRABLE DEFERRED DELETE DESC DISTINCT DISTRIBUTE DIV DO DROP DUPLICATE
ELSE ELSIF END ESCAPE EXCEPT EXCLUDED EXCLUDING EXEC EXECUTE EXISTS EXPLAIN FALSE FETCH FIRST FOR FOREIGN FROM FULL
GENERATED GLOBAL GROUP HAVING HIGH_PRIORITY IF IGNORE ILIKE IMMEDIATE IMMUTABLE IN INCLUDING INDEXED INFINITY
INHERITS INITIALLY INNER INSERT INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCK LOCKING
LOW_PRIORITY MATCHED MAXVALUE MERGE MINUS MINVALUE MOVE NAN NATURAL NOCYCLE NOT NOTHING NOTNULL NULL NULLS OF OFFSET
ON ONLY OR ORDER ORDINALITY OUTER OUTFILE OVER OVERLAPS OVERRIDING PARTITION PARTITIONED PIVOT PLACING PRAGMA
PREPARE PREWHERE PRIMARY PRIOR QUALIFY RECURSIVE REFERENCES REFERENCING REGEXP REINDEX RELEASE REPEATABLE REPLACE
RETURNING RIGHT RLIKE ROLLBACK SAVEPOINT SELECT SERIALIZABLE SET SIBLINGS SIMILAR SOME STDIN STRAIGHT_JOIN
SYMMETRIC TABLE TABLESAMPLE TEMP TEMPORARY THEN TO TOP TRUE TRUNCATE UESCAPE UNCOMMITTED UNION UNIQUE UNLISTEN
UNLOCK UNLOGGED UNPIVOT UPDATE UPSERT USING VACUUM VALUES VARIADIC WHEN WHERE WHILE WINDOW WITH WITHIN XOR`

// soft are functions, types and the words that are keywords in some places only: they fold their case, but
// behave like names.
const soft = `ABS ADD ADDDATE AFTER ANALYZE ANY_VALUE ARRAY_AGG ARRAY_LENGTH ARRAY_TO_STRING AUTOCOMMIT AUTO_INCREMENT AVG BEFORE
BIGINT BIGSERIAL BINARY BIT BLOB BOOL BOOLEAN BOOL_AND BOOL_OR BTRIM BULK BYTEA CASCADE CAST CEIL CEILING CHAR
CHARACTER CHARACTER_LENGTH CHARINDEX CHAR_LENGTH CIDR CLOB CLOCK_TIMESTAMP COALESCE COLUMN CONCAT CONCAT_WS CONNECT
CONVERT COPY COUNT CUME_DIST CURDATE CURRENT CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME
CURRENT_TIMESTAMP CURRENT_USER CURRVAL CURTIME DATABASE DATALENGTH DATE DATEADD DATEDIFF DATENAME DATEPART DATETIME
DATETIME2 DATETIMEOFFSET DATE_ADD DATE_FORMAT DATE_PART DATE_SUB DATE_TRUNC DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR
DECIMAL DECODE DELAYED DENSE_RANK DISTINCTROW DOUBLE DUAL DUMPFILE ENCODE EXP EXTRACT FILTER FIND_IN_SET FIRST_VALUE
FLOAT FLOAT4 FLOAT8 FLOOR FOLLOWING FORCESEEK FORMAT FORMAT_DATE FREETEXT FROM_UNIXTIME FUNCTION GENERATE_SERIES
GEN_RANDOM_UUID GETDATE GETUTCDATE GREATEST GROUP_CONCAT HEX HOUR HUGEINT IDENTIFIED IDENTITY IDENTITY_INSERT IFNULL
IIF INDEX INET INFILE INITCAP INSTR INT INT2 INT4 INT8 INTEGER ISNULL JSON JSONB JSONB_AGG JSONB_ARRAY_ELEMENTS
JSONB_BUILD_ARRAY JSONB_BUILD_OBJECT JSONB_EXTRACT_PATH_TEXT JSONB_OBJECT_AGG JSONB_PATH_QUERY JSONB_SET JSONPATH
JSON_AGG JSON_ARRAY JSON_ARRAYAGG JSON_ARRAY_LENGTH JSON_BUILD_ARRAY JSON_BUILD_OBJECT JSON_CONTAINS JSON_EACH
JSON_EXISTS JSON_EXTRACT JSON_GROUP_ARRAY JSON_OBJECT JSON_OBJECT_AGG JSON_QUERY JSON_TABLE JSON_TREE JSON_UNQUOTE
JSON_VALUE JULIANDAY KEY LAG LAST_DAY LAST_INSERT_ID LAST_VALUE LEAD LEAST LENGTH LISTAGG LN LOCALTIME
LOCALTIMESTAMP LOCATE LOCKED LONGTEXT LOWER LPAD LTRIM MACADDR MAKE_INTERVAL MATCH MATERIALIZED MAX MAXDOP
MAXTIMEUUID MD5 MEDIAN MEDIUMINT MEDIUMTEXT MIN MINTIMEUUID MINUTE MOD MONEY MONTH MONTHS_BETWEEN NCHAR NEWID NEXT
NEXTVAL NO NOCASE NOCOUNT NOLOCK NOW NOWAIT NTH_VALUE NTILE NULLIF NUMERIC NVARCHAR NVL NVL2 OBJECT_ID OCTET_LENGTH
OPENJSON OPENQUERY OPENROWSET OVERLAY PATINDEX PERCENT PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK PG_ADVISORY_LOCK
PG_ADVISORY_UNLOCK PG_ADVISORY_XACT_LOCK PG_TRY_ADVISORY_LOCK PHRASETO_TSQUERY PLAINTO_TSQUERY POSITION POWER
PRECEDING PRECISION PROCEDURE QUOTENAME RAISERROR RAND RANDOM RANGE RANK READPAST REAL RECOMPILE REGCLASS
REGEXP_LIKE REGEXP_MATCHES REGEXP_REPLACE REGEXP_SUBSTR REPEAT RESTRICT REVERSE ROUND ROW ROWID ROWLOCK ROWNUM ROWS
ROW_NUMBER ROW_TO_JSON RPAD RTRIM SCHEMA SCOPE_IDENTITY SECOND SEPARATOR SEQUENCE SERIAL SESSION_USER SETVAL SHARE
SIGNED SKIP SMALLDATETIME SMALLINT SMALLSERIAL SPLIT_PART SQL_NO_CACHE SQRT STARTS_WITH STATEMENT_TIMESTAMP STDDEV
STDDEV_POP STDDEV_SAMP STDEV STRFTIME STRING_AGG STRING_TO_ARRAY STRPOS STR_TO_DATE SUBSTR SUBSTRING SUBSTRING_INDEX
SUM SYSDATE SYSDATETIME SYSTEM_TIME SYSTIMESTAMP SYSUTCDATETIME TABLOCK TABLOCKX TEXT TIES TIME TIMESTAMP
TIMESTAMPTZ TIMETZ TINYINT TINYTEXT TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR
TRAN TRANSACTION TRANSACTION_TIMESTAMP TRANSLATE TRIGGER TRIM TRUNC TRY_CAST TRY_CONVERT TSQUERY TSVECTOR
TS_HEADLINE TS_RANK TTL TYPEOF UNBOUNDED UNHEX UNIQUEIDENTIFIER UNIXEPOCH UNIX_TIMESTAMP UNKNOWN UNNEST UNSIGNED UPDLOCK
UPPER UUID UUID_TO_BIN VARBINARY VARCHAR VARCHAR2 VARIANCE VARYING VAR_POP VAR_SAMP VIEW WAITFOR
WEBSEARCH_TO_TSQUERY WEEK WITHOUT WRITETIME XMLAGG XMLELEMENT XMLTABLE YEAR YEAR_MONTH ZEROFILL ZONE`

// weak are soft, too, but where the name of a table or an alias stands they are that name: FROM settings.
const weak = `AGGREGATE ALLOW ALWAYS ANTI APPROXIMATE AT ATTACH BACKWARD BATCH BERNOULLI BOTH BREADTH BREAK BUFFERS COLUMNS
CONTINUE CSV CUBE CYCLE DAYS DEFINER
DELIMITER DEPTH DETACH EACH ENCRYPTED EXCHANGE EXCLUDE EXCLUSIVE EXPANSION EXTEND FILL FILLFACTOR FILTERING FINAL
FORCE FORWARD FREEZE GRANT GROUPING GROUPS HINT HOLD HOURS INCLUDE INCREMENT INHERIT INSTEAD INVOKER ISOLATION
KEEP LANGUAGE LEADING LISTEN LOGGED MICROSECOND MILLISECOND MINUTES MONTHS NOTIFY OPERATOR OPTIMIZE OPTION OPTIONAL OUTPUT OVERWRITE PASTE
POSITIONAL PREPARED QUARTER READ REFRESH RENAME RESET RESTART RETURN RETURNS REVOKE ROLLUP ROUTINE SAMPLE SCROLL SEARCH SECONDS SEL
SEMI SETS SETTINGS SHOW SORT STABLE START STDOUT STEP STORED STRICT SYSTEM TABLESPACE TOKEN TOTALS TRAILING TRUSTED
UNLOAD UNTIL UNWIND UR VALIDATE VERBOSE VIRTUAL VOLATILE WORK WRAPPER WRITE XML YEARS YIELD`

// shy are weak words that in queries are far more often columns than keywords: they are keywords in other
// statements only (ALTER COLUMN a TYPE text, CREATE USER a PASSWORD ?).
const shy = `ACCESS ACTION ALGORITHM ALLOWOVERWRITE AUTO_COMPRESS BACKUP CACHE CATALOG CHECKDB CLUSTER COLLATION COMMENT
COST CREDENTIALS DATA DATEFORMAT DBCC DISTKEY DISTSTYLE DOMAIN ENCLOSED ENGINE ESCAPED EXECUTION EXTENSION
FIELDS FILE_FORMAT GZIP HANDLER HEADER HOST IAM_ROLE IGNOREHEADER INPLACE INPUT IP KEYSPACE KILL LEVEL LINES LOAD LOCAL
LOGIN MANIFEST MAPPING MODE NORECOVERY NO_INFOMSGS OFF OPTIONALLY OPTIONS OWNER PARALLEL PARQUET PARSER PASSWORD PATTERN PIPELINE PLAN
POLICY PRIVILEGES PUBLICATION PUT QUERY RECOVERY REPLICA RESTORE ROLE RULE SECURITY SERVER SESSION SIMPLE SNAPSHOT
SORTKEY STAGE STARTING STATEMENT STATISTICS
STORAGE SUBSCRIPTION TABLES TERMINATED TIMEFORMAT TYPE USER VALID VALUE VARIABLES VERSION WAREHOUSE`

// wordInfo is what the scanner knows about one keyword.
type wordInfo struct {
	first, rest uint64 // its bytes, folded
	code        uint64 // what is hashed
	text        uint16 // its index in keywordTexts
	id          keywordID
	n           uint8 // its length
	soft        bool
	quiet       bool // see isQuiet
	quick       quickness
}

// qualifies tells whether the word may be the name of a schema or a table: before a period it is one.
func (w *wordInfo) qualifies() bool { return w.soft || w.id == kwDefault }

// quickness tells whether hashWords knows a keyword by its key alone: it is quiet, short, and has no `_`, which folds
// as DEL does. A function or a type must also stand before a bracket or a comma, as it may be a name elsewhere.
type quickness uint8

const (
	notQuick quickness = iota
	quickCall
	quickQuery // where a query was read before; see mayStartQuery
	quick
)

func quicknessOf(text string, id keywordID, soft bool) quickness {
	switch {
	case !isQuiet(id) || id == kwWeak || id == kwDefault || len(text) > 8 || strings.Contains(text, "_"):
		return notQuick
	case soft:
		return quickCall
	case mayStartQuery(id):
		return quickQuery
	default:
		return quick
	}
}

const (
	maxKeyword     = 16 // bytes; what is longer is hashed into rest
	longestKeyword = 24 // bytes
	keywordBits    = 11
	keywordSlots   = 1 << keywordBits
	keywordSpread  = 0x9e3779b97f4a7c15
	maxKeywordStep = 32
)

// keywordTable is a hash table with linear probing, never longer than maxKeywordStep from the home slot. Keys
// stand apart from what is known of them: most words are no keywords, and their look-up ends at a key.
type keywordTable struct {
	keys  [keywordSlots]uint64 // 0: the slot is free
	infos [keywordSlots]wordInfo
}

// keywords holds the keywords; keywordTexts are the same in upper case.
var keywords, keywordTexts = buildKeywords()

func buildKeywords() (table keywordTable, texts []string) {
	for _, list := range []string{hard, soft, weak, shy} {
		for _, text := range strings.Fields(list) {
			first, rest := foldKeyword(text)
			id := idOf(list, text)
			table.insert(wordInfo{
				first: first, rest: rest, code: mixText(seed, text), n: uint8(len(text)), id: id, soft: list != hard,
				quiet: isQuiet(id), quick: quicknessOf(text, id, list != hard), text: uint16(len(texts)),
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

func (t *keywordTable) insert(info wordInfo) {
	key := keywordKey(info.first, info.rest)
	slot := keywordSlot(key)
	for step := 0; t.keys[slot] != 0; step++ {
		if step == maxKeywordStep || t.keys[slot] == key {
			panic("sqlfingerprint: the keyword table is too small, or two keywords have one key")
		}
		slot = (slot + 1) % keywordSlots
	}
	t.keys[slot], t.infos[slot] = key, info
}

// foldKeyword reads a word of at most longestKeyword bytes in a form where letter case makes no difference. It
// maps other bytes, too, but none that may stand in a word to a letter or `_`, nor to 0.
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

// keywordKey is the word itself up to eight bytes; a longer word may share one by chance.
func keywordKey(first, rest uint64) uint64 { return first ^ rest*factor }

func keywordSlot(key uint64) uint64 { return key * keywordSpread >> (64 - keywordBits) }

// find looks a folded word of n bytes up; nil where it is none.
func (t *keywordTable) find(first, rest uint64, n int) *wordInfo {
	slot := t.slotOf(keywordKey(first, rest))
	if slot < 0 {
		return nil
	}
	info := &t.infos[slot]
	if info.first != first || info.rest != rest || int(info.n) != n {
		return nil
	}
	return info
}

// slotOf is the slot of a key, less than 0 where no keyword has it.
func (t *keywordTable) slotOf(key uint64) int {
	slot := keywordSlot(key)
	for found := t.keys[slot]; found != key; found = t.keys[slot] {
		if found == 0 {
			return -1
		}
		slot = (slot + 1) % keywordSlots
	}
	return int(slot)
}

// has tells whether a keyword has the key.
func (t *keywordTable) has(key uint64) bool {
	slot := keywordSlot(key)
	found := t.keys[slot]
	for found != key && found != 0 {
		slot = (slot + 1) % keywordSlots
		found = t.keys[slot]
	}
	return found != 0
}
