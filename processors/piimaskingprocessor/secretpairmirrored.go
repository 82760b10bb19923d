package piimaskingprocessor

// maxMirrored bounds the literal on the left of a comparison, in bytes.
const maxMirrored = 256

// mirroredPairAt finds the literal in a comparison that names the secret on its right: if ("x" == password).
func mirroredPairAt(s string, sep int) (int, int, bool) {
	from := valueAfter(s, sep)
	end := from
	for limit := min(len(s), from+maxPairKey); end < limit && isKeyChar(s[end]); {
		end++
	}
	if end == from || !endsLikeSecret(s, end) || !secretNames.get(s[from:end]) {
		return 0, 0, false
	}
	closing := sep
	if s[closing-1] == '!' {
		closing--
	}
	closing = beforeSpace(s, closing) - 1
	if closing < 1 || !isQuote(s[closing]) {
		return 0, 0, false
	}
	for i := closing; i > max(0, closing-maxMirrored); i-- {
		if s[i-1] == s[closing] && !endsInBackslash(s[:i-1]) {
			return i, closing, i < closing && !isPlaceholder(s[i:closing])
		}
	}
	return 0, 0, false
}
