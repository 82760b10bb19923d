package piimaskingprocessor

// maxCardGroups is the largest number of groups in use: 4-4-4-4-3.
const maxCardGroups = 5

// cardNumber collects the digits of a candidate, group by group.
type cardNumber struct {
	digits    [maxCardDigits]byte
	length    int
	groups    [maxCardGroups]int
	count     int
	separator byte
}

// add takes one more group; it reports false when the number is then too long.
func (n *cardNumber) add(group string) bool {
	if n.count == maxCardGroups || n.length+len(group) > maxCardDigits {
		return false
	}
	n.groups[n.count] = len(group)
	n.count++
	n.length += copy(n.digits[n.length:], group)
	return true
}

// divides tells whether the separator can divide the groups: the first one decides for all.
func (n *cardNumber) divides(separator byte) bool {
	if n.separator == 0 {
		n.separator = separator
	}
	return separator == n.separator
}

func (n *cardNumber) valid() bool {
	if n.length < minCardDigits || !n.grouped() {
		return false
	}
	number := n.digits[:n.length]
	return issued(number) && luhn(number)
}

// grouped tells whether the number is written in one of the ways that cards are: undivided, in fours with
// a shorter rest, as American Express and Diners (4-6-5, 4-6-4), or 6-13. The scan relies on it (number.go): undivided it
// has eight digits in a row, and in groups one of at least four digits beside another.
func (n *cardNumber) grouped() bool {
	switch groups := n.groups[:n.count]; n.count {
	case 1:
		return true
	case 2:
		return groups[0] == 6 && groups[1] == 13
	case 3:
		return groups[0] == 4 && (groups[1] == 6 && groups[2] >= 4 && groups[2] <= 5 || inFours(groups))
	default:
		return inFours(groups)
	}
}

func inFours(groups []int) bool {
	last := len(groups) - 1
	for _, size := range groups[:last] {
		if size != 4 {
			return false
		}
	}
	return groups[last] <= 4
}

// luhn checks the check digit of ISO/IEC 7812-1, annex B.
func luhn(number []byte) bool {
	sum, double := 0, false
	for i := len(number) - 1; i >= 0; i-- {
		d := int(number[i] - '0')
		if double {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0
}

// isCardInteger tells whether the digits of an integer are a card number. Most integers are too small.
func isCardInteger(n int64) bool {
	const smallest = 1e11 // of minCardDigits digits
	if n < smallest {
		return false
	}
	var digits [maxCardDigits]byte
	at := len(digits)
	for ; n > 0; n /= 10 {
		at--
		digits[at] = byte('0' + n%10)
	}
	return issued(digits[at:]) && luhn(digits[at:])
}
