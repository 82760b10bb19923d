package piimaskingprocessor

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxDomain is the length of the longest domain name in bytes: RFC 1035, 2.3.4.
const maxDomain = 253

// topLevel remembers which labels are top-level domains; it is a pure function of the compiled-in list.
var topLevel = newCache(lookUpTopLevel)

// domainEnd returns where the domain that begins at from ends, or 0 if no domain with a real top-level
// domain begins there.
func domainEnd(s string, from int) int {
	end := hostEnd(s, from)
	for {
		for end > from && (s[end-1] == '.' || s[end-1] == '-') {
			end--
		}
		dot := strings.LastIndexByte(s[from:end], '.')
		if dot <= 0 {
			return 0
		}
		host, label := s[from:from+dot], s[from+dot+1:end]
		if isTopLevel(label) {
			if isVersion(host) {
				return 0
			}
			return end
		}
		end = shorten(s, from, end)
	}
}

// hostEnd returns where the characters of a host name that begins at from end. A dot or a hyphen has to be
// followed by something else than a dot.
func hostEnd(s string, from int) int {
	end, limit := from, min(len(s), from+maxDomain)
	for end < limit {
		c := s[end]
		switch {
		case is(c, classAlnum):
			end++
		case c == '-' || c == '.':
			if end == from || s[end-1] == '.' {
				return end
			}
			end++
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[end:])
			if !wordRune(r) || end+size > limit {
				return end
			}
			end += size
		default:
			return end
		}
	}
	return end
}

// shorten gives the next shorter end to try when what stands after the last dot is no top-level domain:
// before letters of another script (example.com谢谢), or before what cannot belong to the domain, because a
// sentence begins there (example.com.Please) or because no name goes on after a top-level domain such as com
// (example.com.json, example.com-2024.csv). Internal names such as host.us-west-2.compute.internal are not cut.
func shorten(s string, from, end int) int {
	dot := from + strings.LastIndexByte(s[from:end], '.')
	if cut := scriptChange(s[dot+1 : end]); cut > 0 {
		return dot + 1 + cut
	}
	if strings.HasPrefix(s[dot+1:end], "com-") {
		return dot + 1 + len("com")
	}
	before := s[from:dot]
	label := before[strings.LastIndexByte(before, '.')+1:]
	switch {
	case dot+1 < end && isUpper(s[dot+1]) && !isUpper(s[dot-1]), endsNames(label):
		return dot
	case strings.HasPrefix(label, "com-"):
		return dot - len(label) + len("com")
	}
	return from
}

// scriptChange returns the offset at which ASCII gives way to other letters, or 0.
func scriptChange(label string) int {
	for i := range len(label) {
		if label[i] >= utf8.RuneSelf {
			return i
		}
	}
	return 0
}

func isUpper(c byte) bool {
	return 'A' <= c && c <= 'Z'
}

func endsNames(label string) bool {
	switch strings.ToLower(label) {
	case "com", "org", "net", "edu", "gov":
		return true
	}
	return false
}

// isVersion tells a version from a host: v1.2.3 of module@v1.2.3.zip, 1.2 of package@1.2.sh. One number
// alone is a host: 163.com and 126.com are among the largest mail providers.
func isVersion(host string) bool {
	first, rest, more := strings.Cut(host, ".")
	if number, ok := strings.CutPrefix(first, "v"); ok && allDigits(number) {
		return true
	}
	second, _, _ := strings.Cut(rest, ".")
	return more && allDigits(first) && second != "" && is(second[0], classDigit)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !is(s[i], classDigit) {
			return false
		}
	}
	return s != ""
}

// isTopLevel tells whether the label is a top-level domain of the public suffix list
// (https://publicsuffix.org/list/), as it stands or as IDNA writes it.
func isTopLevel(label string) bool {
	if len(label) < 2 || is(label[0], classDigit) {
		return false
	}
	return topLevel.get(label)
}

// lookUpTopLevel asks for a name below the label: some countries list no domain but only what is below it.
func lookUpTopLevel(label string) bool {
	ascii, err := idna.Lookup.ToASCII(label)
	if err != nil {
		return false
	}
	_, managed := publicsuffix.PublicSuffix("x." + strings.ToLower(ascii))
	return managed
}
