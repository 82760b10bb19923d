package sqlfingerprint

import (
	"cmp"
	"strings"
)

// commandReader reads the command lines of Redis and memcached, piece by piece: the command, the pattern of
// its first key, and one ? for all further arguments. Commands of a pipeline stand on lines of their own; a
// command that only repeats the one before is skipped.
//
// A key is split at `:`, `/`, `.`, `|`, `#`, `{` and `}`; a part of letters, `_` and `-` is kept, any other
// becomes ?: user:17:cart is user:?:cart. Of a part made of words and numbers only the numbers do: cart_17_items
// is cart_?_items. Behind the first part, words joined by `-` are the name of a thing, and so is the
// last part where no other is one: article:hello-world is article:?, session:alice is session:?.
type commandReader struct {
	text  string
	at    int
	state commandState
	info  commandInfo
	key   string // what is left of the key
	first bool   // nothing of the key was read
	told  bool   // a part of the key told which one it is
	last  uint64 // the hash of the command before
}

type commandState uint8

const (
	atCommand commandState = iota
	atFirstArgument
	insideKey
	atArguments
	atLineEnd
)

// next returns the next piece of the canonical text, "" at the end.
func (r *commandReader) next() string {
	for {
		switch r.state {
		case atCommand:
			return r.command()
		case atFirstArgument:
			if piece := r.firstArgument(); piece != "" {
				return piece
			}
		case insideKey:
			if piece := r.keyPart(); piece != "" {
				return piece
			}
			r.state = atArguments
		case atArguments:
			r.state = atLineEnd
			if r.skipArguments() {
				return " ?"
			}
		case atLineEnd:
			if !r.nextLine() {
				return ""
			}
			return "\n"
		}
	}
}

// command reads the command's name. A line that does not start with a known command may be the rest of a
// value with a line break in it: all of the text from there is one value.
func (r *commandReader) command() string {
	r.skipBlanks()
	info, ok := findCommand(r.word())
	if !ok {
		r.at = len(r.text)
		r.state = atLineEnd
		if strings.TrimSpace(r.text) == "" {
			return ""
		}
		return "?"
	}
	r.info = info
	r.state = atFirstArgument
	return info.name
}

func (r *commandReader) firstArgument() string {
	r.skipBlanks()
	if r.lineEnds() {
		r.state = atLineEnd
		return ""
	}
	switch r.info.first {
	case argumentKey:
		r.state, r.first, r.told, r.key = insideKey, true, false, cmp.Or(r.argument(), "?")
		return " "
	case argumentWord:
		r.state = atArguments
		start := r.at
		if sub, ok := subCommands[string(upper(r.word(), new([16]byte)))]; ok {
			return sub
		}
		r.at = start
	}
	r.state = atArguments
	return ""
}

// keySeparators are the bytes that stand between the parts of a key.
const keySeparators = ":/.|#{}"

// keyPart returns the next part or separator of the key.
func (r *commandReader) keyPart() string {
	if r.key == "" {
		return ""
	}
	stop := max(1, separatorIndex(r.key))
	part := r.key[:stop]
	if isNumberedPart(part) {
		part = part[:max(1, strings.IndexByte(part, '_'))]
	}
	r.key = r.key[len(part):]
	first := r.first
	r.first = false
	if strings.IndexByte(keySeparators, part[0]) >= 0 || isPlainPart(part) && (first || !r.namesOne(part)) {
		return part
	}
	r.told = true
	return "?"
}

// separatorIndex is where the first separator stands, the length where none does.
func separatorIndex(key string) int {
	for i := range len(key) {
		switch key[i] {
		case ':', '/', '.', '|', '#', '{', '}':
			return i
		}
	}
	return len(key)
}

// namesOne tells whether a plain part behind the first one is the name of a thing: words joined by `-`, or the end of
// a key in which nothing else was.
func (r *commandReader) namesOne(part string) bool {
	return strings.IndexByte(part, '-') >= 0 || r.key == "" && !r.told
}

