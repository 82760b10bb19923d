package findingsextension

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// order is by what a list is sorted, the most first; equals by their id. The value is compared as it is in JSON's unit
// or finer.
type order struct {
	name  string
	value func(*group) int64
}

var orders = []order{
	{"time_wasted", func(g *group) int64 { return int64(g.wasted) }},
	{"count", func(g *group) int64 { return g.count }},
	{"last_seen", func(g *group) int64 { return g.last.UnixNano() }},
	{"duration", func(g *group) int64 { return int64(g.longest) }},
}

func orderNamed(name string) (order, *problem) {
	var names []string
	for _, o := range orders {
		if o.name == name {
			return o, nil
		}
		names = append(names, o.name)
	}
	return order{}, badRequest("order: %q is not known; use one of %s", name, strings.Join(names, ", "))
}

// rank is a group's place in an order. Groups are large: what is sorted is this.
type rank struct {
	value int64
	id    uint64
	at    int
}

// first gives the first n groups behind the cursor, or of all for nil, and tells whether there are more.
func (o order) first(groups []group, after *cursor, n int) (first []group, more bool) {
	ranks := make([]rank, 0, len(groups))
	for i := range groups {
		if g := &groups[i]; after == nil || after.before(o, g) {
			ranks = append(ranks, rank{o.value(g), g.id, i})
		}
	}
	slices.SortFunc(ranks, func(a, b rank) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.id, b.id))
	})
	n = min(n, len(ranks))
	first = make([]group, n)
	for i := range first {
		first[i] = groups[ranks[i].at]
	}
	return first, n < len(ranks)
}

// cursor is a place between two groups in an order. It stays where it is whatever comes and goes: the next page starts
// with what is behind it then. A group that is moved to the front in between is not seen again.
type cursor struct {
	value int64
	id    uint64
}

// before tells whether the cursor is before the group.
func (c *cursor) before(o order, g *group) bool {
	value := o.value(g)
	return value < c.value || value == c.value && g.id > c.id
}

func (o order) cursorAfter(g *group) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %d %s", o.name, o.value(g), finding.Hex(g.id)))
}

// cursorOf reads what cursorAfter wrote for the same order.
func (o order) cursorOf(text string) (*cursor, *problem) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), " ")
	if err != nil || len(parts) != 3 || parts[0] != o.name {
		return nil, badRequest("cursor: is not one of this order; take the field next of the page before, with the same order")
	}
	value, err := strconv.ParseInt(parts[1], 10, 64)
	id, ok := finding.ParseHex(parts[2])
	if err != nil || !ok {
		return nil, badRequest("cursor: is not one of this order; take the field next of the page before, with the same order")
	}
	return &cursor{value, id}, nil
}
