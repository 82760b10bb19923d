package sqlfingerprint

import "strings"

// noteKey remembers the key, and whether the document is a command: its first key says so, if no word stands before it.
func (r *documentReader) noteKey(key string) {
	r.lastKey = key
	r.keys++
	if r.keys == 1 && r.depth == 1 && r.word == "" {
		r.command = isCollectionCommand(key) || isServerCommand(key)
	}
}

// nameOf is a quoted name: as it stands where its canonical form is the same, else what is inside of its quotes.
func nameOf(written string) (string, kind) {
	inside := written[1 : len(written)-1]
	switch {
	case written[0] == '"' && !hasID(inside):
		return written, name
	case strings.IndexByte(inside, '\\') >= 0, written[0] != '"' && strings.IndexByte(inside, '"') >= 0:
		return written, name // no other quotes fit
	default:
		return inside, quoted
	}
}

// appendKey writes a name in double quotes, its ids as ?.
func appendKey(out []byte, key string) []byte {
	out = append(out, '"')
	if !hasID(key) {
		return append(append(out, key...), '"')
	}
	key = hideAddress(key)
	for more := true; more; {
		var part string
		part, key, more = cutKey(key)
		out = append(out, part...)
		if more {
			out = append(out, '.')
		}
	}
	return append(out, '"')
}

// mixKey mixes what appendKey writes; without ids it is the hash of the text in quotes.
func mixKey(hash uint64, key string) uint64 {
	if !hasID(key) {
		return mixQuoted(hash, key)
	}
	key = hideAddress(key)
	for more := true; more; {
		var part string
		part, key, more = cutKey(key)
		hash = mixText(hash, part)
	}
	return hash
}

// mixQuoted is mixText of the text in double quotes.
func mixQuoted(hash uint64, inside string) uint64 {
	n := len(inside) + len(`""`)
	hash = mix(hash, uint64(n))
	var chunk uint64
	bits := 0
	for i := range n {
		c := byte('"')
		if i > 0 && i < n-1 {
			c = inside[i-1]
		}
		if bits == 64 {
			hash, chunk, bits = mix(hash, chunk), 0, 0
		}
		chunk |= uint64(c) << bits
		bits += 8
	}
	return mix(hash, chunk)
}

// hideAddress makes a key with an e-mail address in it one id.
func hideAddress(key string) string {
	if hasAddress(key) {
		return "?"
	}
	return key
}

// hasAddress tells an e-mail address from names such as @timestamp.
func hasAddress(key string) bool { return strings.LastIndexByte(key, '@') > 0 }

// cutKey cuts the next part off a key with ids: scores.17 is scores.?.
func cutKey(key string) (part, rest string, more bool) {
	part, rest, more = strings.Cut(key, ".")
	if isID(part) {
		part = "?"
	}
	return part, rest, more
}

// hasID tells whether a part of the key is an id.
func hasID(key string) bool {
	if _, plain := mixPlainKey(0, key, 0, len(key)); plain {
		return false
	}
	start := 0
	for i := range len(key) {
		if key[i] == '.' {
			if isID(key[start:i]) {
				return true
			}
			start = i + 1
		}
	}
	return isID(key[start:])
}

// mixPlainKey is mixText of a part of the text, and tells whether it is plain: most keys have neither digits nor what
// else an id has. Some that are not plain have no id, either.
func mixPlainKey(hash uint64, text string, start, stop int) (mixed uint64, plain bool) {
	found := uint64(0)
	hash = mix(hash, uint64(stop-start))
	for ; start+8 < stop; start += 8 {
		chunk := load(text, start)
		found |= from0ToAt(chunk)
		hash = mix(hash, chunk)
	}
	chunk := loadPart(text, start, stop-start)
	return mix(hash, chunk), found|from0ToAt(chunk) == 0
}

// isID tells ids in keys from names: numbers, and hexadecimal digits in the length of a hash or a UUID.
func isID(part string) bool {
	const shortest = 16
	digits, letters := 0, 0
	for i := range len(part) {
		switch c := part[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c|0x20 >= 'a' && c|0x20 <= 'f' || c == '-':
			letters++
		default:
			return part == "?" || hasAddress(part)
		}
	}
	return digits > 0 && (letters == 0 || len(part) >= shortest)
}

// namesCollection tells whether the value that comes names a collection, an index or a table: that of the command
// itself, the first key of the document; those that stages of a pipeline join; DynamoDB's tables.
func (r *documentReader) namesCollection() bool {
	if r.last == open {
		return r.depth == 1 && namesInCall(r.word)
	}
	if r.last != cast {
		return false
	}
	switch r.lastKey {
	case "TableName", "_index", "$out", "$unionWith":
		return true
	case "from", "into", "coll":
		return r.parents&bit(r.depth) != 0
	case "collection":
		return r.depth == 1 && r.command
	default:
		return r.depth == 1 && r.keys == 1 && r.command && isCollectionCommand(r.lastKey)
	}
}

// namesInCall knows the functions that take a collection's name.
func namesInCall(word string) bool {
	return strings.HasSuffix(word, "getCollection") || strings.HasSuffix(word, ".collection")
}

// isCollectionCommand knows the commands whose value is a collection. Source: MongoDB manual, "Database Commands".
func isCollectionCommand(key string) bool {
	switch key {
	case "find", "aggregate", "insert", "update", "delete", "count", "distinct", "findAndModify", "findandmodify",
		"createIndexes", "dropIndexes", "listIndexes", "drop", "create", "collMod", "mapReduce", "explain",
		"killCursors", "compact", "validate", "reIndex", "collStats", "convertToCapped", "createSearchIndexes",
		"dropSearchIndex", "updateSearchIndex", "geoNear":
		return true
	default:
		return false
	}
}

// isServerCommand knows commands whose value is no collection.
func isServerCommand(key string) bool {
	switch key {
	case "getMore", "bulkWrite", "ping", "hello", "isMaster", "ismaster", "commitTransaction", "abortTransaction",
		"startSession", "endSessions", "killSessions", "refreshSessions", "listCollections", "listDatabases",
		"dropDatabase", "renameCollection", "saslStart", "saslContinue", "authenticate", "logout", "createUser",
		"updateUser", "dropUser", "usersInfo", "grantRolesToUser", "buildInfo", "buildinfo", "serverStatus", "dbStats",
		"hostInfo", "currentOp", "killOp", "getParameter", "setParameter", "connectionStatus", "getLog",
		"replSetGetStatus", "profile":
		return true
	default:
		return false
	}
}

func isCollectionName(s string) bool {
	const longest = 120 // bytes, MongoDB's limit for a namespace
	for i := range len(s) {
		if c := s[i]; !isDocumentWord(c) && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= longest && !hasID(s)
}

// isNameWord tells a collection without quotes from a constant.
func isNameWord(word string) bool {
	switch word {
	case "true", "false", "null", "True", "False", "None", "nil", "new":
		return false
	default:
		return startsName(word) && isCollectionName(word)
	}
}

// startsName is false for numbers, by the first byte.
func startsName(word string) bool {
	return word != "" && (word[0] < '0' || word[0] > '9')
}
