package piimaskingprocessor

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSettle(t *testing.T) {
	email := func(start, end int) match { return match{kind: detectorEmail, start: start, end: end} }
	card := func(start, end int) match { return match{kind: detectorCreditCard, start: start, end: end} }
	for _, tt := range []struct {
		name     string
		in, want []match
	}{
		{"none", nil, nil},
		{"apart", []match{card(20, 30), email(0, 9)}, []match{email(0, 9), card(20, 30)}},
		{"touching", []match{email(0, 5), card(5, 20)}, []match{email(0, 5), card(5, 20)}},
		{"one inside another", []match{card(2, 8), email(0, 10)}, []match{email(0, 10)}},
		{"one at the start of another", []match{card(0, 8), email(0, 10)}, []match{email(0, 10)}},
		{"the more specific", []match{email(0, 20), card(5, 21)}, []match{card(5, 21)}},
		{"the more specific begins first", []match{card(0, 16), email(10, 40)}, []match{card(0, 16)}},
		{"two of a kind", []match{email(6, 25), email(0, 17)}, []match{email(0, 17)}},
		{"the same place", []match{email(0, 5), card(0, 5)}, []match{card(0, 5)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 10 { // whatever the order
				in := append([]match(nil), tt.in...)
				rand.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
				assert.Equal(t, tt.want, settle(in))
			}
		})
	}
}

func TestAllowList(t *testing.T) {
	list := newAllowList([]string{"Support@Example.com", "*@Example.ORG", "4111111111111111"})
	for text, want := range map[string]bool{
		"support@example.com": true, "SUPPORT@EXAMPLE.COM": true, "support%40example.com": true, "support@example.co": false,
		"anyone@example.org": true, "anyone%40EXAMPLE.org": true, "anyone@sub.example.org": false,
		"4111111111111111": true, "4111 1111 1111 1111": false, "4012888888881881": false,
	} {
		p := newTestPass()
		p.find(text, 0)
		if assert.Len(t, p.matches, 1, text) {
			assert.Equal(t, want, list.allows(text, p.matches[0]), text)
			assert.False(t, newAllowList(nil).allows(text, p.matches[0]), text)
		}
	}
}

func TestAllowedMatchDoesNotShieldTheRest(t *testing.T) {
	allow := func(c *Config) { c.Allow = []string{"support@example.com"} }
	assert.Equal(t, "support@example.com, al***@example.com", maskText(t, "support@example.com, alice@example.com", allow))
}

func TestDetectedMatchDoesNotShieldAnother(t *testing.T) {
	assert.Equal(t, "[CREDIT_CARD]@example.com", maskText(t, "4111111111111111@example.com",
		setAction("email", ActionDetect), setAction("credit_card", ActionReplace)))
}
