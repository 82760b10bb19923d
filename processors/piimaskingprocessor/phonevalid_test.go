package piimaskingprocessor

import (
	"strings"
	"sync"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func e164Of(t *testing.T, s string) e164 {
	t.Helper()
	run, ok := phoneRunFrom(s, 1)
	require.True(t, ok)
	var number e164
	number.read(s, &run)
	return number
}

func TestE164(t *testing.T) {
	for _, tt := range []struct {
		s, digits       string
		code            int
		possible, valid bool
	}{
		{"+1 415 555 2671", "14155552671", 1, true, true},
		{"+1-962-819-8200", "19628198200", 1, true, false},
		{"+1 415 555", "1415555", 1, false, false},
		{"+1 415 555 26711", "141555526711", 1, false, false},
		{"+44 (0)20 7946 0958", "442079460958", 44, true, true},
		{"+46 (0)8 123 456 78", "46812345678", 46, true, true},
		{"+49 30 1234567", "49301234567", 49, true, true},
		{"+39 02 3661 8300", "390236618300", 39, true, true},
		{"+521 33 1234 5678", "523312345678", 52, true, true},
		{"+52 33 1234 5678", "523312345678", 52, true, true},
		{"+800 1234 5678", "80012345678", 800, true, true},
		{"+999 1234 5678", "99912345678", 0, false, false},
		{"+210 1234 5678", "21012345678", 0, false, false},
		{"+420 601 123 456", "420601123456", 420, true, true},
	} {
		number := e164Of(t, tt.s)
		assert.Equal(t, tt.digits, string(number.digits()), tt.s)
		code, _ := number.countryCode()
		assert.Equal(t, tt.code, code, tt.s)
		assert.Equal(t, tt.possible, number.possible(), tt.s)
		assert.Equal(t, tt.valid, number.valid(), tt.s)
	}
}

// TestPossibleAsInTheLibrary holds that no example number of a region is refused before the library is asked,
// and that the finder finds all of them.
func TestPossibleAsInTheLibrary(t *testing.T) {
	f := newPhoneFinder(nil)
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE, phonenumbers.TOLL_FREE} {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			written := phonenumbers.Format(example, phonenumbers.INTERNATIONAL)
			number := e164Of(t, written)
			if number.length-1 < minPhoneDigits {
				continue
			}
			assert.True(t, number.possible(), written)
			if number.length > minSignedDigits {
				assert.Equal(t, []string{written}, phonesIn(f, written, false), "%s %v", region, kind)
			}
		}
	}
}

// TestExamplesInTheirRegion holds that what the library formats as the region writes it is found there, for
// regions that divide their numbers by an area code.
func TestExamplesInTheirRegion(t *testing.T) {
	for _, region := range []string{
		"US", "CA", "MX", "BR", "CO", "GB", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "CH", "SE", "NO", "DK", "FI", "GR", "TR", "RU",
		"UA", "IL", "EG", "ZA", "NG", "KE", "IN", "PK", "BD", "CN", "JP", "KR", "TW", "HK", "SG", "MY", "ID", "PH", "TH", "VN", "AU", "NZ",
	} {
		f := newPhoneFinder([]string{region})
		written := phonenumbers.Format(phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE), phonenumbers.NATIONAL)
		if s := strings.TrimPrefix(written, "("); strings.Trim(s, "0123456789") == "" {
			continue // undivided
		}
		assert.Equal(t, []string{written}, phonesIn(f, written, false), region)
		undivided := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, written)
		assert.Empty(t, phonesIn(f, undivided, false), region)
	}
}

