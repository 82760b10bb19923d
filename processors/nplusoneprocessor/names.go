package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	// namesSize bounds the wrapper names known to one shard, in entries of one generation; two are kept.
	namesSize = 512
	// maxNameLength bounds a remembered name, in bytes.
	maxNameLength = 128
)

// wrapperName is what is remembered of the wrapper spans of one name.
type wrapperName struct {
	name string
	code finding.Code // of the first of them, if it said so
}

// names remembers what wrapper spans are called, by the hash that the traces keep, so that a finding can tell
// which spans stand between. It forgets like the catalogue does.
type names struct {
	young, old map[uint32]wrapperName
	forgotten  int64              // since it was asked last
	lately     [latelySize]uint32 // some of the hashes in young: a look here is cheaper than one there
}

// latelySize is a power of two.
const latelySize = 64

// learn allocates only for a name it does not know.
func (n *names) learn(hash uint32, span ptrace.Span) {
	lately := &n.lately[hash%latelySize]
	if *lately == hash && hash != 0 {
		return
	}
	if _, ok := n.young[hash]; !ok {
		n.add(hash, span)
	}
	*lately = hash
}

func (n *names) add(hash uint32, span ptrace.Span) {
	if n.young == nil || len(n.young) >= namesSize {
		n.forgotten += int64(len(n.old))
		n.young, n.old = make(map[uint32]wrapperName), n.young
		n.lately = [latelySize]uint32{}
	}
	code := dbspan.ReadCode(span.Attributes())
	n.young[hash] = wrapperName{finding.Shorten(templateName(span.Name()), maxNameLength), codeOf(&code)}
}

func (n *names) of(hash uint32) wrapperName {
	if name, ok := n.young[hash]; ok {
		return name
	}
	return n.old[hash]
}

// Wrapper spans are told apart by their names without the numbers in them: "resolve posts.0.author" and
// "resolve posts.7.author" are one resolver, "item 42" is any item. Numbers are whole words of a name, decimal
// or hexadecimal, or end one behind a dash ("order-42"), so that "s3.get" and "v2" stay.

// number is what stands for a number in a name, as it does in a statement.
const number = "?"

// nameHashes remembers the hashes of the names seen lately in a batch, whose spans mostly share a few names.
type nameHashes [64]struct {
	name string
	hash uint32
}

// of is hashName, remembered.
func (h *nameHashes) of(name string) uint32 {
	if name == "" {
		return hashName(name)
	}
	known := &h[(len(name)+7*int(name[0])+31*int(name[len(name)-1])+13*int(name[len(name)/2]))%len(h)]
	if known.name != name {
		known.name, known.hash = name, hashName(name)
	}
	return known.hash
}

// hashName is the hash of the name without its numbers; it allocates nothing.
func hashName(name string) uint32 {
	if !hasDigit(name) {
		return uint32(xxhash.Sum64String(name))
	}
	var hash uint64
	visitName(name, func(piece string) { hash = mix(hash, xxhash.Sum64String(piece)) })
	return uint32(hash)
}

// templateName writes the name without its numbers.
func templateName(name string) string {
	var b strings.Builder
	visitName(name, func(piece string) { b.WriteString(piece) })
	return b.String()
}

func visitName(name string, piece func(string)) {
	for name != "" {
		at := strings.IndexAny(name, " ./:,#=()[]")
		if at < 0 {
			at = len(name)
		}
		visitWord(name[:at], piece)
		if at < len(name) {
			piece(name[at : at+1])
			at++
		}
		name = name[at:]
	}
}

// visitWord hands out what is before the number that the word ends in, and the number.
func visitWord(word string, piece func(string)) {
	start := numberStart(word)
	if start > 0 || word == "" {
		piece(word[:start])
	}
	if start < len(word) {
		piece(number)
	}
}

// numberStart is where the number starts that is the word, or ends it behind a dash; the word's length where none
// does.
func numberStart(word string) int {
	start := len(strings.TrimRight(word, "0123456789abcdefABCDEF-"))
	if start > 0 && word[start-1] != '_' { // it starts inside a part
		at := strings.IndexByte(word[start:], '-')
		if at < 0 {
			return len(word)
		}
		start += at + 1
	}
	if !hasDigit(word[start:]) {
		return len(word)
	}
	for !isNumber(word[start:]) { // too short for a hexadecimal one
		at := strings.IndexByte(word[start:], '-')
		if at < 0 {
			return len(word)
		}
		start += at + 1
	}
	return start
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}
