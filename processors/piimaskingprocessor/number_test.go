package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMeasureRun(t *testing.T) {
	for text, want := range map[string]digitRun{
		"100000 ok":   {start: 0, end: 6, first: 0, digits: 6, groups: 1, longest: 6, dots: true},
		"2024-05-17T": {start: 0, end: 10, first: 0, digits: 8, groups: 3, longest: 4},
		"/537.36":     {start: 0, end: 7, first: 1, digits: 5, groups: 2, longest: 3, dots: true},
		"10.0.0.1":    {start: 0, end: 8, first: 0, digits: 5, groups: 4, longest: 2, dots: true},
		"-----BEGIN":  {start: 0, end: 5, first: -1, dots: true},
		"1/2/3/4":     {start: 0, end: 7, first: 0, digits: 4, groups: 4, longest: 1},
	} {
		assert.Equal(t, want, measureRun(text, 0), text)
	}
}

// TestOrdinaryRunsAreLookedAtByNobody holds what makes the scan cheap: the runs of which logs are full reach no
// detector of numbers.
func TestOrdinaryRunsAreLookedAtByNobody(t *testing.T) {
	for _, tt := range []struct {
		before, run, after string
		want               int
	}{
		{"", "2024-05-17", "", 0}, {"took ", "100000", " ms", 0}, {"order ", "100000", "", 0}, {"Chrome", "/126.0.0.0", " Safari", 0},
		{"WebKit", "/537.36", " (KHTML", 0}, {"at ", "10.24.7.19", "", 0}, {"", "0.123456", "", 3}, {"id ", "4155552671", "", 3},
		{"078 05 ", "1120", "", 3}, {"0 ", "3456", " (78) 9", 3}, {"GB29NWBK", "60161331926819", "", 3}, {"GB29NWBK", "1234", "", 0},
	} {
		p := newTestPass()
		text := tt.before + tt.run + tt.after
		r := measureRun(text, len(tt.before))
		assert.Len(t, p.findersFor(text, r, r.besideGroup(text)), tt.want, text)
	}
}

// TestNumbersOfOneRun holds that a slash begins another number, and that one match does not hide the next.
func TestNumbersOfOneRun(t *testing.T) {
	for in, want := range map[string]string{
		"a 123-45-6789 b":                                   "a ***-**-**** b",
		"2024-05-17 123-45-6789":                            "2024-05-17 ***-**-****",
		"123-45-6789, 234-56-7891":                          "***-**-****, ***-**-****",
		"12 4111111111111111 123":                           "12 **************** 123",
		"v/1 4111111111111111":                              "v/1 ****************",
		"tel 01 23 45 67 89 at 08:21":                       "tel ** ** ** ** ** at 08:21",
		"2024-05-17 08:21:00":                               "2024-05-17 08:21:00",
		"row 1 2 3 4 5 6 7 8 9 10 11 12 tel 01 23 45 67 89": "row 1 2 3 4 5 6 7 8 9 10 11 12 tel ** ** ** ** **",
	} {
		assert.Equal(t, want, maskText(t, in))
	}
}

// TestEncodedCardSeparators holds that a number in the query of a URL is seen, and that its spaces stay.
func TestEncodedCardSeparators(t *testing.T) {
	for in, want := range map[string]string{
		"?pan=4111+1111+1111+1111&x=1":   "?pan=****+****+****+****&x=1",
		"?pan=4111%201111%201111%201111": "?pan=****%20****%20****%20****",
		"?pan=4111-1111%201111%201111":   "?pan=4111-1111%201111%201111",
	} {
		assert.Equal(t, want, maskText(t, in))
	}
}

func TestLastDigits(t *testing.T) {
	last := func(n int) func(*Config) {
		return func(c *Config) { c.Detectors["credit_card"] = DetectorConfig{Action: ActionMask, Last: n} }
	}
	assert.Equal(t, "**** **** **** ***1", maskText(t, "4111 1111 1111 1111", last(1)))
	assert.Equal(t, "**** **** **** 1111", maskText(t, "4111 1111 1111 1111", last(4)))
	assert.Equal(t, "****%20****%20****%201111", maskText(t, "4111%201111%201111%201111", last(4)))
}
