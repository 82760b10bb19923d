package piimaskingprocessor

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func hexOrSeparator(c byte) bool { return is(c, classHex) || c == ':' || c == '-' || c == '.' }

func TestMACFound(t *testing.T) {
	for _, want := range []string{
		"<00:1A:2B:3C:4D:5E>",
		"<00-1a-2b-3c-4d-5e>",
		"<001a.2b3c.4d5e>",
		"<AABB.CCDD.EEFF>",
		"<12:34:56:78:90:12>",
		"mac <00:1A:2B:3C:4D:5E>.",
		"mac <00:1A:2B:3C:4D:5E>: up",
		"mac <00-1A-2B-3C-4D-5E>- up",
		"mac <001a.2b3c.4d5e>. Up",
		"mac:<00:1A:2B:3C:4D:5E>",
		"mac=<00:1A:2B:3C:4D:5E>&x=1",
		"mac%3D<00:1A:2B:3C:4D:5E>%26",
		`{"mac":"<00:1A:2B:3C:4D:5E>"}`,
		`{"text":"a\n<00:1A:2B:3C:4D:5E>\n"}`,
		"'<00:1A:2B:3C:4D:5E>'",
		"(<00:1A:2B:3C:4D:5E>)",
		"device_<00:1A:2B:3C:4D:5E>",
		"host-<00-1A-2B-3C-4D-5E>",
		"<00:1A:2B:3C:4D:5E>-eth0",
		"<00:1A:2B:3C:4D:5E> <00:1A:2B:3C:4D:5F>",
		"<00:1A:2B:3C:4D:5E>,<00-1A-2B-3C-4D-5F>,<001a.2b3c.4d60>",
		"<00:1A:2B:3C:4D:5E>/24",
		"地址<00:1A:2B:3C:4D:5E>。",
		"<01:00:5e:00:00:fb>",
	} {
		t.Run(want, func(t *testing.T) {
			in := strings.NewReplacer("<", "", ">", "").Replace(want)
			assert.Equal(t, want, bracketed(t, in, hexOrSeparator, macAt))
		})
	}
}

func TestMACLeavesOtherText(t *testing.T) {
	for _, s := range []string{
		"",
		":",
		"00",
		"00:1A:2B:3C:4D",
		"00:1A:2B:3C:4D:5",
		"00:1A:2B:3C:4D:5EF",
		"00:1A:2B:3C:4D:5E:6F",
		"00:1A:2B:3C:4D:5E:6",
		"00:11:22:33:44:55:66:77",
		"2001:11:22:33:44:55:66:77",
		"aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd",
		"00:1A:2B-3C-4D-5E",
		"001a.2b3c",
		"001a.2b3c.4d5e.6f70",
		"001a.2b3c.4d5e.com",
		"001a:2b3c:4d5e",
		"0:1:2:3:4:5",
		"x00:1A:2B:3C:4D:5E",
		"00:1A:2B:3C:4D:5Ex",
		"00-1A-2B-3C-4D-5E-6F",
		"00-1A-2B-3C-4D-5E-host",
		"001A2B3C4D5E",
		// No device has these.
		"FF:FF:FF:FF:FF:FF",
		"ffff.ffff.ffff",
		"00:00:00:00:00:00",
		"00-00-00-00-00-00",
		// Dates, times, phone numbers, ids.
		"08:21:00",
		"2024-05-17T08:21:00+02:00",
		"51-16-34-25-12-13",
		"1234.5678.9012",
		"24-05-17-08-21-00",
		"550e8400-e29b-41d4-a716-446655440000",
		"10.0.0.1",
		"2001:db8::1",
		"de:ad",
		"**:**:**:**:**:**",
		"[MAC]",
	} {
		t.Run(s, func(t *testing.T) {
			assert.Equal(t, s, bracketed(t, s, hexOrSeparator, macAt))
		})
	}
}

// TestMACFromEveryPosition has the same answer wherever in the address the scan looks.
func TestMACFromEveryPosition(t *testing.T) {
	for _, mac := range []string{"00:1A:2B:3C:4D:5E", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e"} {
		for _, around := range [][2]string{{"", ""}, {"mac ", "."}, {"id:", ": up"}, {"x-", "- "}, {`\n`, `\n`}, {"%3D", "%26"}} {
			s := around[0] + mac + around[1]
			for i := range len(s) {
				start, end, ok := macAt(s, i)
				inside := i >= len(around[0]) && i < len(around[0])+len(mac)
				if inside || ok {
					assert.True(t, ok && start == len(around[0]) && end == start+len(mac), "%q from %d", s, i)
				}
			}
		}
	}
}

func TestMACInOrdinaryTelemetry(t *testing.T) { testOrdinary(t, macAt) }

func TestMACInAnyBytes(t *testing.T) { testAnyBytes(t, macAt) }

// FuzzMAC holds, for every text and position: what is found covers the position and is an address for the
// standard library too, its masked form is none.
func FuzzMAC(f *testing.F) {
	for _, seed := range []string{"mac:00:1A:2B:3C:4D:5E.", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e", "%3A00:1a:2b:3c:4d:5e", `\n00:1a:2b:3c:4d:5e`, "\xff00:1a:2b:3c:4d:5e\xff"} {
		for i := range len(seed) {
			f.Add(seed, i)
		}
	}
	f.Fuzz(func(t *testing.T, s string, i int) {
		if i < 0 || i > len(s) {
			return
		}
		start, end, ok := macAt(s, i)
		if !ok {
			return
		}
		assert.Less(t, i, end)
		address, err := net.ParseMAC(s[start:end])
		assert.NoError(t, err)
		assert.Len(t, address, 6)
		masked := s[:start] + strings.Repeat("*", end-start) + s[end:]
		for at := start; at < end; at++ {
			_, _, found := macAt(masked, at)
			assert.False(t, found)
		}
	})
}

func BenchmarkMAC(b *testing.B) {
	for _, bm := range []struct {
		name, text string
		at         int
		want       bool
	}{
		{"date", "at 2024-05-17 ", 3, false},
		{"time", "at 08:21:00 ", 5, false},
		{"id", "order 9876543 ", 6, false},
		{"IP", "from 203.0.113.17 ", 5, false},
		{"word", "the facade ", 4, false},
		{"hit", "mac 00:1A:2B:3C:4D:5E ", 6, true},
		{"hit, Cisco", "mac 001a.2b3c.4d5e ", 8, true},
	} {
		benchmarkFinder(b, bm.name, bm.text, bm.at, bm.want, macAt)
	}
}
