package piimaskingprocessor

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// ibanExamples are the examples of the IBAN registry, one per country of this list.
var ibanExamples = []string{
	"AD1200012030200359100100", "AE070331234567890123456", "AL47212110090000000235698741", "AT611904300234573201",
	"AZ21NABZ00000000137010001944", "BA391290079401028494", "BE68539007547034", "BG80BNBG96611020345678",
	"BH67BMAG00001299123456", "BR1800360305000010009795493C1", "BY13NBRB3600900000002Z00AB00", "CH9300762011623852957",
	"CR05015202001026284066", "CY17002001280000001200527600", "CZ6508000000192000145399", "DE89370400440532013000",
	"DK5000400440116243", "DO28BAGR00000001212453611324", "EE382200221020145685", "EG380019000500000000263180002",
	"ES9121000418450200051332", "FI2112345600000785", "FO6264600001631634", "FR1420041010050500013M02606",
	"GB29NWBK60161331926819", "GE29NB0000000101904917", "GI75NWBK000000007099453", "GL8964710001000206",
	"GR1601101250000000012300695", "GT82TRAJ01020000001210029690", "HR1210010051863000160", "HU42117730161111101800000000",
	"IE29AIBK93115212345678", "IL620108000000099999999", "IQ98NBIQ850123456789012", "IS140159260076545510730339",
	"IT60X0542811101000000123456", "JO94CBJO0010000000000131000302", "KW81CBKU0000000000001234560101", "KZ86125KZT5004100100",
	"LB62099900000001001901229114", "LC55HEMM000100010012001200023015", "LI21088100002324013AA", "LT121000011101001000",
	"LU280019400644750000", "LV80BANK0000435195001", "LY83002048000020100120361", "MC5811222000010123456789030",
	"MD24AG000225100013104168", "ME25505000012345678951", "MK07250120000058984", "MR1300020001010000123456753",
	"MT84MALT011000012345MTLCAST001S", "MU17BOMM0101101030300200000MUR", "NL91ABNA0417164300", "NO9386011117947",
	"PK36SCBL0000001123456702", "PL61109010140000071219812874", "PS92PALS000000000400123456702", "PT50000201231234567890154",
	"QA58DOHB00001234567890ABCDEFG", "RO49AAAA1B31007593840000", "RS35260005601001611379", "SA0380000000608010167519",
	"SC18SSCB11010000000000001497USD", "SE4550000000058398257466", "SI56263300012039086", "SK3112000000198742637541",
	"SM86U0322509800000000270100", "ST23000100010051845310146", "SV62CENR00000000000000700025", "TL380080012345678910157",
	"TN5910006035183598478831", "TR330006100519786457841326", "UA213223130000026007233566001", "VA59001123000012345678",
	"VG96VPVG0000012345678901", "XK051212012345678906",
}

// inFoursBy divides an IBAN as it is printed.
func inFoursBy(iban, separator string) string {
	var groups []string
	for len(iban) > ibanGroup {
		groups, iban = append(groups, iban[:ibanGroup]), iban[ibanGroup:]
	}
	return strings.Join(append(groups, iban), separator)
}

func TestIBANOfEveryCountry(t *testing.T) {
	for _, iban := range ibanExamples {
		assert.Len(t, iban, 4+len(ibanForm(iban[0], iban[1])), "%s has the wrong length", iban)
		for _, text := range []string{
			iban, strings.ToLower(iban), inFoursBy(iban, " "), inFoursBy(iban, "-"), inFoursBy(iban, "+"), inFoursBy(iban, "%20"),
			inFoursBy(iban, "\u00a0"), strings.ToLower(inFoursBy(iban, " ")),
		} {
			assert.Equal(t, "<"+text+">", bracketed(t, text, isDigit, ibanAt))
			assert.Equal(t, "IBAN: <"+text+">, OK", bracketed(t, "IBAN: "+text+", OK", isDigit, ibanAt))
		}
		fromEveryDigit(t, iban, ibanAt)
		fromEveryDigit(t, inFoursBy(iban, "-"), ibanAt)
	}
}

