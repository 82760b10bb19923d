package sqlfingerprint

import "strings"

// commandTable is a hash table with linear probing of words of at most maxCommand bytes, in any letter case.
type commandTable struct {
	keys  [commandSlots]commandWord // all 0: the slot is free
	infos [commandSlots]commandInfo
}

// commandWord is a word in upper case, eight bytes at a time; behind its end they are 0.
type commandWord [maxCommand / 8]uint64

const (
	commandBits  = 10
	commandSlots = 1 << commandBits // more than twice as many as there are commands
)

var commands, subCommandWords = buildCommands(), buildSubCommands()

func buildCommands() (table commandTable) {
	for first, list := range []string{
		argumentKey: keyCommands, argumentKeys: keysCommands, argumentWord: wordCommands, argumentWordKey: wordKeyCommands,
		argumentNumber: numberCommands, argumentStreams: streamCommands, argumentValue: valueCommands,
	} {
		for _, name := range strings.Fields(list) {
			table.insert(name, commandInfo{name, argument(first)})
		}
	}
	return table
}

func buildSubCommands() (table commandTable) {
	for _, name := range strings.Fields(subCommandList) {
		table.insert(name, commandInfo{name: " " + name})
	}
	return table
}

func (t *commandTable) insert(word string, info commandInfo) {
	key := foldCommand(word)
	slot := key.slot()
	for t.keys[slot][0] != 0 {
		slot = (slot + 1) % commandSlots
	}
	t.keys[slot], t.infos[slot] = key, info
}

// find is what the table has of a word without blanks and control bytes; nil where it has nothing.
func (t *commandTable) find(word string) *commandInfo {
	if len(word) > maxCommand || word == "" {
		return nil
	}
	key := foldCommand(word)
	for slot := key.slot(); t.keys[slot][0] != 0; slot = (slot + 1) % commandSlots {
		if k := &t.keys[slot]; k[0] == key[0] && k[1] == key[1] && k[2] == key[2] {
			return &t.infos[slot]
		}
	}
	return nil
}

func (w *commandWord) slot() uint64 {
	return (w[0] ^ w[1]*factor ^ w[2]*seed) * keywordSpread >> (64 - commandBits)
}

func foldCommand(word string) (folded commandWord) {
	n := len(word)
	folded[0] = upperCase(loadPart(word, 0, min(8, n)))
	if n > 8 {
		folded[1] = upperCase(loadPart(word, 8, min(8, n-8)))
	}
	if n > 16 {
		folded[2] = upperCase(loadPart(word, 16, n-16))
	}
	return folded
}
