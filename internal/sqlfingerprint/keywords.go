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
	"CALL": kwCall, "CLOSE": kwClose, "CREATE": kwCreate, "DEALLOCATE": kwDeallocate, "DECLARE": kwDeclare,
	"DEFAULT": kwDefault, "DELETE": kwDelete, "DISTINCT": kwDistinct, "DO": kwDo, "DROP": kwDrop, "END": kwEnd,
	"EXEC": kwExec, "EXECUTE": kwExec, "EXISTS": kwExists, "FETCH": kwFetch, "FOR": kwFor, "FROM": kwFrom,
	"FULL": kwFull, "IF": kwIf, "IN": kwIn, "INSERT": kwInsert, "INTO": kwInto, "IS": kwIs, "JOIN": kwJoin,
	"KEY": kwKey, "LATERAL": kwLateral, "LIKE": kwLike, "ILIKE": kwLike, "LIMIT": kwLimit, "TOP": kwLimit,
	"MERGE": kwMerge, "MOVE": kwMove, "NOT": kwNot, "NULL": kwNull, "TABLE": kwObject, "INDEX": kwObject,
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
	first, rest uint64 // its bytes, folded
	code        uint64 // what is hashed
	text        uint16 // its index in keywordTexts
	id          keywordID
	soft        bool
	quiet       bool // see isQuiet
	quick       quickness
}

// quickness tells whether hashWords knows a keyword by its key alone: it is quiet, short, and has no `_`, which folds
// as DEL does. A function or a type must also stand before a bracket or a comma, as it may be a name elsewhere.
type quickness uint8

const (
	notQuick quickness = iota
	quick
	quickCall
)

func quicknessOf(text string, soft bool) quickness {
	switch {
	case !isQuiet(ruled[text]) || len(text) > 8 || strings.Contains(text, "_"):
		return notQuick
	case soft:
		return quickCall
	default:
		return quick
	}
}

const (
	maxKeyword     = 16 // bytes; longer ones would not fit into first and rest
	keywordBits    = 10
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
	for _, list := range []string{hard, soft} {
		for _, text := range strings.Fields(list) {
			first, rest := foldKeyword(text)
			table.insert(wordInfo{
				first: first, rest: rest, code: mixText(seed, text), id: ruled[text], soft: list == soft,
				quiet: isQuiet(ruled[text]), quick: quicknessOf(text, list == soft),
				text: uint16(len(texts)),
			})
			texts = append(texts, text)
		}
	}
	return table, texts
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

// foldKeyword reads a word of at most maxKeyword bytes in a form where letter case makes no difference. It
// maps other bytes, too, but none that may stand in a word to a letter or `_`, nor to 0.
func foldKeyword(text string) (first, rest uint64) {
	first = loadPart(text, 0, min(8, len(text))) &^ lowerCaseBits
	if len(text) > 8 {
		rest = loadPart(text, 8, len(text)-8) &^ lowerCaseBits
	}
	return first, rest
}

// keywordKey is the word itself up to eight bytes; a longer word may have that of a keyword by chance.
func keywordKey(first, rest uint64) uint64 { return first ^ rest*factor }

func keywordSlot(key uint64) uint64 { return key * keywordSpread >> (64 - keywordBits) }

// find looks a folded word up; nil where it is none.
func (t *keywordTable) find(first, rest uint64) *wordInfo {
	slot := t.slotOf(keywordKey(first, rest))
	if slot < 0 {
		return nil
	}
	info := &t.infos[slot]
	if info.first != first || info.rest != rest {
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
