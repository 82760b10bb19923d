package sqlfingerprint

// spacing decides between which tokens a space stands. It looks at the tokens alone, so the same tokens are
// always written the same way, and it never joins two tokens that would be read as one.
type spacing struct {
	last   kind
	joined bool // the last . or :: stands close to what it qualifies
	soft   bool // the last token was a keyword that is a function or a type
	array  bool // the last token was ARRAY
	target bool // the last tokens were INTO and a name
	into   bool // the last token was INTO or TABLE
}

// before tells whether a space stands before the token, and remembers the token.
func (g *spacing) before(t *token, text string) bool {
	space := g.wants(t, text)
	g.target = g.into && t.kind != keyword || g.target && t.kind == period || g.target && g.last == period
	g.into = t.is(kwInto) || t.is(kwObject)
	g.soft = t.kind == keyword && t.soft
	g.array = t.is(kwArray)
	g.last = t.kind
	return space
}

func (g *spacing) wants(t *token, text string) bool {
	switch g.last {
	case end, open:
		g.joined = false
		return false
	case period, cast:
		if t.kind == period || t.kind == cast || text[0] == ':' {
			g.joined = false // three periods close together would be a mark, three colons another cast
			return true
		}
		return !g.joined
	}
	switch t.kind {
	case period, cast:
		g.joined = g.operand()
		return !g.joined
	case shut, comma, semicolon:
		return false
	case open:
		return !g.joinsBracket(text)
	default:
		return true
	}
}

func (g *spacing) operand() bool {
	switch g.last {
	case name, quoted, value, shut, keyword:
		return true
	default:
		return false
	}
}

// joinsBracket is true for calls and subscripts: count(*), users(id), a[1], ARRAY[1].
func (g *spacing) joinsBracket(text string) bool {
	if g.target {
		return false
	}
	switch g.last {
	case name, quoted:
		return true
	case keyword:
		return g.soft || g.array && text == "["
	case shut, value:
		return text == "["
	default:
		return false
	}
}
