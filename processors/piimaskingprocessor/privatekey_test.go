package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// atHyphens calls privateKeyAt at every run of four hyphens or more, at an offset within it.
func atHyphens(s string, i int) (int, int, bool) {
	if !strings.HasPrefix(s[i:], "----") || i > 0 && s[i-1] == '-' {
		return 0, 0, false
	}
	start, end, ok := privateKeyAt(s, i)
	again, _, same := privateKeyAt(s, i+3)
	if again != start || same != ok {
		panic("another place in the run, another answer")
	}
	return start, end, ok
}

const keyLine = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"

func TestPrivateKey(t *testing.T) {
	for _, marked := range []string{
		"«-----BEGIN PRIVATE KEY-----\n" + keyLine + "\nab+/==\n-----END PRIVATE KEY-----»\n",
		"key: «-----BEGIN RSA PRIVATE KEY-----\r\n" + keyLine + "\r\n-----END RSA PRIVATE KEY-----», next",
		"«-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n" + keyLine + "\n-----END RSA PRIVATE KEY-----»",
		"«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n" + keyLine + "\n=8xQN\n-----END PGP PRIVATE KEY BLOCK-----»",
		"«-----BEGIN OPENSSH PRIVATE KEY-----\n" + keyLine + "\n-----END OPENSSH PRIVATE KEY-----»",
		"«---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\"\n" + keyLine + "\n---- END SSH2 ENCRYPTED PRIVATE KEY ----»",
		`{"private_key":"«-----BEGIN PRIVATE KEY-----\n` + keyLine + `\n-----END PRIVATE KEY-----»\n"}`,
		`{"a":"{\"k\":\"«-----BEGIN PRIVATE KEY-----\\n` + keyLine + `\\n-----END PRIVATE KEY-----»\"}"}`,
		"k=«-----BEGIN%20PRIVATE%20KEY-----%0A" + keyLine + "%0A-----END%20PRIVATE%20KEY-----»&x",
		"«-----BEGIN EC PRIVATE KEY----- " + keyLine + " " + keyLine + " -----END EC PRIVATE KEY-----»",
		"«-----BEGIN PRIVATE KEY-----\n" + keyLine + "» and then words of the log",
		`"«-----BEGIN PRIVATE KEY-----\n` + keyLine + `\n` + keyLine + `»","x":1`,
		"«-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n" + keyLine + "»",
		"«-----BEGIN PRIVATE KEY-----\n" + keyLine + "»\n-----BEGIN X-----",
		"«-----BEGIN PRIVATE KEY-----\n" + keyLine + "\n-----END PRIVATE KEY-----»«-----BEGIN PRIVATE KEY-----\n" + keyLine + "\n-----END PRIVATE KEY-----»",
	} {
		hides(t, atHyphens, marked)
	}
}

func TestNoPrivateKey(t *testing.T) {
	for _, s := range []string{
		"-----BEGIN CERTIFICATE-----\n" + keyLine + "\n-----END CERTIFICATE-----",
		"-----BEGIN PUBLIC KEY-----\n" + keyLine + "\n-----END PUBLIC KEY-----",
		"-----BEGIN PGP PUBLIC KEY BLOCK-----\n" + keyLine + "\n-----END PGP PUBLIC KEY BLOCK-----",
		"---- BEGIN SSH2 PUBLIC KEY ----\n" + keyLine,
		"-----BEGIN OPENSSH PRIVATE KEY----------END OPENSSH PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxxxxx\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----",
		"missing -----BEGIN PRIVATE KEY----- in the file",
		"-----BEGIN PRIVATE KEY-----\n[REDACTED:private_key]\n-----END PRIVATE KEY-----",
		"-----END PRIVATE KEY-----\n" + keyLine,
		"----",
		"-----",
		"----------------",
		"---- BEGIN",
		"-----BEGIN " + strings.Repeat("A", 80) + " PRIVATE KEY-----\n" + keyLine,
		"begin -------- request --------",
		"+----------+---------+",
		strings.Repeat("-", 40) + "BEGIN PRIVATE KEY-----\n" + keyLine,
	} {
		assert.Equal(t, s, hideAll(s, atHyphens))
	}
}

// FuzzPrivateKey holds, for every text and every place: no panic, the match begins with hyphens at or before
// the place and ends within the text, and hiding twice is hiding once.
func FuzzPrivateKey(f *testing.F) {
	for _, seed := range []string{"-----BEGIN PRIVATE KEY-----\n" + keyLine + "\n-----END PRIVATE KEY-----", `----BEGIN PRIVATEKEY----\\n` + keyLine, "-----BEGIN PRIVATE KEY----------", "----BEGIN PRIVATE KEY----Version:\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range len(s) + 1 {
			if start, end, ok := privateKeyAt(s, i); ok {
				assert.True(t, 0 <= start && start <= i+5 && i < end && end <= len(s) && strings.HasPrefix(s[start:], "----"))
			}
		}
		find := func(s string, i int) (int, int, bool) {
			if !strings.HasPrefix(s[i:], "----") || i > 0 && s[i-1] == '-' {
				return 0, 0, false
			}
			return privateKeyAt(s, i)
		}
		once := hideAll(s, find)
		assert.Equal(t, once, hideAll(once, find))
	})
}

func BenchmarkPrivateKey(b *testing.B) {
	for name, text := range map[string]string{
		"line":        "---------------- request",
		"certificate": "-----BEGIN CERTIFICATE-----\n" + keyLine,
		"hit":         "-----BEGIN PRIVATE KEY-----\n" + strings.Repeat(keyLine+"\n", 25) + "-----END PRIVATE KEY-----",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				privateKeyAt(text, 0)
			}
		})
	}
}
