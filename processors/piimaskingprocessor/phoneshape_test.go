package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// phoneGroupsOf writes the groups of a run with a bar between them.
func phoneGroupsOf(s string, run *phoneRun) string {
	var groups []string
	for _, group := range run.groups[:run.count] {
		groups = append(groups, s[group.start:group.end])
	}
	return strings.Join(groups, "|")
}

func TestPhoneRun(t *testing.T) {
	for _, tt := range []struct {
		s      string
		at     int
		groups string
		text   string
	}{
		{"415-555-2671", 0, "415|555|2671", "415-555-2671"},
		{"415-555-2671", 11, "415|555|2671", "415-555-2671"},
		{"x 415 555 2671 y", 7, "415|555|2671", "415 555 2671"},
		{"(415) 555-2671", 1, "415|555|2671", "(415) 555-2671"},
		{"(415)555-2671", 7, "415|555|2671", "(415)555-2671"},
		{"(415 555-2671)", 7, "415|555|2671", "415 555-2671"},
		{"(415-555-2671)", 7, "415|555|2671", "415-555-2671"},
		{"1 (415) 555.2671", 12, "1|415|555|2671", "1 (415) 555.2671"},
		{"64(0)64123456", 0, "64|0|64123456", "64(0)64123456"},
		{"(415) (555) 2671", 1, "415|555|2671", "(415) (555) 2671"},
		{"030\u00a0123\u202f456", 0, "030|123|456", "030\u00a0123\u202f456"},
		{"030\u2011123\u2010456\u20137", 0, "030|123|456|7", "030\u2011123\u2010456\u20137"},
		{"q=415%20555%202671", 8, "415|555|2671", "415%20555%202671"},
		{"a%20415%20555", 4, "415|555", "415%20555"},
		{"12  34", 0, "12", "12"},
		{"12--34", 4, "34", "34"},
		{"12- 34", 0, "12", "12"},
		{"12,34", 0, "12", "12"},
		{"12:34", 3, "34", "34"},
		{"0~0 18", 0, "0|0|18", "0~0 18"},
		{"7", 0, "7", "7"},
	} {
		run, ok := phoneRunAt(tt.s, tt.at)
		require.True(t, ok, tt.s)
		assert.Equal(t, tt.groups, phoneGroupsOf(tt.s, &run), tt.s)
		assert.Equal(t, tt.text, tt.s[run.start:run.end])
		assert.Equal(t, len(strings.ReplaceAll(tt.groups, "|", "")), run.digits)
	}
	for _, s := range []string{
		strings.Repeat("1 ", 30), strings.Repeat("1-", 9) + "1", strings.Repeat("1", 25), strings.Repeat("123 ", 9),
	} {
		_, ok := phoneRunAt(s, len(s)/2/2*2)
		assert.False(t, ok, s)
	}
}

func TestPhoneRunParts(t *testing.T) {
	const s = "12 (415) 555-2671 7"
	run, ok := phoneRunAt(s, 0)
	require.True(t, ok)
	for part, want := range map[phonePart]string{wholePart: s, headPart: "12 (415) 555-2671", tailPart: "(415) 555-2671 7"} {
		cut, ok := run.part(part)
		require.True(t, ok)
		assert.Equal(t, want, s[cut.start:cut.end])
	}
	head, _ := run.part(headPart)
	both, _ := head.part(tailPart)
	assert.Equal(t, "(415) 555-2671", s[both.start:both.end])
	assert.Equal(t, 10, both.digits)
	single, ok := phoneRunAt("555-2671", 0)
	require.True(t, ok)
	for _, part := range []phonePart{headPart, tailPart} {
		_, ok := single.part(part)
		assert.False(t, ok)
	}
	assert.Zero(t, single.withoutLast().digits)
}

