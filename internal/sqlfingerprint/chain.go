package sqlfingerprint

import "strings"

// callChains is how languages that chain calls write literals and comments: Gremlin's g.V(), MongoDB's shell
// db.users.find(), Flux's from(bucket: …) and import "…". They have strings in double quotes, where SQL has names, and
// comments behind two slashes. Other's comments are comments here, too, since they may stand before what tells the two
// apart. Source: Apache TinkerPop's reference, "The Gremlin Language"; the Flux specification.
var callChains = newTraits(traits{
	nestedComments: true, backslash: backslashEscapes, doubleIsString: true, slashComments: true, slashPatterns: true,
	bracketLists: true,
}, "$").with(symbol, ":")

// isCallChain tells such languages from SQL by the first tokens: a name and a period, from(name: or import "…".
func isCallChain(text string) bool {
	if !mayBeChain(text) {
		return false
	}
	s := newScanner(&dialects[Other], text)
	var first, second token
	for s.scan(&first); first.kind == semicolon; {
		s.scan(&first)
	}
	if first.kind != name && first.kind != keyword {
		return false
	}
	s.scan(&second)
	word := text[first.start:first.end]
	switch {
	case second.kind == period:
		return true
	case second.kind == open && strings.EqualFold(word, "from"):
		return s.namedArgument()
	case second.kind != end && strings.EqualFold(word, "import"):
		return text[second.start] == '"' || text[second.start] == '?'
	default:
		return false
	}
}

// namedArgument tells whether a word and one colon come next.
func (s *scanner) namedArgument() bool {
	var t token
	s.scan(&t)
	if t.kind != name && t.kind != keyword {
		return false
	}
	s.scan(&t)
	return t.kind != end && t.kind != cast && s.text[t.start] == ':'
}

// mayBeChain is false for most texts, by what stands behind their first word.
func mayBeChain(text string) bool {
	i := 0
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	if strings.HasPrefix(text[i:], mark) {
		return true
	}
	start := i
	for i < len(text) && (isDocumentWord(text[i]) && text[i] != '.') {
		i++
	}
	wordless := i == start
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	if wordless {
		return i < len(text) && strings.IndexByte(";-/", text[i]) >= 0
	}
	return i < len(text) && (text[i] >= 0x80 || strings.IndexByte(`.(/-"?`, text[i]) >= 0)
}