func TestCheckRegion(t *testing.T) {
	for _, region := range []string{"US", "GB", "DE", "IN", "NZ", "XK"} {
		require.NoError(t, checkRegion(region))
	}
	for region, want := range map[string]string{
		"UK":  `"UK" is not an ISO 3166 code; did you mean "GB"?`,
		"uk":  `"uk" is not an ISO 3166 code; did you mean "GB"?`,
		"us":  `"us" is not an ISO 3166 code; did you mean "US"?`,
		"USA": `"USA" is not an ISO 3166 code; did you mean "US"?`,
		"49":  `"49" is not an ISO 3166 code; did you mean "DE"?`,
		"+44": `"+44" is not an ISO 3166 code; did you mean "GB"?`,
		"ZZ":  `"ZZ" is not an ISO 3166 code of a region with telephone numbers; use two capital letters, such as "US" or "DE"`,
		"":    `"" is not an ISO 3166 code of a region with telephone numbers; use two capital letters, such as "US" or "DE"`,
		"999": `"999" is not an ISO 3166 code of a region with telephone numbers; use two capital letters, such as "US" or "DE"`,
		"800": `"800" is not an ISO 3166 code of a region with telephone numbers; use two capital letters, such as "US" or "DE"`,
		"001": `"001" is not an ISO 3166 code; did you mean "US"?`,
	} {
		assert.EqualError(t, checkRegion(region), want)
	}
	require.EqualError(t, checkRegion(" DE"), `" DE" is not an ISO 3166 code; did you mean "DE"?`)
	for wrong, right := range wrongRegions {
		require.Error(t, checkRegion(wrong), wrong)
		require.NoError(t, checkRegion(right), right)
	}
}

func TestPhoneRegionsIgnoreUnknown(t *testing.T) {
	regions := phoneRegions([]string{"US", "UK", "", "DE", "001"})
	require.Len(t, regions, 2)
	assert.Equal(t, phoneRegion{"US", 10, 13}, regions[0])
	assert.Equal(t, "DE", regions[1].code)
}

func TestDividedAt(t *testing.T) {
	for text, want := range map[string]uint32{
		"": 1, "7": 1 << 1, "415-666-7777": 1<<4 | 1<<7 | 1<<10, "(415) 666-7777": 1<<4 | 1<<7 | 1<<10, "4156667777": 1 << 10, "12 34": 1<<2 | 1<<4,
		strings.Repeat("1 ", 40): 1<<32 - 2,
	} {
		assert.Equal(t, want, dividedAt(text), text)
	}
}

func TestCoarser(t *testing.T) {
	const format = "415-666-7777"
	for written, want := range map[string]bool{
		"415-666-7777": true, "(415) 6667777": true, "1 415 666 7777": true, "1415 666 7777": true, "1-415-6667777": true,
		"415666-7777": false, "4156667777": false, "41-566-67777": false, "415-66-67777": false, "4-15-666-7777": false,
	} {
		assert.Equal(t, want, coarser(dividedAt(written), dividedAt(format)), written)
	}
	assert.False(t, coarser(dividedAt("12-34"), dividedAt("1234")))
}

func TestPhoneVerdicts(t *testing.T) {
	v := newPhoneVerdicts()
	asked := 0
	compute := func(number, region string) bool {
		asked++
		return strings.HasPrefix(number, "+1") != (region == "DE")
	}
	for range 3 {
		assert.True(t, v.get("+1 415", "US", compute))
		assert.False(t, v.get("+2 415", "US", compute))
		assert.False(t, v.get("+1 415", "DE", compute))
		assert.True(t, v.get("+2 415", "DE", compute))
	}
	assert.LessOrEqual(t, asked, 8, "four numbers, two of which may share a slot")
	assert.GreaterOrEqual(t, asked, 4)
}

func TestPhoneVerdictsOfManyNumbers(t *testing.T) {
	v := newPhoneVerdicts()
	even := func(number, _ string) bool { return number[len(number)-1]%2 == 0 }
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range 4 * verdictSlots {
				number := strings.Repeat("x", i%50) + string(rune('0'+(i+worker)%10))
				assert.Equal(t, even(number, ""), v.get(number, "", even))
			}
		})
	}
	wait.Wait()
}
