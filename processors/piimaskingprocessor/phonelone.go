package piimaskingprocessor

// lonePhoneAt finds a number in national form where the text is nothing but that number (hintAlone): ten or eleven
// digits of which the first is the trunk prefix 0 (ITU-T E.123, 3.2) and no other than the first. Of a shorter number, of
// one without the prefix, and of one under a key, this says too little.
func lonePhoneAt(s string, _ int) (start, end int, ok bool) {
	digits, first := 0, -1
	for i := range len(s) {
		if !is(s[i], classDigit) {
			continue
		}
		if digits == 0 {
			first = i
		} else if digits == 1 && s[i] == '0' || s[first] != '0' {
			return 0, 0, false
		}
		digits++
		end = i + 1
	}
	return first, end, digits == 10 || digits == 11
}
