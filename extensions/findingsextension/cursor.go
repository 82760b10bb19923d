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

func (o order) sort(groups []group) {
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(o.value(&b), o.value(&a)), cmp.Compare(a.id, b.id))
	})
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
