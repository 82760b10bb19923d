package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPartial(t *testing.T) {
	for in, want := range map[string]string{
		"": "***", "a": "***", "abc": "***", "abcd": "ab***", "alice": "al***", "äöüß": "äö***", "почта": "по***",
		"äöü": "***", "%C3%A9lise": "***", "a%20bcd": "***", `"john doe"`: "***", `\"john doe\"`: "***", "a.bcd": "a.***",
	} {
		assert.Equal(t, want, string(appendPartial(nil, in)), in)
	}
}

func TestRewriteEveryAction(t *testing.T) {
	const text = "to alice@example.com, bob%40example.com: 4111-1111-1111-1111!"
	for _, tt := range []struct {
		email, card Action
		want        string
	}{
		{ActionPartial, ActionMask, "to al***@example.com, ***%40example.com: ****-****-****-****!"},
		{ActionMask, ActionReplace, "to ***@***, ***%40***: [CREDIT_CARD]!"},
		{ActionReplace, ActionRemove, "to [EMAIL], [EMAIL]: !"},
		{ActionRemove, ActionOff, "to , : 4111-1111-1111-1111!"},
		{ActionDetect, ActionDetect, text},
		{ActionOff, ActionMask, "to alice@example.com, bob%40example.com: ****-****-****-****!"},
	} {
		got := maskText(t, text, setAction("email", tt.email), setAction("credit_card", tt.card))
		assert.Equal(t, tt.want, got, "%s, %s", tt.email, tt.card)
	}
}

// TestRemovingCannotJoin holds: what stood on the two sides of a match that was taken out is looked at again.
func TestRemovingCannotJoin(t *testing.T) {
	remove := []func(*Config){setAction("email", ActionRemove), setAction("credit_card", ActionRemove)}
	for in, want := range map[string]string{
		"41111111<a@b.com>11111111":                   "41111111<>11111111",
		"alice,bob@example.com@example.com":           "alice,@example.com",
		"x 4111 1111 4111 1111 1111 1111 1111 1111 y": "x 4111 1111  1111 1111 y", // two spaces divide
	} {
		assert.Equal(t, want, maskText(t, in, remove...), in)
		assert.Equal(t, want, maskText(t, want, remove...), "removing twice")
	}
}

func TestJSONNumberKeepsTheDocument(t *testing.T) {
	for action, want := range map[Action]string{
		ActionMask:    `{"a":["****************",1],"b":"****************"}`,
		ActionReplace: `{"a":["[CREDIT_CARD]",1],"b":"[CREDIT_CARD]"}`,
		ActionRemove:  `{"a":["",1],"b":""}`,
	} {
		in := `{"a":[4111111111111111,1],"b":"4111111111111111"}`
		assert.Equal(t, want, maskText(t, in, setAction("credit_card", action)), action)
	}
}
