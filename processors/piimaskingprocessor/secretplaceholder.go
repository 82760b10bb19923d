package piimaskingprocessor

import "strings"

// notSecrets are the values, in lower case, that stand where a secret would and are none: nothing, booleans,
// states, types, words of programs.
var notSecrets = wordSet(`null nil none undefined nan true false yes no on off empty blank n/a na unknown
	redacted masked hidden filtered removed sanitized protected omitted anonymous
	required optional missing invalid expired valid present absent set unset enabled disabled ok failed failure
	success found changed updated created deleted revoked rejected accepted denied default
	string str text bool boolean int integer number bytes object optional any
	await new async yield function lambda this self`)

// maxNotSecret is the length of the longest of notSecrets.
const maxNotSecret = 12

// isPlaceholder tells whether v, a whole value, stands for a secret and is none: a masked value, a template,
// a parameter, a word such as null. Masked values are among them, so masking again changes nothing.
func isPlaceholder(v string) bool {
	if v == "" || isCrossedOut(v) || isMostlyHidden(v) || isTemplate(v) {
		return true
	}
	return isOneOf(v, notSecrets, maxNotSecret) || isScheme(v) || namesItselfFake(v)
}

// isCrossedOut tells whether v is written with signs, or with x, in place of characters.
func isCrossedOut(v string) bool {
	const row = "xxxxxx"
	return strings.Trim(v, "*.#-_•…") == "" || len(v) >= 3 && strings.Trim(v, "xX") == "" ||
		strings.Contains(v, row) || strings.Contains(v, "XXXXXX")
}

// maxLeft is how many characters may be left of a masked value: the ends that help to tell two apart.
const maxLeft = 8

// isMostlyHidden tells whether v was masked but for a few characters: sk-***1234. Of a longer rest, such as that of a
// list in which one value is masked, the others would get through.
func isMostlyHidden(v string) bool {
	return strings.Contains(v, hidden) && len(v)-strings.Count(v, "*") <= maxLeft
}

// isOneOf looks v up in any case, without an allocation.
func isOneOf(v string, set map[string]struct{}, longest int) bool {
	var buf [32]byte
	if len(v) > longest {
		return false
	}
	for i := range len(v) {
		buf[i] = lower(v[i])
	}
	_, ok := set[string(buf[:len(v)])]
	return ok
}

func lower(c byte) byte {
	if isUpper(c) {
		return c | 0x20
	}
	return c
}

// isTemplate tells whether v is filled in later: <token>, ${TOKEN}, $(token), {{ token }}, %s, $1, :token, ?
// or a label such as [REDACTED:secret].
func isTemplate(v string) bool {
	last := v[len(v)-1]
	switch v[0] {
	case '<':
		return last == '>' || !strings.ContainsAny(v, "0123456789")
	case '[':
		return last == ']' && isLabel(v)
	case '{':
		return last == '}' || len(v) > 1 && (v[1] == '{' || is(v[1], classLetter))
	case '$':
		return len(v) == 1 || v[1] == '{' || v[1] == '(' || isName(v[1:]) || allDigits(v[1:])
	case '%':
		return len(v) <= 3 || v[1] == '(' || v[1] == '{' || last == '%' && isName(v[1:len(v)-1])
	case '#':
		return len(v) > 1 && v[1] == '{'
	case ':', '@':
		return isName(v[1:])
	case '?':
		return len(v) == 1 || allDigits(v[1:])
	}
	return false
}

// isLabel tells whether v begins with a label in brackets: capitals first, as in [PASSWORD] and
// [REDACTED:secret].
func isLabel(v string) bool {
	end := strings.IndexByte(v, ']')
	if end < 0 {
		end = len(v)
	}
	name, _, _ := strings.Cut(v[1:end], ":")
	for i := range len(name) {
		if !isUpper(name[i]) && name[i] != '_' && name[i] != ' ' && name[i] != '-' {
			return strings.EqualFold(name, "filtered") || strings.EqualFold(name, "redacted") || strings.HasPrefix(name, "object ")
		}
	}
	return true
}

