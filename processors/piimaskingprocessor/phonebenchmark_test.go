package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// phoneBenchmarks are texts whose first digit or plus sign is looked at.
var phoneBenchmarks = []struct {
	name, text string
	found      bool
}{
	{"reject/date", "at 2024-05-17 08:21:00", false},
	{"reject/clock", "at 2024-05-17T08:21:00.123456Z", false},
	{"reject/timestamp", "t=1716912345678 ms", false},
	{"reject/id", "order id 1234567890 done", false},
	{"reject/name", "block blk_1649239999940418046", false},
	{"reject/ip", "from 192.168.100.100 port", false},
	{"reject/version", "nginx 1.25.3.1234 up", false},
	{"reject/size", "rows 123-4567 of them", false},
	{"reject/zone", "zone +0200", false},
	{"reject/signed", "offset +1234567", false},
	{"found/plus", "to +14155552671.", true},
	{"found/plus divided", "to +1 (415) 555-2671.", true},
	{"found/label", "Phone: 415-555-2671.", true},
	{"found/label undivided", "Phone: 4155552671.", true},
	{"found/phrase", "call me on 01.84.17.61.18?", true},
	{"found/region", "03 331 6005", true},
}

func BenchmarkPhone(b *testing.B) {
	f := newPhoneFinder([]string{"NZ"})
	for _, bench := range phoneBenchmarks {
		b.Run(bench.name, func(b *testing.B) {
			at := strings.IndexAny(bench.text, "+0123456789")
			b.ReportAllocs()
			for b.Loop() {
				phoneAt(f, bench.text, at)
			}
		})
	}
}

// BenchmarkPhoneUnseen is a number that no verdict is remembered for.
func BenchmarkPhoneUnseen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		number := e164{length: 12}
		copy(number.text[:], "+14155552671")
		number.valid()
	}
}

func phoneAt(f *phoneFinder, s string, at int) bool {
	if s[at] == '+' {
		_, _, ok := f.internationalAt(s, at)
		return ok
	}
	_, _, ok := f.nationalAt(s, at, false)
	return ok
}

// TestPhoneBenchmarks holds that the benchmarks measure what their names say.
func TestPhoneBenchmarks(t *testing.T) {
	f := newPhoneFinder([]string{"NZ"})
	for _, bench := range phoneBenchmarks {
		assert.Equal(t, bench.found, phoneAt(f, bench.text, strings.IndexAny(bench.text, "+0123456789")), bench.name)
	}
}
