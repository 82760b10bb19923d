package sqlfingerprint

import "strings"

// pattern is the kind of a pattern that comes next.
type pattern uint8

const (
	patternNone pattern = iota
	patternLike
	patternGlob
	patternRegexp
)

// readPattern finds patterns in conditions, and looks at what stands behind LIKE and its kin: a literal, a
// parameter, or the first argument of a function (CONCAT('%', ?)).
func (r *clauseReader) readPattern() {
	if r.pattern == patternNone {
		if r.inCondition() {
			r.pattern = r.patternNext()
		}
		return
	}
	switch r.tok.kind {
	case value:
		r.judgePattern(r.text[r.tok.start:r.tok.end])
	case open:
		return
	case keyword, name:
		if r.opensPattern() {
			return
		}
	}
	r.pattern = patternNone
}

// patternNext is the pattern that the token says will follow.
func (r *clauseReader) patternNext() pattern {
	switch {
	case r.tok.is(kwLike), r.tok.kind == keyword && keywordTexts[r.tok.text] == "SIMILAR":
		return patternLike
	case r.tok.kind == keyword && (keywordTexts[r.tok.text] == "REGEXP" || keywordTexts[r.tok.text] == "RLIKE"):
		return patternRegexp
	case r.tok.kind == name && r.dialect == SQLite && r.word(&r.tok) == "GLOB":
		return patternGlob
	case r.tok.kind == sign && r.before.operand():
		switch r.write() {
		case "~", "~*", "!~", "!~*":
			return patternRegexp
		}
	}
	return patternNone
}

// opensPattern tells whether the pattern stands behind the word: in the brackets of a function, an array or a
// list.
func (r *clauseReader) opensPattern() bool {
	switch r.word(&r.tok) {
	case "TO", "BINARY":
		return true
	}
	var next token
	here := r.place()
	r.scan(&next)
	r.backTo(here)
	return next.kind == open
}

func (r *clauseReader) judgePattern(written string) {
	body, seen := patternBody(written)
	switch {
	case !seen:
		r.found.PatternHidden = r.found.PatternHidden || r.pattern == patternLike
	case body == "":
	case r.pattern == patternLike:
		r.found.LeadingWildcard = r.found.LeadingWildcard || body[0] == '%' || body[0] == '_'
	case r.pattern == patternGlob:
		r.found.LeadingWildcard = r.found.LeadingWildcard || body[0] == '*'
	case r.pattern == patternRegexp:
		r.found.UnanchoredRegexp = r.found.UnanchoredRegexp || !mayBeAnchored(body)
	}
}

// patternBody is what stands in the quotes of a literal; seen is false for parameters and masked literals.
func patternBody(written string) (body string, seen bool) {
	quote := strings.IndexAny(written, `'"$`)
	if quote < 0 || strings.ContainsAny(written[:quote], ":@%{?") {
		return "", false
	}
	body = written[quote+1:]
	if written[quote] == '$' {
		_, rest, dollar := strings.Cut(body, "$")
		if !dollar {
			return "", false
		}
		body = rest
	}
	if prefix := written[:quote]; (strings.EqualFold(prefix, "q") || strings.EqualFold(prefix, "nq")) && body != "" {
		body = body[1:] // the delimiter
	}
	return body, !isMasked(body)
}

// isMasked tells whether something was put in the place of the literal.
func isMasked(body string) bool {
	return strings.HasPrefix(body, "?") || strings.HasPrefix(body, "***")
}

// mayBeAnchored tells whether the regular expression matches at the start only. A group or an escape at its start
// may hold the anchor.
func mayBeAnchored(body string) bool {
	return body[0] == '^' || body[0] == '(' || body[0] == '\\'
}
