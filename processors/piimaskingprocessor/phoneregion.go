package piimaskingprocessor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// wrongRegions are codes that people write and that are not those of ISO 3166: common abbreviations, codes of
// languages, and three-letter codes of the largest countries.
var wrongRegions = map[string]string{
	"UK": "GB", "EN": "GB", "EL": "GR", "JA": "JP", "ZH": "CN", "KO": "KR", "CS": "CZ", "DA": "DK",
	"HI": "IN", "USA": "US", "GBR": "GB", "DEU": "DE", "GER": "DE", "FRA": "FR", "IND": "IN", "CHN": "CN", "JPN": "JP",
	"BRA": "BR", "CAN": "CA", "AUS": "AU", "ESP": "ES", "ITA": "IT", "MEX": "MX", "NLD": "NL", "CHE": "CH", "KOR": "KR",
	"POL": "PL", "TUR": "TR", "SWE": "SE", "SGP": "SG", "NZL": "NZ",
}

// checkRegion tells what is wrong with a region in the settings. The message does not name its path.
func checkRegion(region string) error {
	if phonenumbers.GetSupportedRegions()[region] {
		return nil
	}
	if meant := meantRegion(region); meant != "" {
		return fmt.Errorf("%q is not an ISO 3166 code; did you mean %q?", region, meant)
	}
	return fmt.Errorf("%q is not an ISO 3166 code of a region with telephone numbers; use two capital letters, such as \"US\" or \"DE\"", region)
}

// meantRegion guesses at the region: another case, a wrong code, a country calling code.
func meantRegion(region string) string {
	code := strings.ToUpper(strings.TrimSpace(region))
	if phonenumbers.GetSupportedRegions()[code] {
		return code
	}
	if right, ok := wrongRegions[code]; ok {
		return right
	}
	calling, err := strconv.Atoi(strings.TrimPrefix(code, "+"))
	if err != nil {
		return ""
	}
	if right := phonenumbers.GetRegionCodeForCountryCode(calling); phonenumbers.GetSupportedRegions()[right] {
		return right
	}
	return ""
}

// phoneRegion is what has to be known of a region before the library is asked.
type phoneRegion struct {
	code string
	// fewest and most are the possible numbers of digits of what people write.
	fewest, most int
}

// maxPrefixDigits is how many digits stand before a national number at most: a trunk prefix, or a country
// code, and what is dialled before a mobile number in Argentina (0 and 15).
const maxPrefixDigits = 3

// phoneRegions keeps those that exist.
func phoneRegions(codes []string) []phoneRegion {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil
	}
	var regions []phoneRegion
	for _, code := range codes {
		for _, region := range all.GetMetadata() {
			if region.GetId() == code && checkRegion(code) == nil {
				lengths := region.GetGeneralDesc().GetPossibleLength()
				fewest, most := int(slices.Min(lengths)), int(slices.Max(lengths))+maxPrefixDigits
				regions = append(regions, phoneRegion{code, fewest, most})
			}
		}
	}
	return regions
}

// validInRegion tells whether the number is valid in one of the regions and written as it is there.
func (f *phoneFinder) validInRegion(s string, run *phoneRun, end int) bool {
	if len(f.regions) == 0 || run.count < 2 || run.digits < minRegionDigits || run.inColumns(s, end) || phoneContextBefore(s, run.start).other {
		return false
	}
	text := s[run.start:run.end]
	for _, region := range f.regions {
		fits := region.fewest <= run.digits && run.digits <= region.most
		if fits && f.seen.get(text, region.code, writtenAsIn) {
			return true
		}
	}
	return false
}

// inColumns tells whether the groups may as well be several numbers, or one large number: 1 234 567, or the time
// and the process id of a log line. Nothing but spaces divides them, and they are only two or more follow; or
// the signs between them are not all those of telephone numbers.
func (r *phoneRun) inColumns(s string, end int) bool {
	switch signs := r.signs(); {
	case signs&signDot != 0 && signs&(signHyphen|signSlash) != 0: // clauses and versions
		return true
	case signs&signSlash != 0:
		return r.digits < minRegionDigits+1
	case signs != signSpace:
		return false
	}
	if r.isThousands() && s[r.groups[0].start] != '0' {
		return true
	}
	whole := r.start == 0 && end == len(s)
	next, _ := dividerAt(s, r.end)
	return !whole && r.count < 3 && !r.hasTrunk(s) || next > 0 || dividerBefore(s, r.start) > 0
}

// hasTrunk tells whether two groups are an area code with its trunk prefix and a number: 07700 900123.
func (r *phoneRun) hasTrunk(s string) bool {
	first := r.groups[0]
	return s[first.start] == '0' && s[first.start+1] != '0' && first.size() >= 3 && first.size() <= 5 && r.digits >= 9
}

// writtenAsIn tells whether the text is a number of the region, with the trunk prefix where it is not left
// out, in groups that are those of the region or several of them together; the area code stands alone.
func writtenAsIn(text, region string) bool {
	number, err := phonenumbers.ParseAndKeepRawInput(text, region)
	if err != nil || !phonenumbers.IsValidNumberForRegion(number, region) ||
		!phonenumbers.IsNationalPrefixPresentIfRequired(number) {
		return false
	}
	if strings.Contains(text, "(0)") { // nobody else writes a trunk prefix like this
		return true
	}
	written := dividedAt(text)
	_, international, _ := strings.Cut(phonenumbers.Format(number, phonenumbers.INTERNATIONAL), " ")
	return coarser(written, dividedAt(international)) ||
		coarser(written, dividedAt(phonenumbers.Format(number, phonenumbers.NATIONAL)))
}

// dividedAt is the set of the places at which the digits are divided, counted from the last: bit n if n
// digits follow, with the highest bit for the number of digits.
func dividedAt(text string) (places uint32) {
	n, divided := 0, false
	for i := len(text) - 1; i >= 0; i-- {
		if !is(text[i], classDigit) {
			divided = n > 0
			continue
		}
		if divided && n < 31 {
			places |= 1 << n
			divided = false
		}
		n++
	}
	return places | 1<<min(n, 31)
}

// coarser tells whether the number is divided after the area code, and otherwise only where the format
// divides. What stands before the format's digits, a prefix, does not count.
func coarser(written, format uint32) bool {
	length := highestBit(format)
	inside := format &^ length
	return inside != 0 && written&(length-1)&^inside == 0 && written&highestBit(inside) != 0
}

func highestBit(set uint32) uint32 {
	for set&(set-1) != 0 {
		set &= set - 1
	}
	return set
}
