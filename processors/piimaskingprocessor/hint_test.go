package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestHintOfKeys(t *testing.T) {
	for key, want := range map[string]hint{
		"user.phone": hintPhone, "mobile": hintPhone, "faxNumber": hintPhone, "phone_model": 0, "telemetry.sdk.name": 0,
		"ssn": hintSSN, "user.social_security_number": hintSSN, "session": 0,
		"client.address": hintClientAddress, "http.request.header.x-forwarded-for": hintClientAddress, "clientIp": hintClientAddress,
		"server.address": 0, "network.peer.address": 0, "url.full": 0, "": 0,
	} {
		assert.Equal(t, want, newKeyRules(nil).verdict(key).hint, key)
	}
}

// TestHintsOfValues holds what a key tells about values of every type below it.
func TestHintsOfValues(t *testing.T) {
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(map[string]any{
		"phone": []any{4155552671, "01 23 45 67 89", []byte("030 901820"), map[string]any{"number": "5551234567", "mobile": "0171 2345678"}},
		"ssn":   123456789, "order": int64(123456789), "client.address": []any{"10.1.2.3", "2001:db8:85a3::1"}, "server.address": "10.1.2.3",
	}))
	newTestPass().attributes(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{
		"phone": []any{"**********", "** ** ** ** **", []byte("*** ******"), map[string]any{"number": "5551234567", "mobile": "**** *******"}},
		"ssn":   "*********", "order": int64(123456789), "client.address": []any{"10.1.2.0", "2001:db8:85a3::"}, "server.address": "10.1.2.3",
	}, attrs.AsRaw())
}

// TestHintsInTexts holds that the same keys tell the same inside a text.
func TestHintsInTexts(t *testing.T) {
	for in, want := range map[string]string{
		`{"phone":"01 23 45 67 89"}`:              `{"phone":"** ** ** ** **"}`,
		`{"phone":4155552671,"order":4155552671}`: `{"phone":"**********","order":4155552671}`,
		`{\"mobile\":\"0171 2345678\"}`:           `{\"mobile\":\"**** *******\"}`,
		"ssn=123456789 id=123456789":              "ssn=********* id=123456789",
		"client_ip=10.1.2.3 server_ip=10.1.2.3":   "client_ip=10.1.2.0 server_ip=10.1.2.3",
		`{"client_ip": "2001:db8:85a3::1"}`:       `{"client_ip": "2001:db8:85a3::"}`,
		"X-Forwarded-For: 10.1.2.3":               "X-Forwarded-For: 10.1.2.0",
	} {
		assert.Equal(t, want, maskText(t, in))
		assert.Equal(t, want, maskText(t, want), "twice")
	}
}

func TestClientAddressesCanBeLeft(t *testing.T) {
	attrs := pcommon.NewMap()
	attrs.PutStr("client.address", "10.1.2.3")
	newTestPass(setAction("ip_address", ActionOff)).attributes(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{"client.address": "10.1.2.3"}, attrs.AsRaw())
	assert.Equal(t, "from 10.1.2.0 on", maskText(t, "from 10.1.2.3 on", setAction("ip_address", ActionTruncate)))
	assert.Equal(t, "from [IP_ADDRESS] on", maskText(t, "from 10.1.2.0 on", setAction("ip_address", ActionReplace)))
}
