package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

const (
	// namesSize bounds the wrapper names known to one shard, in entries of one generation; two are kept.
	namesSize = 512
	// maxNameLength bounds a remembered name, in bytes.
	maxNameLength = 128
)

// names remembers what wrapper spans are called, by the hash that the traces keep, so that a finding can tell
// which spans stand between. It forgets like the catalogue does.
type names struct {
	young, old map[uint32]string
}

func (n *names) learn(hash uint32, name string) {
	if _, ok := n.young[hash]; ok {
		return
	}
	if n.young == nil || len(n.young) >= namesSize {
		n.young, n.old = make(map[uint32]string), n.young
	}
	n.young[hash] = shorten(templateName(name), maxNameLength)
}

func (n *names) of(hash uint32) string {
	if name, ok := n.young[hash]; ok {
		return name
	}
	return n.old[hash]
}

// Wrapper spans are told apart by their names without the numbers in them: "resolve posts.0.author" and
// "resolve posts.7.author" are one resolver, "item 42" is any item. Numbers are whole words of a name, decimal
// or hexadecimal, so that "s3.get" and "v2" stay.

// number is what stands for a number in a name, as it does in a statement.
const number = "?"

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
		if isNumber(name[:at]) {
			piece(number)
		} else {
			piece(name[:at])
		}
		if at < len(name) {
			piece(name[at : at+1])
			at++
		}
		name = name[at:]
	}
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}
