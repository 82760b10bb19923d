package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMayGiveHint(t *testing.T) {
	for key, want := range map[string]bool{
		"phone": true, "phone2": true, "taxid": true, `"Mobile"`: true, "fax ": true, "user_ssn": true, "social security number": true, "tax_id": true, "TaxID": true,
		"client.address": true, "X-Forwarded-For": true, "Forwarded": true, "remote_addr": true, "телефон": true, "電話": true,
		"id": false, "o.id": false, "https": false, "status_code": false, "": false, "== ": false, "2024-05-17T08": false,
	} {
		assert.Equal(t, want, mayGiveHint(key+"=", len(key)), key)
	}
}

// TestEveryHintMayBeGiven holds that the short look turns down no key that gives a hint.
func TestEveryHintMayBeGiven(t *testing.T) {
	var keys []string
	for word := range phoneWords {
		keys = append(keys, word, word+"_number", "user."+word, word+"Primary")
	}
	for client := range clientWords {
		for address := range addressWords {
			keys = append(keys, client+address, client+"."+address, client+"_ip_"+address)
		}
	}
	keys = append(keys, "ssn", "userSSN", "ssn_number", "social_security", "socialSecurityNo", "tax_id", "taxpayer", "tin", "itin", "http.request.header.forwarded")
	given := 0
	for _, key := range keys {
		if newKeyRules(nil).decide(key).hint != 0 {
			given++
			assert.True(t, mayGiveHint(key+":", len(key)), key)
		}
	}
	assert.Greater(t, given, 200)
}
