package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOpeningQuote(t *testing.T) {
	for text, want := range map[string]quoteMark{
		`"x`:      {char: '"', after: 1},
		`'x`:      {char: '\'', after: 1},
		"`x":      {char: '`', after: 1},
		`\"x`:     {char: '"', backslash: 1, after: 2},
		`\\\"x`:   {char: '"', backslash: 3, after: 4},
		`@"x`:     {char: '"', after: 2},
		`N'x`:     {char: '\'', after: 2},
		`b"x`:     {char: '"', after: 2},
		`"`:       {char: '"', after: 1},
		`\\\\\\"`: {char: '"', backslash: 6, after: 7},
	} {
		q, ok := openingQuote(text, 0)
		assert.True(t, ok, text)
		assert.Equal(t, want, q, text)
	}
	for _, text := range []string{
		"",
		"x",
		`\`,
		`\x"`,
		`xx"`,
		`@`,
		` "`,
	} {
		_, ok := openingQuote(text, 0)
		assert.False(t, ok, text)
	}
}

func TestClosingQuote(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		closed     bool
	}{
		{`"abc"`, "abc", true},
		{`""`, "", true},
		{`"a\"b"`, `a\"b`, true},
		{`"a\\"b`, `a\\`, true},
		{`"a'b"`, "a'b", true},
		{`'a"b'`, `a"b`, true},
		{`\"abc\"`, "abc", true},
		{`\"a\\\"b\"`, `a\\\"b`, true},
		{`\"a\\\\\"b\"`, `a\\\\`, true},
		{`\\\"abc\\\"`, "abc", true},
		{`\"abc"`, `abc"`, false},
		{`"abc\"`, `abc\"`, false},
		{`"abc`, "abc", false},
		{"\"abc\ndef\"", "abc", false},
	} {
		q, ok := openingQuote(tt.text, 0)
		assert.True(t, ok, tt.text)
		end, closed := q.closing(tt.text)
		assert.Equal(t, tt.closed, closed, tt.text)
		assert.Equal(t, tt.want, tt.text[q.after:end], tt.text)
	}
}

func TestClosingQuoteIsLookedForInBounds(t *testing.T) {
	text := `"` + strings.Repeat("x", maxSecretValue) + `"`
	q, _ := openingQuote(text, 0)
	_, closed := q.closing(text)
	assert.False(t, closed)
}

