package piimaskingprocessor

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

var fuzzSeeds = []string{
	"", "alice@example.com", "a@x.com, b%40y.org, c%2540z.net", `{"a":"\nalice@example.com","b":4111111111111111}`,
	"4111 1111 1111 1111 4012-8888-8888-1881", `"john doe"@example.com`, `["\"a b\"@example.com",378282246310005]`,
	"alice@example.com@relay.net@third.org", "https://u:p@h.com/ git@github.com:o/r o'brien@example.com", "почта@пример.рф，x@例子.中国",
	"%C3%A9%2B%22x%40example.com.Please", "4111111111111111@example.com-4111111111111111", `\u0041\x41\t4111111111111111exp`,
	"tel:+49 30 901820, fax 030-901820; SSN 123-45-6789 and DE89 3704 0044 0532 0130 00", "mobile: 0171 23456789 ext. 12",
	`{"password":"a\"b","token":123456,"credentials":{"user":"x","pin":[1,2]},"phone":"01 23 45 67 89"}`,
	"Authorization: Bearer abc.def-ghi\nCookie: a=b; c=d\nX-Api-Key: 0123456789abcdef", "curl -u bob:secret https://bob:pw@example.com/?sig=abc&token=x",
	"-----BEGIN RSA PRIVATE KEY-----\nMIIEpQIBAAKCAQEAn6O8liSX4m98LLYtPKSzEmQZBD7Loh9P13f4yQ92EF3\n-----END RSA PRIVATE KEY-----",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl in [REDACTED:jwt] and token=[EMAIL]", "client_ip=10.1.2.3, [2001:db8::1]:443 00:1b:44:11:3a:b7 0012.3456.789a",
	"/home/alice/x C:\\Users\\bob\\y 123e4567-e89b-12d3-a456-426614174000", "passwordpassword=password=x password=\"y password:'z",
	`{"pwd=":{},"?sig=":"","Passwd=\"":"\"","token=":2,"a":["apikey: ","x1y2z3w4"],"x":"<password>","y":"</password>"}`,
	`{"x":"a","@example.com":1,"phone":-4155552671,"pin":4111111111111111.5}`, "\"::}", "sk_live_4eC39HqLyjWDarjtT1zdp7dc)0123456789",
	"apikey:DE89 3704 0044 0532 0130 DE89 3704 G5h6", "Set-Cookie: a=***; b=c; Authorization: Digest a=b, c=d", "a@b.coma@b.com4111 1111 4111 1111 1111 1111 1111 1111", "\xff@\xfe.com",
}

// fuzzPass chooses the profile and the actions at random, the same ones for the same settings.
func fuzzPass(settings uint64) *pass {
	random := rand.New(rand.NewPCG(settings, 0))
	return newTestPass(func(c *Config) {
		c.HMACKeyFile = "testdata/hmac.key"
		if settings == 0 {
			return // the defaults
		}
		c.Profile = []Profile{ProfileDefault, ProfileStrict}[random.IntN(2)]
		for _, info := range detectors[:scannerCount] {
			c.Detectors[info.name] = DetectorConfig{Action: info.actions[random.IntN(len(info.actions))]}
		}
	})
}

// FuzzText holds, for every text and every action: no detector panics; masking twice is masking once;
// nothing that a detector would still rewrite survives; UTF-8 stays UTF-8, and a JSON document stays one.
func FuzzText(f *testing.F) {
	for i, seed := range fuzzSeeds {
		f.Add(seed, uint64(0))
		for settings := range uint64(8) {
			f.Add(seed, uint64(i)<<8|settings)
		}
	}
	f.Fuzz(func(t *testing.T, s string, settings uint64) { checkText(t, fuzzPass(settings), s) })
}

// checkText holds what FuzzText says, for one text and one choice of actions.
func checkText(t *testing.T, p *pass, s string) {
	p.tally = tally{}
	once, what := p.text(placeLogBody, s)
	assert.Equal(t, what == kept, once == s || once == unscannedLabel && s == once)
	scanned := p.tally.unscanned == [reasonCount]int64{}

	twice, what := p.text(placeLogBody, once)
	assert.Equal(t, once, twice)
	assert.Equal(t, kept, what)

	p.find(once, hintWithoutKey(once))
	assert.Empty(t, p.decide(placeLogBody, once, false))
	if utf8.ValidString(s) {
		assert.True(t, utf8.ValidString(once))
	}
	if isDocument(s) && scanned {
		assert.True(t, json.Valid([]byte(once)), once)
	}
}

// FuzzAttributes holds, for everything JSON can nest: keys, order and the number of values stay, a map stays
// a map and a slice a slice, and masking twice is masking once.
func FuzzAttributes(f *testing.F) {
	for _, seed := range []string{
		`{"a":"alice@example.com","password":{"b":["x",1,true,null,{"c":2.5}]}}`, `{"token":1e15,"n":4111111111111111}`,
		`{"x":[[["bob@example.com"]],{"secret":[]}]}`, `{"":"","api_key":"","user.email":"al***@example.com"}`,
	} {
		f.Add(seed, uint8(0))
	}
	f.Fuzz(func(t *testing.T, document string, action uint8) {
		var raw map[string]any
		if json.Unmarshal([]byte(document), &raw) != nil {
			t.Skip("not a JSON object")
		}
		attrs := pcommon.NewMap()
		require.NoError(t, attrs.FromRaw(raw))
		shape := shapeOf(attrs.AsRaw())
		whole := []Action{ActionReplace, ActionPartial, ActionMask}[action%3]
		p := newTestPass(func(c *Config) { c.Keys = []KeyRule{{Match: "*e*", Action: whole}} })
		p.attributes(placeSpanAttribute, attrs)
		once := attrs.AsRaw()
		if p.tally.unscanned == [reasonCount]int64{} {
			assert.Equal(t, shape, shapeOf(once))
		}
		p.attributes(placeSpanAttribute, attrs)
		assert.Equal(t, once, attrs.AsRaw())
	})
}

// shapeOf keeps the keys and the nesting of a value and forgets what stands in it.
func shapeOf(value any) any {
	switch v := value.(type) {
	case map[string]any:
		shape := make(map[string]any, len(v))
		for key, item := range v {
			shape[key] = shapeOf(item)
		}
		return shape
	case []any:
		shape := make([]any, len(v))
		for i, item := range v {
			shape[i] = shapeOf(item)
		}
		return shape
	default:
		return nil
	}
}
