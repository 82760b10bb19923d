package dbspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTakesMany(t *testing.T) {
	for name, want := range map[string]bool{
		"bulk": true, "bulkWrite": true, "BatchGetItem": true, "SendMessageBatch": true, "mget": true, "msearch": true,
		"get": false, "GetItem": false, "bul": false, "": false, "index": false,
	} {
		for kind, can := range map[Kind]bool{DB: true, RPC: true, Cache: false, HTTP: false, None: false} {
			assert.Equal(t, want && can, (&Call{Kind: kind, Operation: name}).TakesMany(), "%s %s", kind, name)
		}
	}
}
