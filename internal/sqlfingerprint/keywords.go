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
	kwCreate
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
)

// ruled are the keywords that rules look at.
var ruled = map[string]keywordID{
	"ALTER": kwAlter, "ARRAY": kwArray, "AS": kwAs, "ALL": kwAll, "TRUE": kwBoolean, "FALSE": kwBoolean, "BY": kwBy,
	"CALL": kwCall, "CLOSE": kwClose, "CONNECT": kwConnect, "CREATE": kwCreate, "DEALLOCATE": kwDeallocate, "DECLARE": kwDeclare,
	"DEFAULT": kwDefault, "DELETE": kwDelete, "DISTINCT": kwDistinct, "DO": kwDo, "DROP": kwDrop, "END": kwEnd,
	"EXEC": kwExec, "EXECUTE": kwExec, "EXISTS": kwExists, "FETCH": kwFetch, "FOR": kwFor, "FROM": kwFrom,
	"FULL": kwFull, "IDENTIFIED": kwIdentified, "IF": kwIf, "INFINITY": kwBoolean, "NAN": kwBoolean, "IN": kwIn, "INSERT": kwInsert, "INTO": kwInto, "IS": kwIs, "JOIN": kwJoin,
	"KEY": kwKey, "LATERAL": kwLateral, "LIKE": kwLike, "ILIKE": kwLike, "LIMIT": kwLimit, "TOP": kwLimit,
	"MERGE": kwMerge, "MOVE": kwMove, "NEXTVAL": kwNextval, "CURRVAL": kwNextval, "NOT": kwNot, "NULL": kwNull, "TABLE": kwObject, "INDEX": kwObject,
	"VIEW": kwObject, "SEQUENCE": kwObject, "PROCEDURE": kwObject, "FUNCTION": kwObject, "TRIGGER": kwObject,
	"DATABASE": kwObject, "SCHEMA": kwObject, "OFFSET": kwOffset, "ON": kwOn, "ONLY": kwOnly, "PREPARE": kwPrepare,
	"RELEASE": kwRelease, "REPLACE": kwReplace, "ROLLBACK": kwRollback, "ROW": kwRow, "SAVEPOINT": kwSavepoint,
	"SELECT": kwSelect, "SET": kwSet, "TEMP": kwTemp, "TEMPORARY": kwTemp, "THEN": kwThen, "TO": kwTo, "TRANSACTION": kwTransaction,
	"TRAN": kwTransaction, "TRUNCATE": kwTruncate, "UPDATE": kwUpdate, "USING": kwUsing, "VALUES": kwValues,
	"WHERE": kwWhere, "WITH": kwWith,
}

// hard are the words that stand between operands.
const hard = `ALTER ALL AND ANY AS ASC BEGIN BETWEEN BY CALL CASE CHECK CLOSE COLLATE COMMIT CONFLICT CONSTRAINT
CREATE CROSS CURSOR DEALLOCATE DECLARE DEFAULT DELETE DESC DISTINCT DO DROP DUPLICATE ELSE END ESCAPE EXCEPT EXCLUDED EXEC
EXECUTE EXISTS EXPLAIN FETCH FIRST FOR FOREIGN FROM FULL GROUP HAVING IF ILIKE IN INNER INSERT INTERSECT INTERVAL INTO
IS JOIN LAST LATERAL LEFT LIKE LIMIT LOCK MERGE MINUS MOVE NATURAL NOT NOTHING NULL NULLS OF OFFSET ON ONLY OR ORDER
OUTER OVER OVERLAPS PARTITION PREPARE PRIMARY RECURSIVE REFERENCES REGEXP RELEASE REPLACE RETURNING RIGHT RLIKE
ROLLBACK SAVEPOINT SELECT SET SIMILAR SOME TABLE TEMP TEMPORARY THEN TO TOP TRUE FALSE TRUNCATE UNION UNIQUE UPDATE
USING VALUES WHEN WHERE WINDOW WITH WITHIN ARRAY PREWHERE QUALIFY GLOBAL IGNORE LOW_PRIORITY
HIGH_PRIORITY STRAIGHT_JOIN`

// soft are functions, types and the words that are keywords in some places only: they fold their case, but
// behave like names.
const soft = `ABS ADD ANALYZE AVG BIGINT BINARY BIT BOOLEAN BYTEA CAST CEIL CHAR CHARACTER CLOB COALESCE COLUMN CONCAT
CONVERT COPY COUNT CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DATE DATE_TRUNC
DATETIME DAY DECIMAL DENSE_RANK DOUBLE EXTRACT FILTER FLOAT FLOOR FOLLOWING FUNCTION GREATEST GROUP_CONCAT
HOUR IFNULL INDEX INT INTEGER ISNULL JSON JSON_AGG JSON_ARRAYAGG JSON_BUILD_OBJECT JSON_EXTRACT JSON_OBJECT JSONB
JSONB_AGG JSONB_BUILD_OBJECT KEY LAG LEAD LEAST LENGTH LOCALTIME LOCALTIMESTAMP LOCKED LOWER LTRIM MATERIALIZED MAX
MIN MINUTE MOD MONTH NEXT NEXTVAL NO NOLOCK NOW NOWAIT NULLIF NUMERIC NVARCHAR NVL PERCENT POSITION PRECEDING
PRECISION PROCEDURE RANDOM RANGE RANK REAL ROUND ROW ROW_NUMBER ROWS RTRIM SCHEMA SECOND SEQUENCE SERIAL SHARE SKIP
SMALLINT STDDEV STRING_AGG SUBSTR SUBSTRING SUM TEXT TIME TIMESTAMP TIMESTAMPTZ TIES TINYINT TO_CHAR TO_DATE
TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR TRAN TRANSACTION TRIGGER TRIM UNBOUNDED UNNEST UPPER UUID VARCHAR VARCHAR2
VARYING VIEW WEEK WITHOUT YEAR ZONE SYSDATE ROWNUM DUAL BEFORE AFTER CASCADE
RESTRICT`

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
	maxKeyword     = 16 // bytes; longer ones would not fit into first and rest
	keywordBits    = 10
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
	for _, list := range []string{hard, moreHard, soft, moreSoft} {
		for _, text := range strings.Fields(list) {
			first, rest := foldKeyword(text)
			insertKeyword(table, wordInfo{
				first: first, rest: rest, code: mixText(seed, text), n: uint8(len(text)),
				id: ruled[text], soft: list == soft || list == moreSoft, text: uint16(len(texts)),
			})
			texts = append(texts, text)
		}
	}
	return table, texts
}

func insertKeyword(table *[keywordSlots]wordInfo, info wordInfo) {
	slot := keywordSlot(info.first, int(info.n))
	for range maxKeywordStep {
		if table[slot].n == 0 {
			table[slot] = info
			return
		}
		slot = (slot + 1) % keywordSlots
	}
	panic("sqlfingerprint: the keyword table is too small")
}

// foldKeyword reads a word of at most maxKeyword bytes in a form where letter case makes no difference. It
// maps other bytes, too, but none of them to a letter or `_`.
func foldKeyword(text string) (first, rest uint64) {
	first = loadPart(text, 0, min(8, len(text))) &^ lowerCaseBits
	if len(text) > 8 {
		rest = loadPart(text, 8, len(text)-8) &^ lowerCaseBits
	}
	return first, rest
}

func keywordSlot(first uint64, n int) uint64 {
	return ((first + uint64(n)) * keywordSpread) >> (64 - keywordBits)
}

// findKeyword looks a folded word up; nil where it is none.
func findKeyword(first, rest uint64, n int) *wordInfo {
	slot := keywordSlot(first, n)
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
