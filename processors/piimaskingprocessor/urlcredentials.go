package piimaskingprocessor

import "strings"

// Bounds of what is looked at around the at sign of a URL, in bytes: its user info and its host.
const (
	maxUserInfo = 1024
	maxURLHost  = 256
	// maxUserInfoSigns is how many at signs a password may hold. More are a list of addresses.
	maxUserInfoSigns = 4
)

// serviceAccounts are the user names, in lower case, that are nobody's: those of servers' own accounts, and of
// examples.
var serviceAccounts = wordSet(`admin administrator anonymous app backup daemon default deploy ftp git guest hg http https
	mongodb mysql nobody postgres rabbitmq redis root sa sftp ssh svc svn system test user username www`)

// maxServiceAccount is the length of the longest of serviceAccounts.
const maxServiceAccount = 13

// urlCredentialsAt finds user:password between the scheme of a URL and the at sign at `at` (RFC 3986, 3.2.1).
// The user may be missing (redis://:password@host), the password may hold signs that ought to be encoded,
// at signs among them: the last one before the host counts, as for isURLUserInfo. A user name alone is that of
// a person, or a token (https://<token>@github.com), unless it is that of a service. A data source name of Go's MySQL driver,
// user:password@tcp(host), needs no scheme.
//
// The work is bounded by maxUserInfo and maxURLHost.
func urlCredentialsAt(s string, at int) (int, int, bool) {
	if at < 1 || at+1 >= len(s) || s[at] != '@' {
		return 0, 0, false
	}
	if !beginsHost(s, at+1) && !strings.HasPrefix(s[at+1:], "//") { // Oracle writes @//host
		return 0, 0, false
	}
	start := userInfoStart(s, at)
	if start < 0 || start >= at {
		return 0, 0, false
	}
	info := s[start:at]
	user, password, divided := cutUserInfo(info)
	switch {
	case isWholeLabel(info) || strings.Contains(info, "://"):
		return 0, 0, false
	case !divided || password == "":
		return start, start + len(user), user != "" && !isOneOf(user, serviceAccounts, maxServiceAccount) && !isPlaceholder(user)
	case isPortAndPath(password):
		return 0, 0, false
	}
	return start, at, !isPlaceholder(password)
}

// cutUserInfo divides the user from the password: at the colon, or at the slash that only Oracle's URLs have without one.
func cutUserInfo(info string) (user, password string, divided bool) {
	user, password, divided = strings.Cut(info, ":")
	if !divided {
		return strings.Cut(info, "/")
	}
	return user, password, divided
}

// isWholeLabel tells whether the whole user info is a label in brackets, or one before an empty password.
func isWholeLabel(info string) bool {
	info = strings.TrimSuffix(info, ":")
	return info != "" && info[0] == '[' && info[len(info)-1] == ']'
}

// isPortAndPath tells whether what follows the colon is a port and a path or query, so that the at sign stands
// further on in the URL: https://host:8080?mail=a@b.org.
func isPortAndPath(password string) bool {
	digits := digitsEnd(password, 0)
	return digits > 0 && digits < len(password) && strings.IndexByte("/?#", password[digits]) >= 0
}

// beginsHost tells whether a host name, an address in brackets or a socket follows, and no further at sign
// before it ends.
func beginsHost(s string, i int) bool {
	if c := s[i]; !is(c, classAlnum) && c != '[' && c < 0x80 && c != '$' && c != '{' && c != '_' && c != '%' && c != '*' && c != '-' {
		return false
	}
	for limit := min(len(s), i+maxURLHost); i < limit && !is(s[i], classURLEnd); i++ {
		if s[i] == ',' || s[i] == '(' {
			break
		}
	}
	return i == len(s) || s[i] != '@'
}

// userInfoStart returns where the user info begins that ends at `at`, or -1.
func userInfoStart(s string, at int) int {
	limit, signs := max(0, at-maxUserInfo), 0
	for i := at; i > limit; i-- {
		switch c := s[i-1]; c {
		case '@':
			if signs++; signs > maxUserInfoSigns {
				return -1
			}
		case ' ', '\t', '\r', '\n', '"', '<', '>', '\'', '`', '\\':
			return driverStart(s, i, at)
		case '/':
			if endsScheme(s[:i]) {
				return i
			}
			return oracleStart(s, i)
		case '?', '#':
			if !hasColonBefore(s, i-1) {
				return -1
			}
		}
	}
	if limit == 0 {
		return driverStart(s, 0, at)
	}
	return -1
}

// endsScheme tells whether s ends in the scheme of a URL and its slashes, which some writers of JSON escape: PHP's
// json_encode does by default.
func endsScheme(s string) bool {
	const plain, escaped = "://", `:\/\/`
	if scheme, ok := strings.CutSuffix(s, plain); ok || strings.HasSuffix(s, escaped) {
		if !ok {
			scheme = s[:len(s)-len(escaped)]
		}
		return scheme != "" && is(scheme[len(scheme)-1], classAlnum)
	}
	return false
}

// oracleStart returns where the user begins in jdbc:oracle:thin:user/password@host (Oracle's JDBC developer's guide,
// data sources and URLs), whose slash ends at i, or -1.
func oracleStart(s string, i int) int {
	user := i - 1
	for limit := max(0, user-maxURLHost); user > limit && s[user-1] != ':' && !is(s[user-1], classURLEnd); {
		user--
	}
	if user < i-1 && (strings.HasSuffix(s[:user], "jdbc:oracle:thin:") || strings.HasSuffix(s[:user], "jdbc:oracle:oci:")) {
		return user
	}
	return -1
}

// hasColonBefore tells whether a colon stands before i in the same user info.
func hasColonBefore(s string, i int) bool {
	for limit := max(0, i-maxURLHost); i > limit && s[i-1] != '/' && s[i-1] != ' '; i-- {
		if s[i-1] == ':' {
			return true
		}
	}
	return false
}

// driverStart admits user:password@tcp(…) and @unix(…) without a scheme.
func driverStart(s string, start, at int) int {
	if strings.HasPrefix(s[at+1:], "tcp(") || strings.HasPrefix(s[at+1:], "unix(") {
		if equals := strings.LastIndexByte(s[start:at], '='); equals >= 0 && equals < strings.IndexByte(s[start:at], ':') {
			start += equals + 1
		}
		return start
	}
	return -1
}
