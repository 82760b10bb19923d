package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func atAtSigns(s string, i int) (int, int, bool) {
	if s[i] != '@' {
		return 0, 0, false
	}
	return urlCredentialsAt(s, i)
}

func TestURLCredentials(t *testing.T) {
	for _, marked := range []string{
		"https://«user:pass»@host.com/path",
		"GET https://«bob:p%40ss»@h.com:8080/a?b=c done",
		"redis://«:s3cret»@cache:6379/0",
		"rediss://«default:x»@10.0.0.1",
		"postgres://«app:p@ss:w0rd»@db.example.com:5432/shop",
		"mongodb+srv://«u:p»@h1.example.com,h2.example.com/db",
		"amqp://«guest:guest»@[::1]:5672",
		"ftp://«alice@example.com:pw»@ftp.host.net/",
		"smtp://«alice%40example.com:pw»@smtp.host.net",
		`{"url":"https://«u:p»@h.com"}`,
		"'http://«u:p»@h'",
		"jdbc:mysql://«root:x»@db/shop",
		"jdbc:oracle:thin:«scott/tiger»@//ora:1521/xe", "url=jdbc:oracle:oci:«scott/t1g3r»@ora",
		`{"url":"postgres:\/\/«app:s3cr3t»@db\/app"}`,
		`{"a":"{\"dsn\":\"https:\/\/«0a1b2c3d4e5f60718293a4b5c6d7e8f9»@o1.ingest.sentry.io\/4\"}"}`,
		"https://«ghp0a1B2c3D4e5F6g7H8»@github.com/o/r",
		"https://«0a1b2c3d4e5f60718293a4b5c6d7e8f9»@o1.ingest.sentry.io/5",
		"https://«x-access-token:abc»@github.com/o/r.git",
		"http://«u:p#q»@h.com",
		"http://«u:a?b»@h.com/",
		"https://«user:pa$$w0rd!*()»@host",
		"https://«user:p@ss@w@rd»@host.com",
		"«root:s3cret»@tcp(127.0.0.1:3306)/shop",
		"dsn=«root:p@w»@unix(/tmp/s)/x",
		"dial «root:s3cret»@tcp(db:3306)/shop failed",
		"https://«alice»@h.com", "sftp://«j.doe»@files:22/x", "https://«some-service-account-name»@h.com",
		"https://«u:p»@h.com and https://«v:q»@i.com",
		"https://«cafebabe:deadbeef»@gems.example.com?x=1#y",
	} {
		hides(t, atAtSigns, marked)
	}
}

func TestNoURLCredentials(t *testing.T) {
	for _, s := range []string{
		"alice@example.com",
		"mail alice@example.com now",
		"mailto:alice@example.com",
		"git@github.com:org/repo.git",
		"ssh://git@github.com/org/repo", "ssh://ROOT@host-7", "postgres://postgres@db/shop",
		"https://user@host.com",
		"https://url:8000/ @something",
		"jdbc:oracle:thin:@//ora:1521/xe", "jdbc:oracle:thin:scott@ora", "jdbc:oracle:thin:/@ora", "a:b/c@ora", "oracle:thin:a/b@ora",
		`"\/\/a:b@host"`, `"https:\/\/medium.com\/@ann"`, `"npm:\/@types\/node@1"`,
		`"https://url:8000";@something`,
		"https://h.com/@scope/pkg",
		"https://h.com/a@b.com",
		"https://h.com?m=a@b.com",
		"https://h.com:8080?m=a:b@c.com",
		"https://h.com:8080/x?m=a@b.com",
		"https://h.com#a:b@c",
		"10.0.0.1:8080@x",
		"user:pass@host",
		"https://user:@host.com",
		"https://user:***@host",
		"https://***:***@host",
		"https://***@host",
		"https://[REDACTED:url_credentials]@host.com",
		"https://user:[PASSWORD]@h",
		"postgres://app:${DB_PASSWORD}@db",
		"postgres://app:$PW@db",
		"https://u:<password>@h",
		"https://u:%s@h",
		"https://u:{pw}@h",
		"https://u:xxxxx@h",
		"https://u:p@",
		"https://u:p@ h",
		"https://u:p@/h",
		"://u:p@h",
		"@",
		"@@",
		"a@",
		"x://@h",
		"x://:@h",
		"https://u:p @h.com",
		"/bot:x@tcp",
		"npm install @scope/pkg@1.2.3",
		"image:tag@sha256:0a1b",
		"a:b@udp(x)",
	} {
		assert.Equal(t, s, hideAll(s, atAtSigns))
	}
}

// TestURLCredentialsAgreeWithTheAddress holds that the only at sign of a user info is not that of an address
// as well. Of two, the last one may be: the user info then reaches further.
func TestURLCredentialsAgreeWithTheAddress(t *testing.T) {
	for _, s := range []string{
		"https://user:pass@host.com/path",
		"https://ghp0a1B2c3D4e5F6g7H8@github.com/o/r",
		"redis://:pw@cache.example.com",
		"http://cafe:beef@enterprise.example.com#h",
	} {
		for i := range len(s) {
			if _, _, ok := urlCredentialsAt(s, i); ok {
				_, address := emailAt(s, i, 1)
				assert.False(t, address, "%s at %d", s, i)
			}
		}
	}
}

// FuzzURLCredentials holds, for every text and every place: no panic, the match ends at or before the at
// sign and is not empty, and hiding twice is hiding once.
func FuzzURLCredentials(f *testing.F) {
	for _, seed := range []string{"a://b:c@d", "a://:c@d@e", "a:b@tcp(x)", "x=a:b@unix(", "h://a:1?b@c", "h://[x:y]@z", "h://a#:b@c,d://e:f@g", "\xff://\xfe:a@b", "adc://bob:@e", "adc://:@e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range len(s) + 1 {
			if start, end, ok := urlCredentialsAt(s, i); ok {
				assert.True(t, 0 <= start && start < end && end <= i)
			}
		}
		once := hideAll(s, atAtSigns)
		assert.Equal(t, once, hideAll(once, atAtSigns))
	})
}

func BenchmarkURLCredentials(b *testing.B) {
	for name, text := range map[string]string{"address": "order of alice@example.com", "hit": "GET https://user:pass@host.com/path", "path": "https://example.com/@scope/pkg"} {
		b.Run(name, func(b *testing.B) {
			at := strings.IndexByte(text, '@')
			b.ReportAllocs()
			for b.Loop() {
				urlCredentialsAt(text, at)
			}
		})
	}
}
