package sqlfingerprint

import "strings"

// isMethod tells the methods of HTTP that the clients of Elasticsearch, OpenSearch and CouchDB write before a path.
func isMethod(word string) bool {
	switch word {
	case "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH":
		return true
	default:
		return false
	}
}

// startPath takes the path behind a method apart: its parts are kept as far as they are names, its query is a value.
func (r *documentReader) startPath() {
	r.skipBlanks()
	start := r.at
	if start == len(r.text) || strings.IndexByte(`{["'`, r.text[start]) >= 0 {
		return
	}
	for r.at < len(r.text) && !isBlank(r.text[r.at]) && r.text[r.at] != '(' {
		r.at++
	}
	for r.at > start && strings.IndexByte(",:)]}", r.text[r.at-1]) >= 0 {
		r.at-- // what stands without a blank behind a word
	}
	path := strings.Trim(r.text[start:r.at], "/")
	if path == "?" {
		r.at = start // a value
		return
	}
	if i := queryStart(path); i >= 0 {
		path, r.query = strings.TrimRight(path[:i], "/"), true
	}
	if strings.Contains(path, "://") {
		path = "?"
	}
	r.path, r.afterSlash = path, ""
}

// queryStart is where the query starts, -1 without one. A ? that ends a part stands for an id.
func queryStart(path string) int {
	for i := range len(path) {
		if path[i] == '?' && i+1 < len(path) && path[i+1] != '/' {
			return i
		}
	}
	return -1
}

// pathPart gives the next part of the path, or the slash between two.
func (r *documentReader) pathPart() (string, kind) {
	if r.dated {
		r.dated = false
		return "?", period
	}
	if r.path == "" {
		r.query = false
		return "?", value
	}
	if r.path[0] == '/' {
		r.path = strings.TrimLeft(r.path, "/")
		return "/", sign
	}
	part, _, _ := strings.Cut(r.path, "/")
	r.path = r.path[len(part):]
	first := r.afterSlash == ""
	if n := datedName(part); first && n > 0 {
		r.afterSlash, r.dated = part[:n], true
		return part[:n], name
	}
	if !isPathName(part) || !first && part[0] != '_' && !namesFollow(r.afterSlash) {
		r.afterSlash = "?"
		return "?", value
	}
	r.afterSlash = part
	return part, name
}

// datedName is the length of the name before a number in the name of an index (logs-2024.01.31); 0 where none is.
func datedName(part string) int {
	n := strings.IndexAny(part, "0123456789?")
	if n < 2 || strings.IndexByte("-_.", part[n-1]) < 0 || !isPathName(part[:n]) {
		return 0
	}
	return n
}

// namesFollow tells the parts of a path behind which names stand: CouchDB's views, Elasticsearch's own.
func namesFollow(part string) bool {
	switch part {
	case "_design", "_view", "_list", "_show", "_nouveau", "_cat", "_cluster", "_index_template", "_ingest", "_template":
		return true
	default:
		return false
	}
}

// isPathName tells names in paths from ids and from names with a date or a number in them.
func isPathName(part string) bool {
	const longest = 120
	for i := range len(part) {
		c := part[i] | 0x20
		if (c < 'a' || c > 'z') && strings.IndexByte("_-.,*", part[i]) < 0 {
			return false
		}
	}
	return part != "" && len(part) <= longest
}
