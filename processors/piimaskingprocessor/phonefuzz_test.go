package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var phoneFuzzSeeds = []string{
	"", "+14155552671", "%2B14155552671", "\uff0b1 415 555 2671", "(+44) 20 7946 0958 ext. 12", "++1 (650) 253-0000", "Phone: 415-555-2671",
	"phone%3D415%20555%202671", "call me on 06/21/84 at 01.84.17.61.18?", "06-10446904-Office\\,001-748-088-2851x818-Fax", "電話：03-1234-5678",
	"2024-05-17 08:21:00 10.0.0.1 1716912345678", "(123) 456-7890", "0 (532) 1234567", "phone:\n\n434 14 557", `\n\tphone:\t555-2671`, "tel.: 0~0 1800 7493",
	"\xff+1\xff415 555", "phone (home): 5552671 #12", "12 7/8 - 14 12/34 - 5", "+4906-11631", "03 331 6005 0171 1234567 (02) 9374 4000",
}

// FuzzPhone holds, for every text, position and setting: no panic; a match lies within the text, covers the
// position, begins and ends on a sign of a number, and holds 6 to 15 digits beside its extension; with its
// digits masked it is found no more; and what stands far away changes nothing.
func FuzzPhone(f *testing.F) {
	for i, seed := range phoneFuzzSeeds {
		f.Add(seed, uint16(i), i%2 == 0)
		f.Add(seed, uint16(len(seed)-1), i%2 == 1)
	}
	finders := []*phoneFinder{newPhoneFinder(nil), newPhoneFinder([]string{"US", "DE", "NZ"})}
	f.Fuzz(func(t *testing.T, s string, at uint16, named bool) {
		i := int(at)
		for _, finder := range finders {
			start, end, ok := finder.nationalAt(s, i, named)
			checkPhoneMatch(t, s, i, start, end, ok)
			start, end, ok = finder.internationalAt(s, i)
			checkPhoneMatch(t, s, i, start, end, ok)
			far := strings.Repeat("x", 100) + strings.Repeat("\n", 100)
			again, _, found := finder.internationalAt(far+s, len(far)+i)
			assert.Equal(t, ok, found)
			if ok {
				assert.Equal(t, start+len(far), again)
			}
			checkMaskedPhones(t, finder, s, named)
		}
	})
}

func checkPhoneMatch(t *testing.T, s string, i, start, end int, ok bool) {
	t.Helper()
	if !ok {
		return
	}
	require.True(t, 0 <= start && start <= i && i < end && end <= len(s), "%q at %d: %d to %d", s, i, start, end)
	assert.True(t, is(s[end-1], classDigit))
	assert.True(t, is(s[start], classDigit) || s[start] == '(' || plusWidth(s[start:]) > 0)
	digits := 0
	for k := start; k < end; k++ {
		if is(s[k], classDigit) {
			digits++
		}
	}
	assert.GreaterOrEqual(t, digits, minNamedDigits)
	encoded := 2 * strings.Count(s[start:end], "%2")
	assert.LessOrEqual(t, digits-encoded, maxPhoneDigits+maxExtensionDigits+1) // a trunk zero in brackets
}

func checkMaskedPhones(t *testing.T, f *phoneFinder, s string, named bool) {
	t.Helper()
	for _, number := range phonesIn(f, s, named) {
		hidden := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '*'
			}
			return r
		}, number)
		assert.Empty(t, phonesIn(f, hidden, named), hidden)
	}
}

// FuzzNamesPhone holds that a key is judged alike whether it is split or stands in a text, when it is made of
// letters, and that nothing after it that is no word changes the verdict.
func FuzzNamesPhone(f *testing.F) {
	for _, seed := range []string{"phone", "phoneNumber", "cell_id", "WhatsApp", "тел", "iPhone", "", "_", "phone_1", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		named := namesPhone(splitKey(key))
		assert.Equal(t, named, namesPhone(splitKey(key+"_1")))
		assert.Equal(t, named, namesPhone(splitKey("x."+key)) || named && strings.HasPrefix(strings.ToLower(key), "cell"), key)
		if key != "" {
			identifierClass(key)
		}
	})
}
