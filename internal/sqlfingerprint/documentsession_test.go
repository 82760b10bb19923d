package sqlfingerprint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSessionKeysAreLookedFor holds that the short look at a key lets every session key through.
func TestSessionKeysAreLookedFor(t *testing.T) {
	keys := []string{
		"lsid", "$clusterTime", "txnNumber", "$db", "$readPreference", "startTransaction", "autocommit", "readConcern",
		"writeConcern", "apiVersion", "apiStrict", "apiDeprecationErrors", "$audit", "$client", "$configTime",
		"$topologyTime", "$configServerState", "operationTime", "comment", "databaseVersion", "shardVersion", "clientOperationKey",
	}
	for _, key := range keys {
		assert.True(t, isSessionKey(key, true), key)
		assert.True(t, startsSession(key[0], key[1]), key)
		assert.Equal(t, normalizeDocument(`{"find": "users", "a": 1}`), normalizeDocument(`{"find": "users", "`+key+`": 17, "a": 1}`), key)
	}
	assert.False(t, isSessionKey("comment", false), "a field of a filter")
}
