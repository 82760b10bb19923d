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

// TestRemovingDoesNotPullUp holds: the word behind a value that was taken out does not become the value.
func TestRemovingDoesNotPullUp(t *testing.T) {
	remove := []func(*Config){
		setAction("secret", ActionRemove), setAction("http_credentials", ActionRemove), setAction("credit_card", ActionRemove),
	}
	for in, want := range map[string]string{
		"password: x1y2z3 for host7 at node8": "password: *** for host7 at node8",
		"apikey:DE89 3704 0044 0532":          "apikey:*** 3704 0044 0532",
		"token: 4111111111111111 host7":       "token: *** host7",
		"password: x1y2z3, host7":             "password: , host7",
		"password: x1y2z3":                    "password: ",
		"of 4111111111111111 host7":           "of  host7",
		"order: 4111111111111111 host7":       "order:  host7",
	} {
		assert.Equal(t, want, maskText(t, in, remove...), in)
		assert.Equal(t, want, maskText(t, want, remove...), "removing twice")
	}
}

// TestMaskWithoutALetter holds: what has nothing that could become an asterisk is hidden as a whole.
func TestMaskWithoutALetter(t *testing.T) {
	mask := setAction("ip_address", ActionMask)
	assert.Equal(t, "listen=*** ***.*.*.*", maskText(t, "listen=:: 127.0.0.1", mask))
	assert.Equal(t, "listen=***", maskText(t, "listen=***", mask))
}

// TestAloneAfterRemoving holds: a number that becomes the whole text is looked at as one.
func TestAloneAfterRemoving(t *testing.T) {
	remove := setAction("iban", ActionRemove)
	assert.Equal(t, " **********", maskText(t, "DE89370400440532013000 0123456789", remove))
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
