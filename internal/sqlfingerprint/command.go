package sqlfingerprint

import "strings"

// commandReader reads the command lines of Redis and memcached, piece by piece: the command, the pattern of
// its first key (commandkey.go), and one ? for all further arguments. Commands of a pipeline stand on lines of
// their own, or behind a `;` (commandline.go); a command that only repeats the one before is skipped.
//
// A line that does not start with a known command is the rest of a value with a line break in it, and so is
// all that follows it: nothing of it is given.
type commandReader struct {
	text    string
	at      int
	state   commandState
	info    commandInfo
	key     string // what is left of the key
	first   bool   // nothing of the key was read
	told    bool   // a part of the key told which one it is
	dotted  bool   // the part of the key before was a period
	blocks  bool   // memcached: behind a line that stores stands a block of data
	lower   bool   // the first command is in lower case
	opening bool   // no command was read yet
	alone   bool   // stop behind one command
	many    bool   // last is known
	last    uint64 // the hash of the command before
}

type commandState uint8

const (
	atCommand commandState = iota
	atFirstArgument
	atKey
	insideKey
	atArguments
	atLineEnd
	atEnd
)

func newCommandReader(d Dialect, text string) (r commandReader) {
	r.text = trimCommands(text)
	r.blocks, r.opening = d == Memcached, true
	r.lower = r.text != "" && r.text[0]-'a' < 26
	return r
}

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
		case atKey:
			if piece := r.startKey(); piece != "" {
				return piece
			}
		case insideKey:
			if piece := r.keyPart(); piece != "" {
				return piece
			}
			r.state = atArguments
		case atArguments:
			if r.skipArguments() && r.info.first != argumentKeys && r.info.first != argumentNumber {
				return " ?"
			}
		case atLineEnd:
			return r.nextCommand()
		default:
			return ""
		}
	}
}

// command reads the command's name. The text itself may start with a command nobody knows, in capitals.
func (r *commandReader) command() string {
	r.skipBlanks()
	word := r.word()
	info, ok := findCommand(word)
	if !ok && r.opening && isCommandName(word) {
		info, ok = commandInfo{word, argumentValue}, true
	}
	r.opening = false
	if !ok {
		r.state, r.at = atEnd, len(r.text)
		if word == "" {
			return ""
		}
		return "?"
	}
	r.info, r.state = info, atFirstArgument
	return info.name
}

// firstArgument reads what stands between the command and its key, if anything does.
func (r *commandReader) firstArgument() string {
	if r.lineEnds() {
		r.state = atLineEnd
		return ""
	}
	r.state = atArguments
	switch r.info.first {
	case argumentKey, argumentKeys:
		r.state = atKey
	case argumentWord:
		return r.subCommand()
	case argumentWordKey:
		if sub := r.subCommand(); sub != "" {
			r.state = atKey
			return sub
		}
	case argumentNumber:
		return r.number()
	case argumentStreams:
		return r.streams()
	}
	return ""
}

func (r *commandReader) subCommand() string {
	start := r.at
	if sub := subCommandWords.find(r.word()); sub != nil {
		return sub.name
	}
	r.at = start
	return ""
}

// number reads the number before the key: ZINTER 2 a b, gat 60 a. Some clients write it behind the key.
func (r *commandReader) number() string {
	start := r.at
	r.state = atKey
	if strings.Trim(r.argument(), "0123456789?") != "" {
		r.at = start
	}
	return " ?"
}

// streams goes behind the word STREAMS, where the keys of XREAD and XREADGROUP stand.
func (r *commandReader) streams() string {
	for !r.lineEnds() {
		if strings.EqualFold(r.argument(), "STREAMS") {
			r.state = atKey
			return " STREAMS"
		}
	}
	return " ?"
}

// nextCommand goes to the next command that is another than the one before.
func (r *commandReader) nextCommand() string {
	r.state = atEnd
	for !r.alone && r.at < len(r.text) {
		if !r.many {
			first := commandReader{text: r.text, blocks: r.blocks, opening: true, lower: r.lower}
			r.last, _, _ = first.one()
			r.many = true
		}
		r.skipBreaks()
		hash, at, known := r.one()
		if !known {
			r.at = len(r.text)
			return ""
		}
		if hash != r.last {
			r.last, r.state = hash, atCommand
			return "\n"
		}
		r.at = at
	}
	return ""
}

// one hashes the next command, and tells where it ends and whether it is known.
func (r commandReader) one() (hash uint64, at int, known bool) {
	r.state, r.alone = atCommand, true
	hash = r.hash()
	return hash, r.at, hash != unknownCommand && hash != seed
}

// unknownCommand is the hash of a command that is not known.
var unknownCommand = mixText(seed, "?")

func fingerprintCommands(d Dialect, text string) ID {
	r := newCommandReader(d, text)
	return ID(r.hash())
}

// hash mixes all pieces. Those of a key come one after another, most of them of one byte.
func (r *commandReader) hash() uint64 {
	hash := uint64(seed)
	for piece := r.next(); piece != ""; piece = r.next() {
		hash = mixPiece(hash, piece)
		for r.state == insideKey && r.key != "" {
			hash = mixPiece(hash, r.keyPart())
		}
	}
	return hash
}

func normalizeCommands(d Dialect, text string) string {
	var out strings.Builder
	r := newCommandReader(d, text)
	for piece := r.next(); piece != ""; piece = r.next() {
		out.WriteString(piece)
	}
	return out.String()
}