func TestPhoneRunTrim(t *testing.T) {
	for _, tt := range []struct{ before, number, after string }{
		{"2024-05-17 ", "415-555-2671", ""}, {"10.0.0.1 ", "415-555-2671", ""}, {"", "415-555-2671", " 1.2.3.4"}, {"$20 ", "415-555-2671", ""},
		{"", "415-555-2671", " 100$"}, {"12:30 ", "415-555-2671", " 06/21"}, {"x9 ", "(415) 555-2671", " 7z"}, {"", "415 555 2671", ""},
	} {
		s := tt.before + tt.number + tt.after
		run, ok := phoneRunAt(s, len(tt.before)+6)
		require.True(t, ok)
		require.True(t, run.trim(s, len(tt.before)+6), s)
		assert.Equal(t, tt.number, s[run.start:run.end])
	}
	for s, at := range map[string]int{"2024-05-17 415": 0, "x415-555-2671": 1, "415-555-2671z": 0, "+1 415 555 2671": 7, "10.0.0.1": 0, "9.99": 0} {
		run, ok := phoneRunAt(s, at)
		require.True(t, ok)
		assert.False(t, run.trim(s, at), s)
	}
}

// otherNumbers maps groupings to whether they are, whatever stands beside them, no telephone number.
var otherNumbers = map[string]bool{
	"2024-05-17": true, "2024/5/17": true, "2024.05.17": true, "17-05-2024": true, "05/17/2024": true, "17.5.24": true, "2024-05-17-08": true,
	"2024-13-17": true, "2024-13-171": false, "2024-05-1777": false, "28-64-66-98": false, "51-16-34-25": false, "33 93 31": false, "12-34-56": false,
	"1999-2011": true, "1979-2011 100": true, "12-15 2009": true, "2012 3456": false, "1999 12 31": true,
	"10.0.0.1": true, "192.168.1.100": true, "256.168.100.1000": false, "01.84.17.61.18": false, "1.415.555.2671": false,
	"3.1415": true, "1234567.89": true, "555.2671": true, "415.555.2671": false, "1.234.567": true, "1 234 567": false, "1.234.567.890": true,
	"123-45-6789": true, "123 45 6789": true, "(123) 45 6789": false, "3782 822463 10005": true, "3056 930902 5904": true, "4111 1111 1111": true,
	"4111 1111 1111 111": true, "1000-2000": true, "1024-2050": true, "2000-1000": false, "555-2671": false, "0961-7596216": false,
	"415-555-2671": false, "06/21": true, "0123/456789": false, "9493 7477": false, "1234": false,
}

func TestPhoneRunIsOther(t *testing.T) {
	for s, want := range otherNumbers {
		run, ok := phoneRunAt(s, strings.IndexAny(s, "0123456789"))
		require.True(t, ok)
		assert.Equal(t, want, run.isOther(s), s)
	}
}

func TestPhonePlausible(t *testing.T) {
	for s, want := range map[string]bool{
		"415-555-2671": true, "(415) 555-2671": true, "1 415 555 2671": true, "0 532 123 45 67": true, "01164 3 331 6005": true, "0~01-650-333-6000": true,
		"21 253 109 8211": true, "25 833387": true, "02-36618 300": true, "0123/456789": true, "001-518-640-0854": true, "004420 7946 0958": true,
		"64(0)64123456": true, "51-16-34-25": true, "01.84.17.61.18": true, "(0471) 123/456": true,
		"123456-789": false, "20240517-082100": false, "123-4-56789": false, "415-555-1": false, "1234-123456789": false, "9.00-17.30": false,
		"12.1-23.71": false, "1234/5678": false, "0123/456/789": false, "0123/456-789": false, "555.2671": false,
	} {
		run, ok := phoneRunAt(s, strings.IndexAny(s, "0123456789"))
		require.True(t, ok)
		assert.Equal(t, want, run.plausible(s), s)
	}
}

func TestPhoneUnmistakable(t *testing.T) {
	for s, want := range map[string]bool{
		"(415) 555-2671": true, "x (415) 555-2671": true, "0 532 123 45 67": true, "0 (532) 1234567": true, "0216 123 45 67": true,
		"x 0216 123 45 67": false, "0216 123 45 67 x": false, "415-555-2671": false, "532-123-45-67": false, "0216-1234567": false,
		"0.216.123.45.67": false, "0049 30 12 34 5": false, "0 1 2 3 4 5": false,
	} {
		run, ok := phoneRunAt(s, strings.IndexAny(s, "0123456789"))
		require.True(t, ok)
		assert.Equal(t, want, run.isUnmistakable(s), s)
	}
}

