package piimaskingprocessor

import "strings"

// Bounds of a PEM block in bytes: of its first line, of all of it, and of the shortest line of a cut-off
// block that is taken for key material. RFC 7468 writes lines of 64.
const (
	maxPEMLabel = 64
	maxPEM      = 64 * 1024
	minPEMLine  = 16
	// maxHyphens is a last line and a first line without a line break between them.
	maxHyphens = 10
)

// privateKeyAt finds the private key whose first line begins with the run of hyphens around i: -----BEGIN RSA
// PRIVATE KEY----- (RFC 7468, 10 and 13), PGP's (RFC 4880, 6.2) and SSH's (four hyphens, RFC 4716). It reaches
// to the end of the last line, over line breaks, escaped ones and encoded ones, or, if the block is cut off,
// over all that looks like base64. Public keys and certificates are no secrets.
//
// The work is linear in the distance to the next run of hyphens, and bounded by maxPEM.
func privateKeyAt(s string, i int) (int, int, bool) {
	if i >= len(s) || s[i] != '-' {
		return 0, 0, false
	}
	start := i
	for start > max(0, i-maxHyphens) && s[start-1] == '-' {
		start--
	}
	body, ok := afterPEMLabel(s, start, "BEGIN")
	if !ok {
		return 0, 0, false
	}
	start = max(start, hyphensEnd(s, start)-5) // the hyphens before are those of the block before
	end := min(len(s), body+maxPEM)
	if next := strings.Index(s[body:end], "----"); next >= 0 {
		if last, ok := afterPEMLabel(s, body+next, "END"); ok {
			return start, last, holdsKey(s[body : body+next])
		}
		end = body + next
	}
	end = body + base64Lines(s[body:end])
	return start, end, end > body
}

// afterPEMLabel returns the offset after the first or last line of a block that begins at i.
func afterPEMLabel(s string, i int, word string) (int, bool) {
	label := hyphensEnd(s, i)
	if hyphens := label - i; hyphens < 4 || hyphens > maxHyphens {
		return 0, false
	}
	rest := s[label:min(len(s), label+maxPEMLabel)]
	length := strings.Index(rest, "----")
	if length < 0 || !strings.HasPrefix(strings.TrimLeft(rest, " "), word) {
		return 0, false
	}
	name := rest[:length]
	if !strings.Contains(name, "PRIVATE") || !strings.Contains(name, "KEY") {
		return 0, false
	}
	// Five hyphens end the line; the next line may begin with five more.
	return min(hyphensEnd(s, label+length), label+length+5), true
}

func hyphensEnd(s string, i int) int {
	for i < len(s) && s[i] == '-' {
		i++
	}
	return i
}

// holdsKey tells whether there is key material between the first and the last line, not dots or a name.
func holdsKey(body string) bool {
	for i := 0; i < len(body); {
		i = afterLineBreak(body, i)
		end := base64End(body, i)
		if end-i >= minPEMLine && !isFiller(body[i:end]) {
			return true
		}
		i = max(end, i+1)
	}
	return false
}

// base64Lines returns where the key material of a block ends that has no last line. Headers (Proc-Type,
// DEK-Info, Version: RFC 1421, 4.6) may stand before it; words after it are too short for a line.
func base64Lines(body string) int {
	last := 0
	for i := afterLineBreak(body, 0); i < len(body); {
		end := base64End(body, i)
		switch {
		case end-i >= minPEMLine:
			last = end
		case last == 0 && end > i && isPEMHeader(body[i:]):
			end = i + headerEnd(body[i:])
		default:
			return last
		}
		i = afterLineBreak(body, end)
	}
	return last
}

func isPEMHeader(s string) bool {
	for _, name := range []string{"Proc-Type:", "DEK-Info:", "Version:", "Comment:"} {
		if strings.HasPrefix(s, name) {
			return true
		}
	}
	return false
}

// headerEnd returns where the line ends, plain or escaped.
func headerEnd(s string) int {
	if end := strings.IndexAny(s, "\r\n\\"); end >= 0 {
		return end
	}
	return len(s)
}

func base64End(s string, i int) int {
	for i < len(s) && (is(s[i], classAlnum) || s[i] == '+' || s[i] == '/' || s[i] == '=') {
		i++
	}
	return i
}

// afterLineBreak passes white space, escaped line breaks (\n, \\n) and encoded ones (%0A).
func afterLineBreak(s string, i int) int {
	for i < len(s) {
		switch {
		case isSpace(s[i]):
			i++
		case s[i] == '\\':
			for i < len(s) && s[i] == '\\' {
				i++
			}
			if i < len(s) && (s[i] == 'n' || s[i] == 'r' || s[i] == 't') {
				i++
			}
		case strings.HasPrefix(s[i:], "%0A"), strings.HasPrefix(s[i:], "%0D"), strings.HasPrefix(s[i:], "%20"):
			i += 3
		default:
			return i
		}
	}
	return i
}
