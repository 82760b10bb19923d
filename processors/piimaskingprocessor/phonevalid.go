package piimaskingprocessor

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"
)

// maxCountryCode is the largest country code: ITU-T E.164, 6.2.1.
const maxCountryCode = 999

// countryLengths holds, for every country code, the set of the possible lengths of its national numbers: bit
// n for n digits. It is 0 for what is no country code.
var countryLengths = buildCountryLengths()

func buildCountryLengths() (lengths [maxCountryCode + 1]uint32) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil { // it is compiled in; without it no number is possible
		return lengths
	}
	for _, region := range all.GetMetadata() {
		lengths[region.GetCountryCode()] |= lengthSet(region.GetGeneralDesc().GetPossibleLength())
	}
	return lengths
}

func lengthSet(lengths []int32) (set uint32) {
	for _, n := range lengths {
		if n > 0 && n < 32 {
			set |= 1 << n
		}
	}
	return set
}

// e164 is an international number: a plus sign and its digits, the country code first.
type e164 struct {
	text   [1 + maxPhoneDigits]byte
	length int // of the text
}

// read takes the digits of the run, without a trunk prefix in brackets: +46 (0)157 548 89.
func (n *e164) read(s string, run *phoneRun) {
	n.text[0] = '+'
	n.length = 1
	for k, group := range run.groups[:run.count] {
		digits := s[group.start:group.end]
		if k == 1 && digits == "0" && group.before&signOpen != 0 {
			continue
		}
		n.length += copy(n.text[n.length:], digits)
	}
	n.dropMobileToken()
}

// dropMobileToken drops the 1 that stood between the country code of Mexico and the number of a mobile until
// 2019 (ITU Operational Bulletin 1174). It is still written, and WhatsApp's ids have it.
func (n *e164) dropMobileToken() {
	const mobile = "521"
	if n.length == len("+521")+10 && string(n.text[1:1+len(mobile)]) == mobile {
		n.length = len("+52") + copy(n.text[len("+52"):], n.text[len("+521"):n.length])
	}
}

func (n *e164) digits() []byte { return n.text[1:n.length] }

// countryCode returns the code and how many digits it has, or 0. No code is the beginning of another.
func (n *e164) countryCode() (code, width int) {
	for width, c := range n.digits()[:min(3, n.length-1)] {
		code = code*10 + int(c-'0')
		if countryLengths[code] != 0 {
			return code, width + 1
		}
	}
	return 0, 0
}

// possible tells whether numbers of this country code can have this length. It asks no library.
func (n *e164) possible() bool {
	code, width := n.countryCode()
	return width > 0 && countryLengths[code]>>(n.length-1-width)&1 == 1
}

// valid asks the library: about 20 microseconds.
func (n *e164) valid() bool {
	number, err := phonenumbers.Parse(string(n.text[:n.length]), "")
	return err == nil && phonenumbers.IsValidNumber(number)
}

func (f *phoneFinder) validNumber(number e164) bool {
	hash := maphash.Bytes(f.seen.seed, number.text[:number.length])
	ok, known := f.seen.look(hash)
	if !known {
		ok = number.valid()
		f.seen.note(hash, ok)
	}
	return ok
}

// verdictSlots is how many verdicts are remembered.
const verdictSlots = 1024

// phoneVerdicts remembers which numbers are valid, for asking the library costs more than anything else
// here, and the same numbers come again. It holds hashes, so that no number outlives its batch in memory; a
// hash of a random seed that differs by process. A verdict pushes out another one in its slot.
type phoneVerdicts struct {
	seed  maphash.Seed
	slots *[verdictSlots]atomic.Uint64
}

func newPhoneVerdicts() phoneVerdicts {
	return phoneVerdicts{seed: maphash.MakeSeed(), slots: new([verdictSlots]atomic.Uint64)}
}

// verdictBit of a slot is the verdict, and the rest the hash: two numbers in a slot are confused once in 2^63.
const verdictBit = 1

// get returns what compute says about the number as it is written in the region.
func (v *phoneVerdicts) get(number, region string, compute func(number, region string) bool) bool {
	hash := maphash.String(v.seed, number)*31 + maphash.String(v.seed, region)
	ok, known := v.look(hash)
	if !known {
		ok = compute(number, region)
		v.note(hash, ok)
	}
	return ok
}

func (v *phoneVerdicts) slot(hash uint64) *atomic.Uint64 {
	return &v.slots[hash>>1%verdictSlots]
}

// look returns the verdict, if it is known.
func (v *phoneVerdicts) look(hash uint64) (ok, known bool) {
	entry := v.slot(hash).Load()
	return entry&verdictBit != 0, entry != 0 && entry&^verdictBit == hash&^verdictBit
}

func (v *phoneVerdicts) note(hash uint64, ok bool) {
	entry := hash &^ verdictBit
	if ok {
		entry |= verdictBit
	}
	v.slot(hash).Store(entry)
}
