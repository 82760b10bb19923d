package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDomainEnd(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"example.com", "example.com"},
		{"example.com.", "example.com"},
		{"example.com...", "example.com"},
		{"example.com-", "example.com"},
		{"example.com, and", "example.com"},
		{"a.b.c.example.co.uk/x", "a.b.c.example.co.uk"},
		{"EXAMPLE.Com", "EXAMPLE.Com"},
		{"xn--80ak6aa92e.com", "xn--80ak6aa92e.com"},
		{"bücher.de", "bücher.de"},
		{"例子.中国", "例子.中国"},
		{"example.com谢谢", "example.com"},
		{"example.com，谢谢", "example.com"},
		{"example.com.Please", "example.com"},
		{"example.com.log", "example.com"},
		{"example.com-2024-05-17.csv", "example.com"},
		{"example.com-2024", "example.com"},
		{"example.io.Please", "example.io"},
		{"github.io", "github.io"},
		{"example.com.bd", "example.com.bd"},
		{"163.com", "163.com"},
		{"1und1.de", "1und1.de"},
		{"example.com_backup", "example.com"},

		{"", ""}, {".", ""}, {"com", ""}, {".com", ""}, {"-x.com-y", ""}, {"localhost", ""}, {"a..com", ""},
		{"host.local", ""}, {"host.internal", ""}, {"host.svc.cluster.local", ""}, {"x.us-west-2.compute.internal", ""},
		{"1.2.3", ""}, {"1.2.3.4", ""}, {"2x.png", ""}, {"v1.2.3.zip", ""}, {"1.2.3.zip", ""}, {"example.c", ""}, {"example.1a", ""},
		{"example.io.internal", ""}, {"my.net-tools.local", ""}, {"com-1.internal", ""},
	} {
		end := domainEnd("@"+tt.in, 1)
		if tt.want == "" {
			assert.Zero(t, end, tt.in)
			continue
		}
		if assert.Positive(t, end, tt.in) {
			assert.Equal(t, tt.want, ("@" + tt.in)[1:end])
		}
	}
}

func TestDomainIsBounded(t *testing.T) {
	label := strings.Repeat("a", 50)
	long := strings.Repeat(label+".", 6) + "com"
	assert.Greater(t, len(long), maxDomain)
	assert.Zero(t, domainEnd(long, 0), "what is longer than any name has no top-level domain in reach")
	fits := strings.Repeat(label+".", 4) + "com"
	assert.Equal(t, len(fits), domainEnd(fits, 0))
}

func TestIsVersion(t *testing.T) {
	for host, want := range map[string]bool{
		"v1": true, "v1.2.3": true, "1.2": true, "1.2.3-rc1": true, "1.2rc": true,
		"163": false, "vip.163": false, "v": false, "example": false, "1.example": false, "v1a": false, "": false,
	} {
		assert.Equal(t, want, isVersion(host), host)
	}
}

func TestIsTopLevel(t *testing.T) {
	for label, want := range map[string]bool{
		"com": true, "COM": true, "de": true, "museum": true, "xn--p1ai": true, "рф": true, "中国": true, "bd": true, "ck": true, "dev": true,
		"": false, "c": false, "1": false, "local": false, "internal": false, "localdomain": false, "png": false, "cob": false, "12": false,
		"com-2024": false, "xn--": false,
	} {
		assert.Equal(t, want, isTopLevel(label), label)
	}
}