// TestIBANCheckDigits changes each digit in turn: a wrong one is always noticed.
func TestIBANCheckDigits(t *testing.T) {
	for _, iban := range ibanExamples {
		for i := range len(iban) {
			if isDigit(iban[i]) {
				other := iban[:i] + string('0'+(iban[i]-'0'+1)%10) + iban[i+1:]
				assert.Equal(t, other, bracketed(t, other, isDigit, ibanAt))
			}
		}
	}
}

func TestIBANForms(t *testing.T) {
	assert.Len(t, ibanStructures, 89)
	for country := range ibanStructures {
		form := ibanForm(country[0], country[1])
		assert.Equal(t, form, ibanForm(country[0]|0x20, country[1]|0x20))
		assert.True(t, len(form) >= 11 && len(form)+ibanGroup <= maxIBAN, country)
		assert.Empty(t, strings.Trim(form, "nac"), country)
	}
	for _, country := range []string{"US", "XX", "ZZ", "00", "A1", "@[", "\x00\xff", "CA", "JP"} {
		assert.Empty(t, ibanForm(country[0], country[1]), country)
	}
	assert.Equal(t, "nnccca", spellOut("2n3c1a"))
	assert.Equal(t, strings.Repeat("n", 12), spellOut("12n"))
}

func TestIBANFound(t *testing.T) {
	for _, want := range []string{
		"to <GB29NWBK60161331926819>.",
		"to <GB29 NWBK 6016 1331 9268 19> ALL CAPS",
		"to <DE89 3704 0044 0532 0130 00> 1234",
		"from ABCD <DE89 3704 0044 0532 0130 00>",
		"IBAN <DE89 3704 0044 0532 0130 00>",
		"<DE89370400440532013000>, <NO9386011117947>",
		"<DE89370400440532013000> <NO93 8601 1117 947>",
		"iban=<DE89370400440532013000>&x=1",
		"iban%3D<DE89370400440532013000>%26x",
		"iban=<DE89+3704+0044+0532+0130+00>&x=1",
		"iban=<DE89%203704%200044%200532%200130%2000>&x=1",
		`{"iban":"<DE89370400440532013000>"}`,
		`{"text":"to\n<DE89370400440532013000>\n"}`,
		"iban_<DE89370400440532013000>",
		"/accounts/<DE89370400440532013000>/balance",
		"'<DE89370400440532013000>'",
		"<DE89370400440532013000>-",
		"ref-<DE89370400440532013000>",
		"帐号<DE89370400440532013000>。",
		"<MT84 MALT 0110 0001 2345 MTLC AST0 01S>",
	} {
		t.Run(want, func(t *testing.T) {
			in := strings.NewReplacer("<", "", ">", "").Replace(want)
			assert.Equal(t, want, bracketed(t, in, isDigit, ibanAt))
		})
	}
}

func TestIBANLeavesOtherText(t *testing.T) {
	for _, s := range []string{
		"",
		"DE89",
		"DE89 3704",
		"DE89370400440532013001",  // check digits
		"GB29NWBK6016133192681",   // too short
		"GB29NWBK601613319268199", // too long
		"xGB29NWBK60161331926819",
		"1GB29NWBK60161331926819",
		"GB29NWBK60161331926819x",
		"GB29 NWBK 6016 1331 9268 191",
		"GB29-NWBK-6016-1331-9268-19-00",
		"GB29 NWBK-6016 1331-9268 19",
		"GB29  NWBK 6016 1331 9268 19",
		"GB29 NWB K601 6133 1926 819",
		"GB29.NWBK.6016.1331.9268.19",
		"GB29\nNWBK\n6016\n1331\n9268\n19",
		"US29NWBK60161331926819", // no such country
		"GB291WBK60161331926819", // a digit in the bank code
		"DE89A70400440532013000", // a letter among digits
		"NO9386011117947ABCDEFG",
		"2024-01-01T12:00:00Z",
		"4111 1111 1111 1111",
		"1700000000000000000",
		"550e8400-e29b-41d4-a716-446655440000",
		"be680961-2345-4769-8123-123412341234",
		"0af7651916cd43dd8448eb211c80319c",
		"sha256:de8937040044053201300089370400440532013000de893704004405320130",
		"abcd1234 efgh5678",
		"+4930123456789",
		"order 1234 5678 9012",
		"AB12 CD34 EF56 GH78",
		"[IBAN]",
		"**** **** **** ****",
		"DE89 **** **** **** **** **",
		"\xff\xfeDE89\xff3704",
	} {
		t.Run(s, func(t *testing.T) {
			assert.Equal(t, s, bracketed(t, s, isDigit, ibanAt))
		})
	}
}

