package dbspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWaits(t *testing.T) {
	for text, want := range map[string]bool{
		"BRPOP queue 5": true, "blpop a b 0": true, "BZPOPMIN z 1": true, "SUBSCRIBE c": true,
		"XREAD BLOCK 5000 STREAMS s $": true, "xread block 0 streams s 0": true, "XREADGROUP": true, "XREADGROUP GROUP g c BLOCK 0 STREAMS s >": true,
		"XREAD COUNT 10 STREAMS s 0": false, "xread count 10 streams block 0-0": true,
		"RPOP queue": false, "GET block": false, "LPUSH brpop 1": false,
	} {
		operation := firstWord(text)
		assert.Equal(t, want, (&Call{Kind: Cache, Text: text, Operation: operation}).Waits(), text)
		assert.False(t, (&Call{Kind: DB, Text: text, Operation: operation}).Waits(), text)
	}
	for method, want := range map[string]bool{
		"ReceiveMessage": true, "Pull": true, "StreamingPull": true, "PollActivityTaskQueue": true,
		"SendMessage": false, "PullRequest": false, "GetPoll": false, "": false,
	} {
		assert.Equal(t, want, (&Call{Kind: RPC, Operation: method}).Waits(), method)
		assert.False(t, (&Call{Kind: HTTP, Operation: method}).Waits(), method)
	}
}
