package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCardMasked(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"hyphens", "4111-1111-1111-1111", "****-****-****-****"},
		{"spaces", "card 4111 1111 1111 1111 paid", "card **** **** **** **** paid"},
		{"undivided", "card=4111111111111111;", "card=****************;"},
		{"end of a sentence", "My card 4111111111111111. Thanks", "My card ****************. Thanks"},
		{"American Express", "3782 822463 10005", "**** ****** *****"},
		{"American Express in fours", "3714 4963 5398 431", "**** **** **** ***"},
		{"Diners", "3056 930902 5904", "**** ****** ****"},
		{"Visa of 13 digits", "4222222222222", "*************"},
		{"Maestro of 12 digits", "(501800000009)", "(************)"},
		{"UATP", "122000000000003", "***************"},
		{"UnionPay of 19 digits", "6200 0000 0000 0000 000", "**** **** **** **** ***"},
		{"number before it", "order 12 4111 1111 1111 1111", "order 12 **** **** **** ****"},
		{"two in a row", "4111111111111111 4012-8888-8888-1881", "**************** ****-****-****-****"},
		{"check code after it", "4111 1111 1111 1111 12/29", "**** **** **** **** 12/29"},
		{"words against groups", "CARD4111 1111 1111 1111exp06/17", "CARD**** **** **** ****exp06/17"},
		{"another script beside it", "卡号4111111111111111，", "卡号****************，"},
		{"quotes", `'4111111111111111'`, `'****************'`},
		{"after an escape", `a\n4111111111111111`, `a\n****************`},
		{"after an encoded sign", "card%3D4111111111111111%26x", "card%3D****************%26x"},
		{"JSON string", `{"card":"4111111111111111"}`, `{"card":"****************"}`},
		{"JSON number", `{"card": 4111111111111111, "n":1}`, `{"card": "****************", "n":1}`},
		{"JSON array", `["a\"b",4111111111111111]`, `["a\"b","****************"]`},
		{"JSON after text", `got {"card":4111111111111111}`, `got {"card":****************}`},
		{"address of digits", "4111111111111111@example.com", "41***@example.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, maskText(t, tt.in))
			assert.Equal(t, tt.want, maskText(t, tt.want), "masking twice")
		})
	}
}

func TestCardLeavesOtherNumbers(t *testing.T) {
	for _, s := range []string{
		"4111111111111112", "4111 1111 1111 1112", // check digit
		"9111111111111111", "1234567812345670", // no issuer
		"411111111111116", "41111111111111113", // no such length
		"4111-1111 1111-1111", "4222 222 222 222", "41 11 11 11 11 11 11 11", "4111  1111  1111  1111", "41111111 11111111", // grouping
		"x4111111111111111", "4111111111111111x", "_4111111111111111", "4111111111111111_", // part of a name
		"blk_4111111111111111", "-4111111111111111", "+4111111111111111", "4111111111111111-2", "4111111111111111+1",
		"0.4111111111111111", "4111111111111111.5", "/4111111111111111", "4111111111111111/x", "4111.1111.1111.1111",
		"004111111111111111", "411111111111111100000000",
		"a4111-1111-1111-1111-b", "f4114111-1111-4111-1111-111111111111",
		"1700000000000000000", "1700000000000", "2024-01-01 12:00:00.123456789", "2024-01-01T12:00:00Z",
		"0000 0000 0000 0000", "12345 6789 1011 1213 1415", "XX82 1234 5678 9012 3456", "****-****-****-****", "192.168.100.100 10.0.0.1",
		"5105-1051-0510-5100-", "0123456789abcdef0123456789abcdef",
	} {
		if s == "5105-1051-0510-5100-" { // a sign at the end is punctuation
			assert.Equal(t, "****-****-****-****-", maskText(t, s))
			continue
		}
		assert.Equal(t, s, maskText(t, s))
	}
}

// TestCardInEveryAlignment holds that no grouping hides behind the words it reads.
func TestCardInEveryAlignment(t *testing.T) {
	for _, number := range []string{
		"501800000009", "4222222222222", "4222-2222-2222-2", "30569309025904", "3056 930902 5904",
		"378282246310005", "3782-822463-10005", "3714 4963 5398 431", "4111111111111111", "4111 1111 1111 1111",
		"6200 0000 0000 0000 000", "6304000000000000000", "630400 0000000000000", "5018 0000 0009",
	} {
		want := string(appendHidden(nil, number, classDigit, 0))
		for pad := range 40 {
			before, after := strings.Repeat("é", pad/2)+strings.Repeat(":", pad%2), strings.Repeat("é", pad%9)
			assert.Equal(t, before+want+after, maskText(t, before+number+after), "at %d", len(before))
		}
	}
}

func TestCardActions(t *testing.T) {
	for action, want := range map[Action]string{
		ActionMask: "c **** **** **** ****!", ActionReplace: "c [CREDIT_CARD]!", ActionRemove: "c !",
		ActionDetect: "c 4111 1111 1111 1111!", ActionOff: "c 4111 1111 1111 1111!",
	} {
		assert.Equal(t, want, maskText(t, "c 4111 1111 1111 1111!", setAction("credit_card", action)), action)
	}
}

func TestCardInteger(t *testing.T) {
	for _, n := range []int64{4111111111111111, 378282246310005, 501800000009, 4000000000000000006} {
		assert.True(t, isCardInteger(n), n)
	}
	for _, n := range []int64{0, -1, 1, 411111, 4111111111111112, -4111111111111111, 1700000000000000000, 1 << 62} {
		assert.False(t, isCardInteger(n), n)
	}
}

func TestIssuersAreInOrder(t *testing.T) {
	for i := 1; i < len(issuers); i++ {
		assert.Greater(t, issuers[i].low, issuers[i-1].low)
	}
	for _, r := range issuers {
		assert.LessOrEqual(t, r.low, r.high)
		assert.NotZero(t, r.lengths)
	}
}
