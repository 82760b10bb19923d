package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOutsideString(t *testing.T) {
	for _, tt := range []struct{ text, outside string }{
		{`{"a":"xIx","b":O}`, "O"},
		{` [O,"I\"I","\\",O]`, "O"},
		{`["\u00e9I",O]`, "O"},
	} {
		text := strings.NewReplacer("I", "1", "O", "1").Replace(tt.text)
		cursor := jsonCursor{text: text}
		for i := range len(text) {
			if tt.text[i] == 'I' || tt.text[i] == 'O' {
				assert.Equal(t, string(tt.text[i]) == tt.outside, cursor.outsideString(i), "%s at %d", text, i)
			}
		}
	}
}

// TestFit holds what is left of a match in a JSON document: what stands between < and >.
func TestFit(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`{"a":"x<yz>"}`, "yz"},
		{`{"a":"x<yz","b":"c>"}`, "yz"},
		{`{"a":"x<","b":"c>"}`, ""},
		{`{"a"<:"x","b":1>}`, "x"},
		{`{"a"<: [2>1],"b":1}`, "21"},
		{`{"a":2<3>4.5e+1}`, "234.5e+1"},
		{`{"a":<-2>,"b":1}`, "-2"},
		{`{"a":<{"b":[1,"}"]}>}`, `{"b":[1,"}"]}`},
		{`{"a":<{"b":[1,"}"]>}}`, "b"},
		{`["x\<ny\u00>e9z"]`, `y\u00e9`},
		{`["x\<n>"]`, ""},
		{`["x<\\>\""]`, `\\`},
		{`["<[EMAIL]","x>"]`, ""},
		{`[<true, false>]`, "true"},
	} {
		start := strings.IndexByte(tt.text, '<')
		end := strings.IndexByte(tt.text, '>') - 1
		text := strings.NewReplacer("<", "", ">", "").Replace(tt.text)
		var got []byte
		for _, m := range newTestPass().fit(text, []match{{kind: detectorSecret, start: start, end: end}}) {
			got = append(got, text[m.start:m.end]...)
		}
		assert.Equal(t, tt.want, string(got), tt.text)
	}
}

// TestFitKeepsAnAddressWhole holds that no part of an address is cut off before its at sign.
func TestFitKeepsAnAddressWhole(t *testing.T) {
	const text = `["\nal@x.com"]`
	p := newTestPass()
	for start, want := range map[int]int{4: 1, 5: 1, 3: 1} {
		assert.Len(t, p.fit(text, []match{{kind: detectorEmail, start: start, end: 12, at: 6, domain: 7}}), want)
	}
	assert.Empty(t, p.fit(text, []match{{kind: detectorEmail, start: 3, end: 13, at: 3, domain: 4}}))
}

func TestIsDocument(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, "\n[1]": true, `{"a":1} x`: false, `{`: false, `1`: false, `"x"`: false, ``: false, "  ": false,
	} {
		assert.Equal(t, want, isDocument(text), text)
	}
}

// TestDocumentsStayDocuments holds texts in which a pair, an element or an address reached over the end of a string.
func TestDocumentsStayDocuments(t *testing.T) {
	for in, want := range map[string]string{
		`{"pwd=":{"a":1}}`:                             `{"pwd=":{"a":1}}`,
		`{"token=":2}`:                                 `{"token=":"[REDACTED:secret]"}`,
		`{"?sig=":"","b":"c"}`:                         `{"?sig=":"","b":"c"}`,
		`{"Passwd=\"":"\""}`:                           `{"Passwd=\"":"\""}`,
		`["<password>","</password>"]`:                 `["<password>","</password>"]`,
		`["<password>x1","y2</password>"]`:             `["<password>[REDACTED:secret]","y2</password>"]`,
		`{"a":"b","@example.com":1}`:                   `{"a":"b","@example.com":1}`,
		`{"token":[1,"]"],"password":{"a":"b"},"c":1}`: `{"token":"[REDACTED:secret]","password":"[REDACTED:secret]","c":1}`,
	} {
		assert.Equal(t, want, maskText(t, in), in)
	}
}

func TestAfterEscape(t *testing.T) {
	for _, tt := range []struct {
		text        string
		start, want int
	}{
		{`\nalice`, 1, 2}, {`\\nalice`, 2, 2}, {`\\\nalice`, 3, 4}, {`\u00e9alice`, 1, 6}, {`\x41alice`, 1, 4},
		{`\alice`, 1, 1}, {`alice`, 0, 0}, {`\`, 1, 1}, {`\u0`, 1, 3}, {`xnalice`, 1, 1},
	} {
		assert.Equal(t, tt.want, afterEscape(tt.text, tt.start), tt.text)
	}
}
