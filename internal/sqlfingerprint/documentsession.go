package sqlfingerprint

// What drivers add to a command by themselves (the session, the cluster's time, the transaction, the database), and
// the comment, is no part of its shape. Source: MongoDB's driver specifications: sessions, transactions, versioned API.

// isSessionKey tells such keys. Two of them may be fields of a filter, so they count in commands only.
func isSessionKey(key string, command bool) bool {
	switch key {
	case "lsid", "$clusterTime", "txnNumber", "$db", "$readPreference", "startTransaction", "autocommit", "readConcern",
		"writeConcern", "apiVersion", "apiStrict", "apiDeprecationErrors", "$audit", "$client", "$configTime",
		"$topologyTime", "$configServerState", "operationTime":
		return true
	case "comment", "databaseVersion", "shardVersion", "clientOperationKey":
		return command
	default:
		return false
	}
}

// mayBeSession is false for most keys, by their first bytes.
func mayBeSession(text string, i int) bool {
	for i < len(text) && (isBlank(text[i]) || text[i] == '"' || text[i] == '\'' || text[i] == ':') {
		i++
	}
	return i+1 < len(text) && startsSession(text[i], text[i+1])
}

// startsSession tells whether isSessionKey knows a key that starts with these bytes.
func startsSession(first, second byte) bool {
	switch first {
	case '$':
		return true
	case 'l':
		return second == 's'
	case 't':
		return second == 'x'
	case 's':
		return second == 't' || second == 'h'
	case 'a':
		return second == 'u' || second == 'p'
	case 'r':
		return second == 'e'
	case 'w':
		return second == 'r'
	case 'c':
		return second == 'o' || second == 'l'
	case 'd':
		return second == 'a'
	case 'o':
		return second == 'p'
	default:
		return false
	}
}

// skipSession is called behind a comma and skips what the drivers added there. It is true where the comma itself is
// to be skipped.
func (r *documentReader) skipSession() bool {
	if r.depth != 1 || r.arrays&bit(r.depth) != 0 || !mayBeSession(r.text, r.at) {
		return false
	}
	key, stop := peekKey(r.text, r.at)
	if !isSessionKey(key, r.command) {
		return false
	}
	r.at = stop
	r.skipValue()
	return true
}

// skipFirstSession does so behind the bracket that the document starts with, unless nothing would be left of it.
func (r *documentReader) skipFirstSession() {
	for mayBeSession(r.text, r.at) {
		key, stop := peekKey(r.text, r.at)
		if !isSessionKey(key, false) {
			return
		}
		here, cut := r.at, r.cut
		r.at = stop
		r.skipValue()
		switch {
		case r.at < len(r.text) && r.text[r.at] == '}':
			return
		case r.at == len(r.text) || r.text[r.at] != ',' || !keyFollows(r.text, r.at+1):
			r.at, r.cut = here, cut
			return
		}
		r.at++
	}
}

func keyFollows(text string, i int) bool {
	_, stop := peekKey(text, i)
	return stop > 0
}