func TestCompactRun(t *testing.T) {
	for _, tt := range []struct {
		s    string
		at   int
		want compactRun
	}{
		{"2024-05-17", 5, compactRun{0, 10, 0, 2}}, {"x 10.0.0.1.", 2, compactRun{2, 10, 3, 0}}, {"-12.", 1, compactRun{1, 3, 0, 0}},
		{"1/2.3-4 5", 4, compactRun{0, 7, 1, 2}}, {"7", 0, compactRun{0, 1, 0, 0}}, {"..7..", 2, compactRun{2, 3, 0, 0}},
	} {
		assert.Equal(t, tt.want, compactAt(tt.s, tt.at), tt.s)
	}
}

func TestCompactRunIsOther(t *testing.T) {
	for s, want := range map[string]bool{
		"2024-05-17": true, "2024/05/17": true, "2024-5-17": true, "1999.12.31": true, "2024-05-17-08": true, "10.0.0.1": true, "1.25.3.1234": true,
		"192.168.100.100": true, "3.14": true, "1.2.3": true, "1234567890123456": true, "0000001": true,
		"2012-345-678": false, "415-555-2671": false, "415.555.2671": false, "1.415.555.2671": false, "01.23.45.67": false, "01.23.45.67.89": false,
		"4155552671": false, "28-64-66-98": false, "001-518-640-0854": false, "123456789012345": false,
	} {
		assert.Equal(t, want, compactAt(s, 0).isOther(s), s)
	}
	for _, before := range []string{"a", "_", "12:", "#", "$", "@", "blk_-"[:4]} {
		s := before + "415-555-2671"
		assert.True(t, compactAt(s, len(before)).isOther(s), s)
	}
	for _, before := range []string{" ", "tel:", `\n`, "%20", "(", "="} {
		s := before + "415-555-2671"
		assert.False(t, compactAt(s, len(before)).isOther(s), s)
	}
}

func TestPhoneBegins(t *testing.T) {
	for before, want := range map[string]bool{
		"": true, " ": true, "x ": true, "=": true, "\"": true, "'": true, ">": true, "(": true, "tel:": true, ",": true, "x,": true, "Tel.": true,
		`\n`: true, `\t`: true, "%20": true, "%3D": true, "，": true, "电话": true, "–": true, "\n": true,
		"a": false, "_": false, "12:": false, "1,": false, "1.": false, ".": false, "-": false, "/": false, "+": false, "#": false, "$": false, "@": false,
		"*": false, "%": false, "&": false, "\\": false, `\\n`: false, "€": false, "é": false, "ж": false, "\xff": false, "~": false,
	} {
		assert.Equal(t, want, phoneBegins(before+"415", len(before)), before)
	}
}

func TestPhoneEnd(t *testing.T) {
	const number = "555-2671"
	for after, want := range map[string]string{
		"": "", " ": "", ".": "", ". And": "", ".And": "", ",": "", ", x": "", ")": "", "\"": "", "\n": "", "-": "", "- x": "", "/": "", ":": "", ": x": "",
		"%26": "", "，": "", "-Fax": "", "x": "-", "x12": "x12", " x 12": " x 12", "x1234567": "x1234567", "x12345678": "-", " ext. 12": " ext. 12",
		" EXT 12": " EXT 12", ", ext 12": ", ext 12", ";ext=12": ";ext=12", " extension: 7": " extension: 7", " extn 7": " extn 7", " #12": " #12",
		" ~12": " ~12", "     x12": "", " x12y": "", " ext": "", ";ext=": "", "#12": "-", "~1": "-", "x12_": "-",
		"a": "-", "_": "-", "*": "-", "@x": "-", "$": "-", "%": "-", "+1": "-", "=": "-", ":80": "-", ",5": "-", "-a9": "-", ".txt": "-", "/x": "-",
	} {
		end, ok := phoneEnd(number+after, len(number))
		assert.Equal(t, want != "-", ok, after)
		if ok {
			assert.Equal(t, want, (number + after)[len(number):end], after)
		}
	}
}
