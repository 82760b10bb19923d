package article

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestEmail(t *testing.T) {
	for _, good := range []string{"a@b.co", "first.last+tag@sub.example.co.uk", "o'brien@example.ie", "ünï@exämple.de", "名前@例え.jp",
		strings.Repeat("a", 64) + "@example.com", "root@localhost", "a@[127.0.0.1]", `"a"@b.co`, `"a\ b"@c.de`, "a@b.xn--p1ai", "a@1.b2"} {
		assert.Empty(t, email(&good), good)
	}
	for _, bad := range []string{"", "a", "a@", "@b.co", "a@b", "a@b.", "a@.b", "a b@c.de", "a@b.co ", " a@b.co", "<a@b.co>", "A <a@b.co>",
		"a@b.co,c@d.ef", "a@@b.co", "a@b..co", "a\n@b.co", "a@b.co\n", "a@b.c", "a@-b.de", "a@b-.de", "a@b_c.de", "a..b@c.de", ".a@b.co", "a.@b.co",
		`"a b"@c.de`, `"a@b.co`, "a@[127.0.0.256]", "a@[::1]", "a@127.0.0.1]", "a@" + strings.Repeat("b", 64) + ".de", "a\x00b@c.de", "\xff@b.co", "a@\xa4.00"} {
		assert.Equal(t, "must be a valid e-mail address", email(&bad), "%q", bad)
	}
}

// FuzzEmail holds: what is accepted can be stored, is one bare address, and fits what mail can deliver to.
func FuzzEmail(f *testing.F) {
	for _, seed := range []string{"ada@example.com", "Ada <ada@example.com>", "a@b", "a@b.c\x00o", "\"a b\"@c.de", "a@[127.0.0.1]", "ünï@exämple.de"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if (Credentials{&address, ptr("x")}).Validate() != nil {
			return
		}
		assert.True(t, utf8.ValidString(address), "%q", address)
		assert.LessOrEqual(t, len(address), maxEmail)
		assert.NotContains(t, address, "\n")
		assert.NotContains(t, address, "\x00")
		local, domain := address[:strings.LastIndex(address, "@")], address[strings.LastIndex(address, "@")+1:]
		assert.NotEmpty(t, local)
		assert.NotContains(t, domain, " ")
		assert.True(t, domain == "localhost" || strings.ContainsAny(domain, ".。．｡"), "%q", domain)
	})
}
