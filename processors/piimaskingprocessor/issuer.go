package piimaskingprocessor

// issuerRange is a range of issuer identification numbers and the lengths its cards have. low and high are
// compared with the first six digits, so a shorter prefix is filled up with zeros and nines.
type issuerRange struct {
	low, high int
	// lengths has the bit 1<<n set for cards of n digits.
	lengths uint32
}

func lengths(from, to int) (bits uint32) {
	for n := from; n <= to; n++ {
		bits |= 1 << n
	}
	return bits
}

var (
	only14   = lengths(14, 14)
	only15   = lengths(15, 15)
	only16   = lengths(16, 16)
	from16   = lengths(16, 19)
	maestro  = lengths(12, 19)
	visa     = lengths(13, 13) | only16 | lengths(19, 19)
	dinersUS = only14 | only16
)

// issuers lists the schemes by their published ranges (ISO/IEC 7812-1 and the schemes' own tables), in order.
var issuers = []issuerRange{
	{100000, 199999, only15},   // UATP
	{180000, 180099, only15},   // JCB
	{213100, 213199, only15},   // JCB
	{220000, 220499, from16},   // Mir
	{222100, 272099, only16},   // Mastercard
	{300000, 305999, dinersUS}, // Diners Club
	{309500, 309599, dinersUS},
	{340000, 349999, only15}, // American Express
	{350000, 359999, from16}, // JCB
	{360000, 369999, lengths(14, 19)},
	{370000, 379999, only15},
	{380000, 399999, dinersUS},
	{400000, 499999, visa},
	{500000, 509999, maestro}, // Maestro, Verve, Elo, Dankort
	{510000, 559999, only16},  // Mastercard
	{560000, 589999, maestro},
	{601100, 601199, from16}, // Discover
	{603600, 603999, from16},
	{604000, 604099, from16},
	{606282, 606282, from16}, // Hipercard
	{608000, 608999, only16}, // RuPay
	{620000, 629999, from16}, // UnionPay
	{630400, 630499, maestro},
	{633100, 633499, lengths(16, 19)}, // Solo, Switch
	{636200, 639099, maestro},
	{644000, 659999, from16}, // Discover
	{670000, 679999, maestro},
	{810000, 829999, from16}, // UnionPay, RuPay
	{979200, 979299, only16}, // Troy
}

// issued tells whether a scheme issues cards that begin like the number and have its length. The number has
// at least minCardDigits digits.
func issued(number []byte) bool {
	prefix := 0
	for _, digit := range number[:6] {
		prefix = prefix*10 + int(digit-'0')
	}
	for _, r := range issuers {
		if prefix < r.low {
			return false
		}
		if prefix <= r.high && r.lengths>>len(number)&1 == 1 {
			return true
		}
	}
	return false
}