func TestBareEnd(t *testing.T) {
	for text, want := range map[string]string{
		"abc":            "abc",
		"abc def":        "abc",
		"abc\tdef":       "abc",
		"abc\r\n":        "abc",
		"abc,def":        "abc",
		"abc;def":        "abc",
		"abc&def":        "abc",
		`abc"def`:        "abc",
		"abc'def":        "abc",
		"abc<br>":        "abc",
		"<abc>":          "<abc>",
		"abc)":           "abc",
		"abc]}":          "abc",
		"a(b)c)":         "a(b)c",
		"a[b]{c}d}":      "a[b]{c}d",
		"abc.":           "abc",
		"abc...":         "abc...",
		"abc:":           "abc",
		"a.b:c":          "a.b:c",
		`abc\ndef`:       "abc",
		`abc\"`:          "abc",
		`abc\def`:        `abc\def`,
		`abc\`:           "abc",
		"S3cret!":        "S3cret!",
		"a#b?c":          "a#b?c",
		"":               "",
		",":              "",
		"p@$$w0rd%^*-_=": "p@$$w0rd%^*-_=",
	} {
		assert.Equal(t, want, text[:bareEnd(text, 0, false)], text)
	}
	assert.Equal(t, 1, bareEnd("a#b", 0, true), "the fragment of a URL")
	assert.Equal(t, 1, bareEnd("a?b", 0, true), "the query of a URL")
	assert.Equal(t, maxBareValue, bareEnd(strings.Repeat("x", maxBareValue+9), 0, false))
}

func TestContainerEnd(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`[]`,
		`{"a":1}`,
		`{"a":"}"}`,
		`{"a":"\"}"}`,
		`{ "a" : [ 1.5e+3 , true, false, null, {"b":{}} ] }`,
		`["a","b"]`,
		`{\"a\":\"}\"}`,
		`{\"a\":\"\\\"}\"}`,
		"{\n\t\"a\": -1\r\n}",
	} {
		assert.Equal(t, len(text), containerEnd(text+" {}", 0), text)
	}
	for _, text := range []string{
		`{`,
		`[1`,
		`{"a":"b"`,
		`{"a":"b}`,
		`{b:1}`,
		`[oops]`,
		`{'a':1}`,
		`[<x>]`,
		"{\"a\":\"\n\"}",
		strings.Repeat("[", maxSecretValue) + strings.Repeat("]", maxSecretValue),
	} {
		assert.Zero(t, containerEnd(text, 0), text)
	}
}

func TestLineEnd(t *testing.T) {
	for _, tt := range []struct {
		text     string
		encloser quoteMark
		want     string
	}{
		{"a=b; c=d", quoteMark{}, "a=b; c=d"},
		{"a=b\r\nHost: x", quoteMark{}, "a=b"},
		{"a=b\nx", quoteMark{}, "a=b"},
		{`a=b\r\nHost`, quoteMark{}, "a=b"},
		{`a="b", c="d" x`, quoteMark{}, `a="b", c="d" x`},
		{`a=b","x":"y"`, quoteMark{}, "a=b"},
		{`a=\"b\"","x"`, quoteMark{}, `a=\"b\"`},
		{`a=b' -v`, quoteMark{char: '\''}, "a=b"},
		{`a=it's" -v`, quoteMark{char: '"'}, "a=it's"},
		{`a=b\" -v`, quoteMark{char: '"', backslash: 1}, "a=b"},
		{"a=b] x", quoteMark{}, "a=b"},
		{`a="b]c"] x`, quoteMark{}, `a="b]c"`},
		{`a=b\`, quoteMark{}, "a=b"},
	} {
		assert.Equal(t, tt.want, tt.text[:lineEnd(tt.text, 0, tt.encloser)], tt.text)
	}
}

func TestAfterScheme(t *testing.T) {
	for text, want := range map[string]string{
		"Bearer abc":           "abc",
		"bearer   abc":         "abc",
		"BASIC abc def":        "abc def",
		"Digest a=b":           "a=b",
		"AWS4-HMAC-SHA256 a=b": "a=b",
		"Bearer":               "Bearer",
		"Bearer ":              "",
		"Bearerabc d":          "Bearerabc d",
		"two words":            "two words",
		" Bearer abc":          " Bearer abc",
		"":                     "",
		"x":                    "x",
	} {
		assert.Equal(t, want, text[afterScheme(text, 0, len(text)):], text)
	}
}

func TestCookieListEnd(t *testing.T) {
	for text, want := range map[string]string{
		"a=b":            "a=b",
		"a=b; c=d":       "a=b; c=d",
		"a=b; c=d and x": "a=b; c=d",
		"a=b next":       "a=b",
	} {
		assert.Equal(t, want, text[:cookieListEnd(text, 0)], text)
	}
}

// TestLongBareValues holds: the beginning of a value decides, and all of it is taken, however long.
func TestLongBareValues(t *testing.T) {
	for _, length := range []int{maxBareHead - 3, maxBareHead - 1, maxBareHead, maxBareHead + 1, 1000, maxBareValue, 3 * maxBareValue} {
		for _, value := range []string{
			strings.Repeat("aB3x", length)[:length], strings.Repeat("9aB3.", length)[:length-1] + "z",
			(strings.Repeat("aB3x", 63) + strings.Repeat(":", 20) + strings.Repeat("x", length))[:length-1] + "z",
		} {
			text := "token: " + value
			from, to, ok := secretPairAt(text+" and more", strings.IndexByte(text, ':'))
			assert.True(t, ok, length)
			assert.Equal(t, value, text[from:to], length)
		}
	}
}