func TestIBANInOrdinaryTelemetry(t *testing.T) { testOrdinary(t, ibanAt) }

func TestIBANInAnyBytes(t *testing.T) { testAnyBytes(t, ibanAt) }

// TestIBANInARow finds each of the accounts of a list, whatever divides them.
func TestIBANInARow(t *testing.T) {
	for _, between := range []string{", ", ";", "\n", " / ", "|", " and ", "\t", ","} {
		in, want := strings.Join(ibanExamples, between), "<"+strings.Join(ibanExamples, ">"+between+"<")+">"
		assert.Equal(t, want, bracketed(t, in, isDigit, ibanAt))
	}
}

func TestTokenStart(t *testing.T) {
	for before, want := range map[string]int{
		"":        0,
		" ":       1,
		"a":       0,
		"a1B2":    0,
		"x-":      2,
		`\n`:      2,
		`\t\n`:    4,
		`\\n`:     2,
		`\u00e9`:  6,
		"%20":     3,
		"%3D":     3,
		"%zz":     1,
		"\xff":    1,
		"1234567": 2, // the limit
	} {
		s := before + "5"
		assert.Equal(t, want, tokenStart(s, len(s)-1, 5), before)
	}
}

func TestMod97(t *testing.T) {
	rest := 0
	for _, c := range []byte("3214282912345698765432161182") { // the example of ISO 13616
		rest = mod97(rest, c)
	}
	assert.Equal(t, 1, rest)
	assert.Equal(t, 10, mod97(0, 'A'))
	assert.Equal(t, 35, mod97(0, 'z'))
	assert.Equal(t, (96*100+35)%97, mod97(96, 'Z'))
}

// FuzzIBAN holds, for every text and position: a match is as long as its country says and right by arithmetic of
// another kind; it stays one however it is divided, and its masked form is none.
func FuzzIBAN(f *testing.F) {
	for _, iban := range ibanExamples {
		f.Add(iban, len(iban)/2)
		f.Add(" "+inFoursBy(iban, " "), 12)
		f.Add(inFoursBy(iban, "%20"), 9)
	}
	f.Fuzz(func(t *testing.T, s string, i int) {
		if i < 0 || i >= len(s) {
			return
		}
		start, end, ok := ibanAt(s, i)
		if !ok {
			return
		}
		assert.Less(t, i, end)
		iban := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "+", "", "%20", "", "\u00a0", "").Replace(s[start:end]))
		assert.Len(t, iban, ibanGroup+len(ibanForm(iban[0], iban[1])))
		var digits strings.Builder
		for _, c := range []byte(iban[ibanGroup:] + iban[:ibanGroup]) {
			if isDigit(c) {
				digits.WriteByte(c)
			} else {
				digits.WriteString(big.NewInt(int64(c - 'A' + 10)).String())
			}
		}
		number, _ := new(big.Int).SetString(digits.String(), 10)
		assert.Equal(t, int64(1), number.Mod(number, big.NewInt(97)).Int64(), iban)
		assert.Equal(t, "<"+iban+">", bracketed(t, iban, isDigit, ibanAt))
		masked := string(appendHidden(nil, s[start:end], classDigit, 0))
		assert.Equal(t, masked, bracketed(t, masked, func(byte) bool { return true }, ibanAt))
	})
}

func BenchmarkIBAN(b *testing.B) {
	for _, bm := range []struct {
		name, text string
		at         int
		want       bool
	}{
		{"date", "at 2024-05-17 ", 3, false},
		{"timestamp", "at 1700000000123 ", 3, false},
		{"id", "order A1B2C3D4E5F6 9876543 ", 19, false},
		{"hash", "0af7651916cd43dd8448eb211c80319c", 17, false},
		{"IP", "from 192.168.100.17 ", 5, false},
		{"card", "card 4111 1111 1111 1111 ", 10, false},
		{"hit", "to DE89370400440532013000 ", 5, true},
		{"hit in fours", "to DE89 3704 0044 0532 0130 00 ", 13, true},
	} {
		benchmarkFinder(b, bm.name, bm.text, bm.at, bm.want, ibanAt)
	}
}
