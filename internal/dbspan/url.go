package dbspan

import "strings"

// authority is the host of a full URL, with the port where one stands there, and "" for a path. Two services on one
// machine differ in the port alone; the older conventions tell the host nowhere else.
func authority(url string) string {
	rest, full := cutScheme(url)
	if !full {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest[strings.LastIndexByte(rest, '@')+1:] // no user and password
}

// SplitURL gives the path, starting with a slash or empty, and the query without its question mark.
func SplitURL(url string) (path, query string) {
	if at := strings.IndexByte(url, '#'); at >= 0 {
		url = url[:at]
	}
	url, query, _ = strings.Cut(url, "?")
	if rest, full := cutScheme(url); full {
		at := strings.IndexByte(rest, '/')
		if at < 0 {
			return "/", query
		}
		return rest[at:], query
	}
	if !strings.HasPrefix(url, "/") {
		at := strings.IndexByte(url, '/')
		if at < 0 {
			return "/", query
		}
		return url[at:], query // "host/path" and "GET /path"
	}
	return url, query
}

// cutScheme gives what follows the scheme of a full URL; a path may hold another URL.
func cutScheme(url string) (rest string, full bool) {
	scheme, rest, found := strings.Cut(url, "://")
	return rest, found && !strings.ContainsAny(scheme, "/?#")
}
