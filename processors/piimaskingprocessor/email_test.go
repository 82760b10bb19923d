package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// maskText masks one text with the default settings, or with those that edit changes.
func maskText(t *testing.T, s string, edit ...func(*Config)) string {
	t.Helper()
	p := newTestPass(edit...)
	out, _ := p.text(placeLogBody, s)
	return out
}

func newTestPass(edit ...func(*Config)) *pass {
	cfg := createDefaultConfig().(*Config)
	for _, change := range edit {
		change(cfg)
	}
	m, err := newMasker(cfg)
	if err != nil {
		panic(err)
	}
	return m.begin()
}

func TestEmailMasked(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ordinary", "alice@example.com", "al***@example.com"},
		{"one letter does not leak", "a@x.com", "***@x.com"},
		{"two letters are hidden", "al@x.com", "***@x.com"},
		{"three letters are hidden", "bob@x.com", "***@x.com"},
		{"four letters", "anna@x.com", "an***@x.com"},
		{"in a sentence", "Mail alice@example.com, or bob.b@example.co.uk.", "Mail al***@example.com, or bo***@example.co.uk."},
		{"in angle brackets", "From: Alice <alice@example.com>", "From: Alice <al***@example.com>"},
		{"mailto", "mailto:alice@example.com?subject=x", "mailto:al***@example.com?subject=x"},
		{"plus and dots", "alice.b+news@mail.example.com", "al***@mail.example.com"},
		{"atext inside", "alice!b#c$d^e~f@example.com", "al***@example.com"},
		{"punctuation before", "+-alice@example.com", "+-al***@example.com"},
		{"capitals", "ALICE@EXAMPLE.COM", "AL***@EXAMPLE.COM"},
		{"apostrophe", "mail o'brien@example.com", "mail o'***@example.com"},
		{"SQL literal", "WHERE email = 'alice@example.com'", "WHERE email = 'al***@example.com'"},
		{"SQL national literal", "x=N'alice@example.com'", "x=N'al***@example.com'"},
		{"key and value", "email=alice@example.com&x=1", "email=al***@example.com&x=1"},
		{"URL path", "/users/alice@example.com/orders", "/users/al***@example.com/orders"},
		{"URL query", "https://x.com/?q=alice@example.com", "https://x.com/?q=al***@example.com"},
		{"Redis key", "GET user:alice@example.com:cart", "GET user:al***@example.com:cart"},
		{"encoded", "?email=alice%40example.com&x", "?email=al***%40example.com&x"},
		{"encoded twice", "?next=%2Flogin%3Fu%3Dalice%2540example.com", "?next=%2Flogin%3Fu%3Dal***%2540example.com"},
		{"encoded delimiter before", "?q=%22alice%40example.com%22", "?q=%22al***%40example.com%22"},
		{"encoded plus inside", "?q=alice%2Bnews%40example.com", "?q=al***%40example.com"},
		{"encoded first letter", "?q=%C3%A9lise%40example.com", "?q=***%40example.com"},
		{"international local part", "josé.garcia@example.com", "jo***@example.com"},
		{"international domain", "alice@bücher.example.de", "al***@bücher.example.de"},
		{"international top level", "почта@пример.рф", "по***@пример.рф"},
		{"punycode", "user@xn--80ak6aa92e.com", "us***@xn--80ak6aa92e.com"},
		{"punycode top level", "alice@example.xn--p1ai", "al***@example.xn--p1ai"},
		{"text in another script after it", "联系 alice@example.com谢谢", "联系 al***@example.com谢谢"},
		{"full-width comma", "，alice@example.com，", "，al***@example.com，"},
		{"emoji before", "🙂alice@example.com", "🙂al***@example.com"},
		{"quoted local part", `"john doe"@example.com`, "***@example.com"},
		{"quoted local part in JSON", `{"a":"\"john doe\"@example.com"}`, `{"a":"***@example.com"}`},
		{"JSON", `{"email":"alice@example.com"}`, `{"email":"al***@example.com"}`},
		{"JSON line break", `{"t":"To:\nalice@example.com\n"}`, `{"t":"To:\nal***@example.com\n"}`},
		{"JSON code point", `{"t":"\u00e9alice@example.com"}`, `{"t":"\u00e9al***@example.com"}`},
		{"JSON backslash", `{"t":"C:\\nalice@example.com"}`, `{"t":"C:\\na***@example.com"}`},
		{"number of a mail provider", "zhang@163.com", "zh***@163.com"},
		{"country with wildcard rule", "alice@example.com.bd", "al***@example.com.bd"},
		{"sentence without a space", "Ask alice@example.com.Please do", "Ask al***@example.com.Please do"},
		{"file name", "/out/alice@example.com.json", "/out/al***@example.com.json"},
		{"date in a file name", "alice@example.com.2024-01-01", "al***@example.com.2024-01-01"},
		{"user name of a URL", "ftp://alice@example.com:pw@ftp.host.net/", "ftp://[REDACTED:url_credentials]@ftp.host.net/"},
		{"encoded user name of a URL", "smtp://alice%40example.com:pw@smtp.host.net", "smtp://[REDACTED:url_credentials]@smtp.host.net"},
		{"repository account in a sentence", "write to git@vger.kernel.org now", "write to ***@vger.kernel.org now"},
		{"federated handle", "@alice@chat.social", "@al***@chat.social"},
		{"two at signs", "alice@example.com@relay.net", "al***@ex***@relay.net"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, maskText(t, tt.in))
			assert.Equal(t, tt.want, maskText(t, tt.want), "masking twice")
		})
	}
}

