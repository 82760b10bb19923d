package piimaskingprocessor

import "strings"

// namedValue finds the value of a pair whose name stands in the pair before it, as in
// {"name":"DB_PASSWORD","value":"x"} and <add key="Password" value="x"/>.
func (p *pair) namedValue() (int, int, bool) {
	if !strings.EqualFold(p.key(), "value") || p.keyStart < 8 {
		return 0, 0, false
	}
	nameEnd := before(p.s, p.keyStart, " \t\"'\\,")
	nameStart := nameEnd
	for nameStart > 0 && nameEnd-nameStart < maxPairKey && isKeyChar(p.s[nameStart-1]) {
		nameStart--
	}
	if nameStart == nameEnd || nameStart == 0 || !isQuote(p.s[nameStart-1]) {
		return 0, 0, false
	}
	label := before(p.s, nameStart, " \t\"'\\:=")
	if label == nameStart || !hasSuffixFold(p.s[:label], "name") && !hasSuffixFold(p.s[:label], "key") {
		return 0, 0, false
	}
	if !secretNames.get(p.s[nameStart:nameEnd]) {
		return 0, 0, false
	}
	return p.secret()
}

// before passes the signs that stand before i, going back.
func before(s string, i int, signs string) int {
	for limit := max(0, i-maxPairGap); i > limit && strings.IndexByte(signs, s[i-1]) >= 0; {
		i--
	}
	return i
}
