package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func atClosingTags(s string, i int) (int, int, bool) {
	if s[i] != '<' || i+1 >= len(s) || s[i+1] != '/' {
		return 0, 0, false
	}
	return secretElementAt(s, i)
}

func TestSecretElement(t *testing.T) {
	for _, marked := range []string{
		"<password>«x»</password>",
		"<a><user>bob</user><apiToken>\n  «abc def»\n</apiToken></a>",
		`<wsse:Password Type="text">«x»</wsse:Password>`,
		"<Secret>«a&lt;b»</Secret >",
		"<client_secret>«1»</client_secret><token>«2»</token>",
		"<password></password>",
		"<password/>",
		"<password/>text</password>",
		"<password>***</password>",
		"<password>${pw}</password>",
		"<password>[REDACTED:secret]</password>",
		"<status>ok</status>",
		"<token><id>5</id></token>",
		"x</password>",
		"<passwort>x</password>",
		"</password>",
		"<password>null</password>",
		"<max_token>5</max_token>",
		"</",
		"</a",
		"<password",
		"</1>",
	} {
		hides(t, atClosingTags, marked)
	}
}

// FuzzSecretElement holds, for every text and every place: no panic, the match lies before the closing tag,
// and hiding twice is hiding once.
func FuzzSecretElement(f *testing.F) {
	for _, seed := range []string{"<password>x</password>", "<a:token b='c'> d </a:token>", "<token/></token>", "</token></token>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range len(s) {
			if s[i] != '<' {
				continue
			}
			if start, end, ok := secretElementAt(s, i); ok {
				assert.True(t, 0 < start && start < end && end <= i)
			}
		}
		once := hideAll(s, atClosingTags)
		assert.Equal(t, once, hideAll(once, atClosingTags))
	})
}

func BenchmarkSecretElement(b *testing.B) {
	for name, text := range map[string]string{"clean": "<customerName>x</customerName>", "hit": "<password>x</password>"} {
		b.Run(name, func(b *testing.B) {
			at := len(text) - len(text)/2 - 1
			for text[at] != '<' {
				at++
			}
			b.ReportAllocs()
			for b.Loop() {
				secretElementAt(text, at)
			}
		})
	}
}
