package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func groupsOf(t *testing.T, text string) (n cardNumber) {
	t.Helper()
	for group := range strings.FieldsSeq(text) {
		if !n.add(group) {
			t.Fatalf("%s is too long", text)
		}
	}
	return n
}

func TestGroupings(t *testing.T) {
	for shape, want := range map[string]bool{
		"1111111111111111": true, "1111 1111 1111 1111": true, "1111 1111 1111 1111 111": true, "1111 1111 1111": true, "1111 1111 1111 1": true,
		"1111 111111 11111": true, "1111 111111 1111": true, "111111 1111111111111": true,
		"11111111 11111111": false, "1111 1111 11111": false, "111 1111 1111 1111": false, "1111 111 111 111": false,
		"1111 111111 111": false, "1111 111111 111111": false, "1111 1111 1111 11111": false, "111111 111111": false,
	} {
		n := groupsOf(t, shape)
		assert.Equal(t, want, n.grouped(), shape)
	}
}

func TestNumberIsBounded(t *testing.T) {
	var n cardNumber
	assert.False(t, n.add(strings.Repeat("1", maxCardDigits+1)))
	assert.True(t, n.add(strings.Repeat("1", maxCardDigits)))
	assert.False(t, n.add("1"))
	var groups cardNumber
	for range maxCardGroups {
		assert.True(t, groups.add("1"))
	}
	assert.False(t, groups.add("1"))
}

func TestFirstSeparatorDecides(t *testing.T) {
	var n cardNumber
	assert.True(t, n.divides('-'))
	assert.False(t, n.divides(' '))
	assert.True(t, n.divides('-'))
}

func TestLuhn(t *testing.T) {
	for _, number := range []string{"0", "18", "4111111111111111", "378282246310005", "79927398713"} {
		assert.True(t, luhn([]byte(number)), number)
		last := len(number) - 1
		for digit := byte('0'); digit <= '9'; digit++ { // any other check digit is wrong
			other := number[:last] + string(digit)
			assert.Equal(t, other == number, luhn([]byte(other)), other)
		}
	}
}

// TestIssuers takes the test numbers that the schemes and payment providers publish.
func TestIssuers(t *testing.T) {
	for scheme, numbers := range map[string][]string{
		"Visa":             {"4111111111111111", "4012888888881881", "4222222222222", "4242424242424242"},
		"Mastercard":       {"5555555555554444", "5105105105105100", "2223003122003222", "2720992222222229"},
		"American Express": {"378282246310005", "371449635398431", "341111111111111"},
		"Diners Club":      {"30569309025904", "38520000023237", "36227206271667"},
		"Discover":         {"6011111111111117", "6011000990139424", "6445644564456445"},
		"JCB":              {"3530111333300000", "3566002020360505"},
		"UnionPay":         {"6200000000000005", "6205500000000000004"},
		"Maestro":          {"6759649826438453", "6304000000000000"},
		"Mir":              {"2200000000000004"},
	} {
		for _, number := range numbers {
			assert.True(t, issued([]byte(number)), "%s %s", scheme, number)
			assert.False(t, issued([]byte("9"+number[1:])), "nobody issues 9%s", number[1:])
		}
	}
	for _, number := range []string{"411111111111", "41111111111111", "51051051051051", "37828224631000", "1700000000000000", "0604000000000000"} {
		assert.False(t, issued([]byte(number)), number)
	}
}
