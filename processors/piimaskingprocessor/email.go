package piimaskingprocessor

import (
	"strings"
	"unicode/utf8"
)

// maxQuotedLocal bounds the search for the opening quote of "john doe"@example.com: RFC 5321, 4.5.3.1.1.
const maxQuotedLocal = 64

// emailAt finds the address around the at sign at s[at:at+width].
//
// An address is a local part of RFC 5322 (also quoted, also international, RFC 6531), an at sign and a
// domain with a top-level domain that exists. User info of a URL and the account of a repository
// (git@host:path) have that shape and are none.
func emailAt(s string, at, width int) (match, bool) {
	domain := at + width
	if at == 0 || domain >= len(s) {
		return match{}, false
	}
	end := domainEnd(s, domain)
	if end == 0 {
		return match{}, false
	}
	start := relayedStart(s, localStart(s, at, end), at)
	if start == at || width == 1 && isURLUserInfo(s, start, end) || isRepository(s[start:at], s[end:]) {
		return match{}, false
	}
	return match{kind: detectorEmail, start: start, end: end, at: at, domain: domain}, true
}

// relayedStart returns where the local part begins if it holds another address, as bounces do:
// bounces+alice=example.com@relay.net (variable envelope return path).
func relayedStart(s string, start, at int) int {
	if start < 2 || s[start-1] != '=' || domainEnd(s[:at], start) != at {
		return start
	}
	first := localStart(s, start-1, at)
	if strings.ContainsAny(s[first:start-1], "+-") {
		return first
	}
	return start
}

// localStart returns where the local part that ends at `at` begins, or at if there is none. end is where
// the domain ends.
func localStart(s string, at, end int) int {
	if s[at-1] == '"' {
		return quotedStart(s, at)
	}
	start := at
	for start > 0 {
		size := localBefore(s, start, end)
		if size == 0 {
			break
		}
		start -= size
	}
	return firstOfLocal(s, min(afterEscape(s, start), at), at)
}

// localBefore returns the size of the character before i if it belongs to a local part, or 0.
func localBefore(s string, i, end int) int {
	switch c := s[i-1]; {
	case c >= utf8.RuneSelf:
		if r, size := utf8.DecodeLastRuneInString(s[:i]); wordRune(r) {
			return size
		}
		return 0
	case c == '%':
		return percentBefore(s, i)
	case c == '\'':
		return apostropheBefore(s, i, end)
	default:
		if is(c, classLocal) {
			return 1
		}
		return 0
	}
}

// percentBefore looks at a percent sign met from the right: what it encodes decides, and if that ends a
// local part, so does the percent sign; firstOfLocal then skips the digits.
func percentBefore(s string, i int) int {
	if i+1 < len(s) {
		if c, ok := unhex(s[i], s[i+1]); ok && c < utf8.RuneSelf && (c == '%' || !is(c, classLocal)) {
			return 0
		}
	}
	return 1
}

// apostropheBefore admits O'Brien@example.com, but neither 'alice@example.com' nor N'alice@example.com'.
func apostropheBefore(s string, i, end int) int {
	closes := end < len(s) && s[end] == '\''
	if closes || i < 2 || !is(s[i-2], classLetter) || i >= len(s) || !is(s[i], classLetter) {
		return 0
	}
	return 1
}

// firstOfLocal moves from start to the first character a local part can begin with: it skips the digits
// of an encoded delimiter before it, and punctuation.
func firstOfLocal(s string, start, at int) int {
	if start > 0 && s[start-1] == '%' && start+2 <= at {
		if _, ok := unhex(s[start], s[start+1]); ok {
			start += 2
		}
	}
	for start < at && s[start] < utf8.RuneSelf && s[start] != '_' && !is(s[start], classAlnum) && !encodes(s[start:at]) {
		start++
	}
	return start
}

// encodes tells whether s begins with a percent-encoded byte.
func encodes(s string) bool {
	if len(s) < 3 || s[0] != '%' {
		return false
	}
	_, ok := unhex(s[1], s[2])
	return ok
}

// quotedStart finds the opening quote of a quoted local part whose closing quote is just before at. Both
// quotes are escaped or neither is, so that no string of a JSON text is opened or closed by masking.
func quotedStart(s string, at int) int {
	escaped := endsInBackslash(s[:at-1])
	for i := at - 2; i >= max(0, at-2-maxQuotedLocal) && s[i] != '\n' && s[i] != '@'; i-- {
		if s[i] != '"' {
			continue
		}
		switch {
		case endsInBackslash(s[:i]) != escaped || i+2 >= at:
			return at
		case escaped:
			return i - 1
		}
		return i
	}
	return at
}

// isURLUserInfo tells whether the at sign of the address is the one that ends the user info of a URL, as in
// https://user:pass@host.com/. In ftp://alice@example.com:pass@host the first one is not.
func isURLUserInfo(s string, start, end int) bool {
	i := start
	for i > 0 && !is(s[i-1], classURLEnd) {
		i--
	}
	if i < 3 || s[i-3:i] != "://" {
		return false
	}
	for end < len(s) && !is(s[end], classURLEnd) {
		end++
	}
	return end == len(s) || s[end] != '@'
}

// isRepository tells whether local@domain is the account through which a host serves repositories.
func isRepository(local, rest string) bool {
	switch local {
	case "git", "hg", "svn":
		return rest != "" && (rest[0] == ':' || rest[0] == '/')
	}
	return false
}
