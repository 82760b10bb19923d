package piimaskingprocessor

import "strings"

// maxWebhook bounds what stands before the last segment of a webhook's URL, in bytes.
const maxWebhook = 160

// webhooks are the addresses that anybody who knows them can post to, up to their secret part.
var webhooks = []string{
	"hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
	"discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
}

// webhookAt finds the URL of a webhook of which the token s[start:end] is the last segment. Only a segment
// that mixes small letters and capitals is looked at further.
func webhookAt(s string, start, end int) (int, int, bool) {
	const sample = 18
	if end-start < sample || !mixesCase(s[start:start+sample]) || isFiller(s[start:end]) {
		return 0, 0, false
	}
	from, limit := start, max(0, start-maxWebhook)
	for from > limit && (s[from-1] == '/' || !is(s[from-1], classURLEnd)) {
		from--
	}
	url := s[from:start]
	for _, hook := range webhooks {
		if at := strings.Index(url, hook); at >= 0 && at+len(hook) < len(url) {
			return from + schemeStart(url, at), end, true
		}
	}
	return 0, 0, false
}

// schemeStart returns where the scheme begins that stands before the host at `at`, or the host itself.
func schemeStart(url string, at int) int {
	scheme := strings.LastIndex(url[:at], "://")
	if scheme < 0 {
		return at
	}
	for scheme > 0 && is(url[scheme-1], classLetter) {
		scheme--
	}
	return scheme
}

func mixesCase(s string) bool {
	lower, upper := false, false
	for i := range len(s) {
		upper = upper || isUpper(s[i])
		lower = lower || is(s[i], classLetter) && !isUpper(s[i])
	}
	return lower && upper
}
