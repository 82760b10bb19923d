package piimaskingprocessor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// hmacKey gives the settings a key file with this key.
func hmacKey(t *testing.T, key string) func(*Config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pii.key")
	require.NoError(t, os.WriteFile(path, []byte(key), 0o600))
	return func(c *Config) { c.HMACKeyFile = path }
}

const testKey = "0123456789abcdef0123456789abcdef"

func TestHMAC(t *testing.T) {
	form := regexp.MustCompile(`^\[EMAIL:hmac:[a-p]{8}:[a-p]{32}\]$`)
	mail := setAction("email", ActionHMAC)
	first := maskText(t, "alice@example.com", mail, hmacKey(t, testKey))
	assert.Regexp(t, form, first)
	assert.Equal(t, first, maskText(t, "alice@example.com", mail, hmacKey(t, testKey+"\n")), "the end of the line is no part of the key")
	assert.NotEqual(t, first, maskText(t, "bob@example.com", mail, hmacKey(t, testKey)))

	other := maskText(t, "alice@example.com", mail, hmacKey(t, strings.ToUpper(testKey)))
	assert.Regexp(t, form, other)
	assert.NotEqual(t, strings.Split(first, ":")[2], strings.Split(other, ":")[2], "another key has another id")
	assert.NotEqual(t, strings.Split(first, ":")[3], strings.Split(other, ":")[3])
	assert.Equal(t, first, maskText(t, first, mail, hmacKey(t, testKey)), "once is enough")
}

// TestHMACOfSpellings holds that one thing has one hash, however it is written.
func TestHMACOfSpellings(t *testing.T) {
	for name, spellings := range map[string][]string{
		"email":       {"alice@example.com", "Alice@Example.COM", "alice%40example.com", "alice&#64;example.com"},
		"credit_card": {"4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"},
		"iban":        {"GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19", "gb29nwbk60161331926819"},
		"ip_address":  {"10.1.2.3", "::ffff:10.1.2.3"},
	} {
		want := maskText(t, spellings[0], setAction(name, ActionHMAC), hmacKey(t, testKey))
		assert.Contains(t, want, ":hmac:", name)
		for _, text := range spellings[1:] {
			assert.Equal(t, want, maskText(t, text, setAction(name, ActionHMAC), hmacKey(t, testKey)), text)
		}
	}
}

func TestHMACOfAWholeValue(t *testing.T) {
	p := newTestPass(hmacKey(t, testKey), func(c *Config) { c.Keys = []KeyRule{{Match: "enduser.id", Action: ActionHMAC}} })
	attrs := pcommon.NewMap()
	attrs.PutStr("enduser.id", "alice")
	p.attributes(placeSpanAttribute, attrs)
	value, _ := attrs.Get("enduser.id")
	assert.Regexp(t, `^\[REDACTED:key:hmac:[a-p]{8}:[a-p]{32}\]$`, value.Str())
	once := value.Str()
	p.attributes(placeSpanAttribute, attrs)
	assert.Equal(t, once, value.Str())
	assert.Equal(t, int64(1), p.tally.matches[placeSpanAttribute][detectorKey])
}

func TestHMACKeyFile(t *testing.T) {
	_, err := readHMACKey(filepath.Join("testdata", "no-such-file"))
	assert.EqualError(t, err, "hmac_key_file: open testdata/no-such-file: no such file or directory")

	path := filepath.Join(t.TempDir(), "short.key")
	require.NoError(t, os.WriteFile(path, []byte("too short\n"), 0o600))
	_, err = readHMACKey(path)
	assert.EqualError(t, err, "hmac_key_file: the key in "+path+" has 9 bytes; it needs at least 32, for instance those of `openssl rand -hex 32`")
}

func TestMissingKeyFileStopsTheStart(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.HMACKeyFile = "testdata/no-such-file"
	_, err := newMasker(cfg)
	assert.ErrorContains(t, err, "hmac_key_file: open testdata/no-such-file")
}
