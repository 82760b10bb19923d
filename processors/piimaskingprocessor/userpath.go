package piimaskingprocessor

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxUserName is the longest name looked at, in bytes. Linux and Windows accounts are shorter.
	maxUserName = 64
	// userPathWindow is how many bytes are searched for every folder before the next ones are looked at, so that
	// a folder that is rare costs no search to the end of the text for each one that is frequent.
	userPathWindow = 512
)

// userFolders are where systems keep the home directories, each name below being a user's.
var userFolders = [...]string{"/home/", "/Users/", `\Users\`}

// nextUserPath returns the offset of the next folder of home directories at or after from, or len(s).
func nextUserPath(s string, from int) (at int) {
	for ; from < len(s); from += userPathWindow {
		window := s[from:min(len(s), from+userPathWindow+len(`\Users\`)-1)]
		at := len(window)
		for _, folder := range userFolders {
			if i := strings.Index(window[:min(len(window), at+len(folder)-1)], folder); i >= 0 {
				at = i
			}
		}
		if at < len(window) {
			return from + at
		}
	}
	return len(s)
}

// userPathAt finds the user's name in the path whose folder of home directories begins at s[i]. The folder has to
// be the root's (or that of /var, /usr, /export, or of a drive): further down, as in https://example.com/home/news,
// and right after an HTTP method, it is a page. Looks at no more than maxUserName bytes of a name.
func userPathAt(s string, i int) (start, end int, ok bool) {
	if i >= len(s) {
		return 0, 0, false
	}
	for _, folder := range userFolders {
		if !strings.HasPrefix(s[i:], folder) {
			continue
		}
		windows := s[i] == '\\'
		if !windows && !isRootFolder(s, i) {
			return 0, 0, false
		}
		start = i + len(folder)
		if windows && start < len(s) && s[start] == '\\' { // the backslashes are escaped
			start++
		}
		end = userNameEnd(s, start, windows)
		return start, end, end > start && isUserName(s[start:end])
	}
	return 0, 0, false
}

// userNameEnd returns where the name at start ends. In a Windows path it may hold spaces if the path goes on.
func userNameEnd(s string, start int, windows bool) int {
	end, spaced := start, -1
	for end < len(s) && end-start < maxUserName {
		c := s[end]
		if windows && c == ' ' {
			if spaced < 0 {
				spaced = end
			}
			end++
			continue
		}
		size := userNameChar(s, end)
		if size == 0 {
			break
		}
		end += size
	}
	if spaced > start && (end == len(s) || s[end] != '\\') {
		end = spaced
	}
	for end > start && strings.IndexByte(".-", s[end-1]) >= 0 {
		end--
	}
	return end
}

// userNameChar returns the size of the character at i if a user's name may hold it, or 0.
func userNameChar(s string, i int) int {
	switch c := s[i]; {
	case is(c, classToken), c == '.', c == '+':
		return 1
	case c < utf8.RuneSelf:
		return 0
	}
	if r, size := utf8.DecodeRuneInString(s[i:]); wordRune(r) {
		return size
	}
	return 0
}

// nobody are folders beside those of users; pages end like index.html.
var (
	nobody = [...]string{"root", "shared", "public", "default", "all users", "default user", "lost+found"}
	pages  = [...]string{".html", ".htm", ".php", ".jsp", ".asp", ".aspx", ".js", ".css", ".json", ".xml", ".png", ".jpg", ".svg", ".ico"}
)

// isUserName tells whether the name is a person's or an account's, and no folder that all share.
func isUserName(name string) bool {
	if c := name[0]; c < utf8.RuneSelf && c != '_' && !is(c, classAlnum) {
		return false
	}
	for _, other := range nobody {
		if strings.EqualFold(name, other) {
			return false
		}
	}
	for _, page := range pages {
		if strings.HasSuffix(name, page) {
			return false
		}
	}
	return true
}

// isRootFolder tells whether the folder at s[i] is one of a file system's root.
func isRootFolder(s string, i int) bool {
	for _, parent := range [...]string{"/var", "/usr", "/export"} {
		if strings.HasSuffix(s[:i], parent) {
			i -= len(parent)
			break
		}
	}
	if i == 0 {
		return true
	}
	switch c := s[i-1]; {
	case is(c, classToken), c == '.', c == ')', c == '}', c == ']', c == '*', c == '~':
		return endsEscape(s, i) || encodes(s[max(0, i-3):i])
	case c == ' ':
		return !isMethod(s[letterStart(s, i-1) : i-1])
	}
	return true
}

// isMethod tells whether the word is a method of HTTP: RFC 9110, 9.3, and RFC 5789.
func isMethod(word string) bool {
	switch word {
	case "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT":
		return true
	}
	return false
}