// isName tells whether v is an identifier: letters, digits and underscores, a letter or an underscore first.
func isName(v string) bool {
	return v != "" && !is(v[0], classDigit) && wordly.runEnd(v, 0, len(v)) == len(v)
}

// namesItselfFake tells whether v says that it is none: your-api-key, YOUR_TOKEN, insert-token-here, placeholder.
func namesItselfFake(v string) bool {
	return hasPrefixFold(v, "your-") || hasPrefixFold(v, "your_") || hasPrefixFold(v, "insert") && strings.ContainsAny(v, "-_") ||
		containsFold(v, "placeholder")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if lower(s[i]) == word[0] && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// isReference tells whether a value without quotes is program text that yields a secret: var.db_password,
// os.environ[…], config.get("x"), user_password, org.example.Token@1a2b3c.
func isReference(v string) bool {
	v = strings.TrimLeft(v, "*&!")
	end, dots := 0, 0
	for {
		from := end
		for end < len(v) && (is(v[end], classLetter) || v[end] == '_') {
			end++
		}
		if end == from {
			return false
		}
		for end < len(v) && is(v[end], classDigit) {
			end++
		}
		if end == len(v) || v[end] != '.' {
			break
		}
		end++
		dots++
	}
	switch {
	case end == len(v):
		return dots > 0 || strings.IndexByte(v, '_') >= 0 && !hasDigit(v)
	case v[end] == '(', v[end] == '[':
		return end > 1 || !is(v[len(v)-1], classAlnum)
	case v[end] == '{': // a printed object: Token{1a2b3c
		return isUpper(v[0]) && end > 2
	case v[end] == '@':
		return dots > 0 && lowerHex.runEnd(v, end+1, len(v)) == len(v)
	}
	return dots > 0 && (v[end] == '-' || v[end] == ':') && !hasDigit(v) // a host name, a place in a file
}

// isCamelCase tells whether v is written like a variable: a capital follows a small letter.
func isCamelCase(v string) bool {
	for i := 1; i < len(v); i++ {
		if isUpper(v[i]) && !isUpper(v[i-1]) {
			return !isUpper(v[0])
		}
	}
	return false
}

// readsAsSecret tells whether a bare value after a colon can be a secret. Running text follows a colon as
// well ("password: must be at least 8"), so it has to have letters and digits, or a sign that no word has, or
// small letters and capitals out of order; or at least four digits.
func readsAsSecret(v string) bool {
	if len(v) < 4 {
		return false
	}
	letters, digits, signs := 0, 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case is(c, classLetter):
			letters++
		case is(c, classDigit):
			digits++
		case strings.IndexByte("!@#$%^&*+=~?", c) >= 0:
			signs++
		}
	}
	switch {
	case letters == 0:
		return digits >= 4 && digits == len(v)
	case digits > 0:
		return !isKebabName(v)
	}
	return signs > 0 && isInside(v, "!@#$%^&*+=~?") || isOpaque(v)
}

// isInside tells whether one of the signs stands before the last character.
func isInside(v, signs string) bool {
	at := strings.IndexAny(v, signs)
	return at >= 0 && at < len(v)-1
}

// isKebabName tells whether v is a name of words and numbers joined by hyphens, dots or slashes: my-secret-2,
// file.js:12:5, v1.2.3. A name has a part of two letters or more without a digit.
func isKebabName(v string) bool {
	parts, words := 1, 0
	letters, digits := 0, 0
	for i := 0; i <= len(v); i++ {
		switch {
		case i == len(v) || strings.IndexByte("-./:", v[i]) >= 0:
			if letters > 0 && digits > 0 && (letters > 1 || parts > 1) {
				return false
			}
			if letters > 1 {
				words++
			}
			if i < len(v) {
				parts++
			}
			letters, digits = 0, 0
		case is(v[i], classLetter):
			letters++
		case is(v[i], classDigit):
			digits++
		default:
			return false
		}
	}
	return parts > 1 && (words > 0 || v[0] == 'v')
}
