package article

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxEmail is the longest address that can be delivered to, in bytes (RFC 5321, 4.5.3.1.3, without the brackets).
const maxEmail = 254

// What an address may be made of follows marshmallow, by whose rules the API's clients were written: letters of any
// script before the @, or a quoted text, which here is printable; behind it a domain whose last label has two characters
// or more, an IPv4 address in brackets, or localhost.
var (
	atom          = "[-!#$%&'*+/=?^`{|}~_\\pL\\pN]+"
	dotAtom       = regexp.MustCompile(`^` + atom + `(\.` + atom + `)*$`)
	quotedText    = regexp.MustCompile(`^"([!#-\[\]-~]|\\[ -~])*"$`)
	domainName    = regexp.MustCompile(`^([[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?\.)+[[:alnum:]-]{2,}$`)
	domainLiteral = regexp.MustCompile(`^\[` + octet + `(\.` + octet + `){3}\]$`)
)

const octet = `(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])`

// email accepts one bare address.
func email(s *string) string {
	if s == nil {
		return ""
	}
	at := strings.LastIndexByte(*s, '@')
	if at < 0 || len(*s) > maxEmail || !isLocalPart((*s)[:at]) || !isDomain((*s)[at+1:]) {
		return "must be a valid e-mail address"
	}
	return ""
}

func isLocalPart(s string) bool { return dotAtom.MatchString(s) || quotedText.MatchString(s) }

// isDomain takes a name in letters of any script by what it is in the DNS (RFC 5891).
func isDomain(s string) bool {
	if s == "localhost" || domainLiteral.MatchString(s) || domainName.MatchString(s) {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(s)
	return err == nil && utf8.ValidString(s) && domainName.MatchString(ascii)
}
