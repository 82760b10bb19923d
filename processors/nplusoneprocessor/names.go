package nplusoneprocessor

import "strings"

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
	n.young[hash] = strings.Clone(shorten(name, maxNameLength))
}

func (n *names) of(hash uint32) string {
	if name, ok := n.young[hash]; ok {
		return name
	}
	return n.old[hash]
}