// isNumberedPart tells parts made of words and decimal numbers, both there, joined by `_`.
func isNumberedPart(part string) bool {
	words, numbers := 0, 0
	if strings.IndexByte(part, '_') < 0 {
		return false
	}
	for word := range strings.SplitSeq(part, "_") {
		switch {
		case strings.Trim(word, "0123456789?") == "": // a masked number is one
			numbers += len(word)
		case isPlainPart(word) && strings.IndexByte(word, '-') < 0:
			words++
		default:
			return false
		}
	}
	return numbers > 0 && (words > 0 || part[0] == '_')
}

// isPlainPart tells the fixed parts of keys (user, cart_items) from ids.
func isPlainPart(part string) bool {
	const longest = 32
	for i := range len(part) {
		c := part[i] | 0x20
		if (c < 'a' || c > 'z') && part[i] != '_' && part[i] != '-' {
			return false
		}
	}
	return len(part) <= longest
}

// argument reads one argument, without its quotes.
func (r *commandReader) argument() string {
	start := r.at
	if q := r.text[r.at]; q == '"' || q == '\'' {
		if n := strings.IndexByte(r.text[r.at+1:], q); n >= 0 {
			r.at += n + 2
			return r.text[start+1 : r.at-1]
		}
	}
	for r.at < len(r.text) && r.text[r.at] > ' ' {
		r.at++
	}
	return r.text[start:r.at]
}

func (r *commandReader) word() string {
	start := r.at
	for r.at < len(r.text) && r.text[r.at] > ' ' {
		r.at++
	}
	return r.text[start:r.at]
}

func (r *commandReader) skipBlanks() {
	for r.at < len(r.text) && r.text[r.at] <= ' ' && r.text[r.at] != '\n' {
		r.at++
	}
}

func (r *commandReader) lineEnds() bool {
	return r.at >= len(r.text) || r.text[r.at] == '\n'
}

// skipArguments goes to the end of the line and tells whether there was anything.
func (r *commandReader) skipArguments() bool {
	r.skipBlanks()
	some := !r.lineEnds()
	for !r.lineEnds() {
		r.at++
	}
	return some
}

// nextLine goes to the next line that holds another command than the one before.
func (r *commandReader) nextLine() bool {
	for r.at < len(r.text) {
		r.at++ // the line break
		line := r.text[r.at:]
		if n := strings.IndexByte(line, '\n'); n >= 0 {
			line = line[:n]
		}
		if hash := hashCommand(line); hash != r.last && hash != seed {
			r.last = hash
			r.state = atCommand
			return true
		}
		r.at += len(line)
	}
	return false
}

// hashCommand hashes the command of one line.
func hashCommand(line string) uint64 {
	hash := uint64(seed)
	r := commandReader{text: line}
	for piece := r.next(); piece != ""; piece = r.next() {
		hash = mixText(hash, piece)
	}
	return hash
}

func fingerprintCommands(text string) ID {
	if strings.IndexByte(text, '\n') < 0 { // by far most texts; with one command none can repeat another
		return ID(hashCommand(strings.TrimSpace(text)))
	}
	hash := uint64(seed)
	r := newCommandReader(text)
	for piece := r.next(); piece != ""; piece = r.next() {
		hash = mixText(hash, piece)
	}
	return ID(hash)
}

func normalizeCommands(text string) string {
	var out strings.Builder
	r := newCommandReader(text)
	for piece := r.next(); piece != ""; piece = r.next() {
		out.WriteString(piece)
	}
	return out.String()
}

// summarizeCommands names the commands in order, each once in a row.
func summarizeCommands(text string) string {
	var names summary
	r := newCommandReader(text)
	for {
		fresh := r.state == atCommand
		piece := r.next()
		if piece == "" {
			return names.String()
		}
		if fresh && piece != "?" {
			names.add(piece)
		}
	}
}

func newCommandReader(text string) commandReader {
	text = strings.TrimSpace(text)
	first, _, _ := strings.Cut(text, "\n")
	return commandReader{text: text, last: hashCommand(first)}
}
