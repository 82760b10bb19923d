package piimaskingprocessor

import "strings"

// maxVendorHead is how far before a token the prefix of its vendor may begin: dp.audit., Azure's Q~.
const maxVendorHead = 40

// apiKeyAt finds the key of a vendor (apikeyvendors.go) at the token s[start:end], and those keys that have no
// prefix but a shape of their own. A key that a person filled in by hand (ghp_xxxx) is none.
//
// The work is linear in the length of the key, and bounded by maxVendorHead before the token.
func apiKeyAt(s string, start, end int) (int, int, bool) {
	start = afterDelimiter(s, start, end)
	if to, ok := vendorKeyAt(s, start); ok {
		if from, headed, ok := headedKeyAt(s, start); ok { // xoxe.xoxp-
			return from, headed, true
		}
		return start, to, true
	}
	if to, ok := shapedKeyAt(s, start, end); ok {
		return start, to, true
	}
	if start == 0 {
		return 0, 0, false
	}
	switch s[start-1] {
	case '.':
		return headedKeyAt(s, start)
	case '~':
		if from, to, ok := azureSecretAt(s, start); ok {
			return from, to, ok
		}
		return headedKeyAt(s, start)
	case ':':
		return telegramTokenAt(s, start, end)
	case '|':
		return facebookTokenAt(s, start, end)
	case '/':
		return webhookAt(s, start, end)
	}
	return 0, 0, false
}

// vendorKeyAt returns where the key ends whose prefix stands at start.
func vendorKeyAt(s string, start int) (int, bool) {
	if start+2 > len(s) || !vendorTable.begins(s[start], s[start+1]) {
		return 0, false
	}
	for i := range vendorTable.byFirst[s[start]] {
		vendor := &vendorTable.byFirst[s[start]][i]
		if strings.HasPrefix(s[start:], vendor.prefix) {
			if end, ok := vendor.keyEnd(s, start); ok {
				return end, true
			}
		}
	}
	return 0, false
}

// keyEnd measures the random part. It may not go on as letters or digits, and a weak prefix may stand
// neither inside base64 nor in the middle of a path.
func (v *vendorKey) keyEnd(s string, start int) (int, bool) {
	body := start + len(v.prefix)
	limit := min(len(s), body+v.most+2)
	end := v.alphabet.runEnd(s, body, limit)
	for end > body && s[end-1] == '.' { // of the sentence
		end--
	}
	if n := end - body; n < v.least || n > v.most || end < len(s) && is(s[end], classAlnum) {
		return 0, false
	}
	if v.weak && (start > 0 && inBase64(s[start-1]) || end < len(s) && s[end] == '+') {
		return 0, false
	}
	random := s[body:end]
	return end, !isFiller(random) && (v.check == nil || v.check(random))
}

func inBase64(c byte) bool {
	return c == '+' || c == '/'
}

// shapedKeyAt finds keys by the shape of the token they begin with: Mailchimp's 32 hexadecimal digits and
// data center (-us12), and Discord's bot tokens.
func shapedKeyAt(s string, start, end int) (int, bool) {
	const digest = 32
	switch n := end - start; {
	case n > digest+3 && n <= digest+5 && s[start+digest:start+digest+3] == "-us":
		return end, lowerHex.runEnd(s, start, end) == start+digest && allDigits(s[start+digest+3:end])
	case n >= 24 && n <= 26 && end < len(s) && s[end] == '.':
		return discordTokenEnd(s, start, end)
	}
	return 0, false
}

// discordTokenEnd measures a bot token: the user id in base64 (which begins with a digit, so its text with M,
// N or O), six characters of time and 27 to 38 of signature.
func discordTokenEnd(s string, start, end int) (int, bool) {
	if c := s[start]; c < 'M' || c > 'O' {
		return 0, false
	}
	stamp := tokenEnd(s, end+1)
	if stamp-end-1 != 6 || stamp == len(s) || s[stamp] != '.' {
		return 0, false
	}
	to := tokenEnd(s, stamp+1)
	n := to - stamp - 1
	return to, n >= 27 && n <= 38 && isOpaque(s[stamp+1:to])
}

// headedKeyAt finds keys whose prefix ends in a dot or a tilde, so that the long token is what follows it.
// Terraform's has a random part before .atlasv1. as well.
func headedKeyAt(s string, start int) (int, int, bool) {
	const atlas = ".atlasv1."
	if from := start - len(atlas) - 14; from >= 0 && s[start-len(atlas):start] == atlas {
		to := tokenEnd(s, start)
		return from, to, base62.runEnd(s, from, start) == start-len(atlas) && to-start >= 60
	}
	head := start
	for head > 0 && start-head <= len("dp.audit.")+1 && (is(s[head-1], classToken) || s[head-1] == '.' || s[head-1] == '~') {
		head--
	}
	head = afterDelimiter(s, head, start)
	to, ok := vendorKeyAt(s, head)
	return head, to, ok && head < start
}

// azureSecretAt finds a client secret of Microsoft Entra: three characters, a digit, Q~ and 31 to 34 more.
func azureSecretAt(s string, start int) (int, int, bool) {
	from := max(0, start-maxVendorHead)
	mark := strings.LastIndex(s[from:start], "Q~")
	if mark < 4 {
		return 0, 0, false
	}
	mark += from
	head, end := mark-4, mark+2
	for end < len(s) && (is(s[end], classToken) || s[end] == '.' || s[end] == '~') {
		end++
	}
	for s[end-1] == '.' {
		end--
	}
	n := end - mark - 2
	ok := n >= 31 && n <= 34 && is(s[mark-1], classDigit) && dotted.runEnd(s, head, mark) == mark &&
		(head == 0 || !is(s[head-1], classToken)) && !isFiller(s[mark+2:end])
	return head, end, ok
}

// telegramTokenAt finds a bot token: the bot's number, a colon and 35 characters that begin with AA.
func telegramTokenAt(s string, start, end int) (int, int, bool) {
	from := start - 1
	for from > 0 && is(s[from-1], classDigit) && start-from <= 12 {
		from--
	}
	digits := start - 1 - from
	ok := digits >= 8 && digits <= 10 && end-start == 35 && s[start:start+2] == "AA" && !isFiller(s[start:end])
	if strings.HasSuffix(s[:from], "bot") { // in a path: /bot123456789:AA…/getMe
		return from, end, ok
	}
	return from, end, ok && (from == 0 || !is(s[from-1], classAlnum))
}

// facebookTokenAt finds an app token: the number of the app, a bar and its secret.
func facebookTokenAt(s string, start, end int) (int, int, bool) {
	from := start - 1
	for from > 0 && is(s[from-1], classDigit) && start-from <= 20 {
		from--
	}
	digits := start - 1 - from
	return from, end, digits >= 15 && digits <= 16 && end-start == 27 && isOpaque(s[start:end])
}