func TestEmailLeavesMachineText(t *testing.T) {
	for _, s := range []string{
		"SendWorker@188978561024", "root@localhost", "ubuntu@ip-10-0-0-1", "alice@cluster.local",
		"ubuntu@ip-10-0-0-1.us-west-2.compute.internal", "svc@redis.default.svc.cluster.local",
		"git@github.com:org/repo.git", "ssh://git@github.com/org/repo", "hg@bitbucket.org/x",
		"https://user@host.com", "https://host.com:8080?to=x@y",
		"@scope/pkg@1.2.3", "node_modules/@types/node@18.11.9/index.d.ts", "lodash@4.17.21.tgz",
		"golang.org/x/net@v0.59.0", "mod@v1.2.3.zip", "pkg@1.2.sh",
		"image@2x.png", "icon@3x.jpg", "app@sha256:0123abcd", "java.lang.Object@1b6d3586",
		"getty@tty1.service", "user@1000.service", "x@192.168.1.1", "foo@bar", "@example.com", " @example.com",
		"a@", "@", "%40", "@@@@", "none@none.cob", "%40example.com", "100%", "%2540", "name@.com", "name@-", "x@..com",
		"al***@example.com", "***@example.com", "***@***", "[EMAIL]", "@app.route('/x')", "key@value.", "\"@example.com",
	} {
		assert.Equal(t, s, maskText(t, s))
	}
}

func TestEmailInEveryAlignment(t *testing.T) {
	for pad := range 40 {
		before, after := strings.Repeat("-", pad)+" ", " "+strings.Repeat(".", pad%9)
		assert.Equal(t, before+"al***@example.com"+after, maskText(t, before+"alice@example.com"+after))
	}
}

func TestEmailActions(t *testing.T) {
	for action, want := range map[Action]string{
		ActionPartial: "to al***@example.com now", ActionMask: "to ***@*** now", ActionReplace: "to [EMAIL] now",
		ActionRemove: "to  now", ActionDetect: "to alice@example.com now", ActionOff: "to alice@example.com now",
	} {
		got := maskText(t, "to alice@example.com now", setAction("email", action))
		assert.Equal(t, want, got, action)
	}
}

func setAction(detector string, action Action) func(*Config) {
	return func(c *Config) { c.Detectors[detector] = DetectorConfig{Action: action} }
}
