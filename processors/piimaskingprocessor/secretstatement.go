package piimaskingprocessor

import "strings"

// accountVerbs are the beginnings, in lower case, of the SQL statements that set passwords: CREATE and ALTER of users,
// roles, logins, servers and user mappings, SET PASSWORD, and GRANT … IDENTIFIED BY.
var accountVerbs = [...]string{"create ", "alter ", "set password", "grant "}

// minStatement is the length in bytes of the shortest statement that is looked at: AUTH and a password of four.
const minStatement = 9

// statementFirsts has a bit for the low five bits of each first letter in mayBeStatement, and for white space: most texts
// stop at this.
const statementFirsts = uint32(1<<('a'&0x1f) | 1<<('c'&0x1f) | 1<<('g'&0x1f) | 1<<('h'&0x1f) | 1<<('s'&0x1f) |
	1<<(' '&0x1f) | 1<<'\t' | 1<<'\n' | 1<<'\r')

// mayBeStatement tells by its first three letters whether the text from there on can be a statement that holds a
// password: all but a few texts stop here.
func mayBeStatement(s string, from int) bool {
	if len(s)-from < minStatement {
		return false
	}
	switch uint32(s[from])<<16 | uint32(s[from+1])<<8 | uint32(s[from+2]) | 0x202020 {
	case 'c'<<16 | 'r'<<8 | 'e', 'a'<<16 | 'l'<<8 | 't', 's'<<16 | 'e'<<8 | 't', 'g'<<16 | 'r'<<8 | 'a',
		'a'<<16 | 'u'<<8 | 't', 'h'<<16 | 'e'<<8 | 'l', 'c'<<16 | 'o'<<8 | 'n':
		return true
	}
	return false
}

// statement looks at the text as a statement that may set a password or log in with one. Nothing but a space stands
// before those, so they have no mark.
func (p *pass) statement(s string) {
	from := afterSpace(s, 0)
	if !mayBeStatement(s, from) {
		return
	}
	if start, end, ok := redisSecretAt(s, from); ok {
		p.matches = append(p.matches, match{kind: detectorSecret, start: start, end: end})
		return
	}
	p.accountStatement(s, from)
}

// loggedStatement looks at the statement that a colon announces, as in the logs of databases.
func (p *pass) loggedStatement(s string, colon int) {
	from := colon + 2
	for from < len(s) && from <= colon+3 && (s[from] == ' ' || s[from] == '"' || s[from] == '\'') {
		from++
	}
	if mayBeStatement(s, from) && p.looksFor(detectorSecret) {
		p.accountStatement(s, from)
	}
}

// accountStatement finds the passwords in a statement about accounts that begins at from. The work is linear in the
// length of the text, and is done once for a text.
func (p *pass) accountStatement(s string, from int) {
	if p.done.statement || !beginsAccountStatement(s[from:]) {
		return
	}
	p.done.statement = true
	words := accountWords{assigned: hasPrefixFold(s[from:], "set ")}
	for i := from; i < len(s); {
		start, end, next := words.next(s, i)
		if start < end && !isPlaceholder(s[start:end]) {
			p.matches = append(p.matches, match{kind: detectorSecret, start: start, end: end})
		}
		i = next
	}
}

func beginsAccountStatement(s string) bool {
	for _, verb := range accountVerbs {
		if hasPrefixFold(s, verb) {
			return true
		}
	}
	return false
}

// accountWords is what the words of a statement so far say about the next literal.
type accountWords struct {
	// assigned is set if the literal behind an equals sign is a password: SET PASSWORD FOR u = 'x'.
	assigned bool
	// identified is set behind IDENTIFIED, by if that was the last word.
	identified, by bool
}

// next looks at the word, literal or sign at i. It returns the bounds of the password behind it, if any, and where to go
// on.
func (w *accountWords) next(s string, i int) (start, end, next int) {
	switch c := s[i]; {
	case isQuote(c):
		_, _, next = sqlLiteral(s, i)
		return 0, 0, next
	case c == '=' && w.assigned:
		return literalBehind(s, i+1)
	case !is(c, classLetter):
		return 0, 0, i + 1
	}
	next = wordly.runEnd(s, i, len(s))
	word := s[i:next]
	followsIdentified := w.by
	w.by = false
	switch {
	case strings.EqualFold(word, "password"):
		return literalBehind(s, next)
	case strings.EqualFold(word, "identified"):
		w.identified, w.by = true, true
	case followsIdentified && strings.EqualFold(word, "by"):
		return identifiedBy(s, next)
	case w.identified && (strings.EqualFold(word, "as") || strings.EqualFold(word, "by")): // IDENTIFIED WITH plugin AS 'hash'
		return literalBehind(s, next)
	}
	return 0, 0, next
}

// identifiedBy returns what follows IDENTIFIED BY: a literal, or, for Oracle, a name without quotes.
func identifiedBy(s string, i int) (start, end, next int) {
	if start, end, next = literalBehind(s, i); start < end {
		return start, end, next
	}
	start = afterSpace(s, i)
	end = bareEnd(s, start, false)
	if isOneOf(s[start:end], identifiedWords, len("externally")) {
		return 0, 0, i
	}
	return start, end, max(end, i)
}

// identifiedWords may follow IDENTIFIED BY in place of a password.
var identifiedWords = wordSet("password values value random externally globally")

// literalBehind returns the inside of the literal that follows at i, behind white space and a bracket.
func literalBehind(s string, i int) (start, end, next int) {
	from := afterSpace(s, i)
	if from < len(s) && s[from] == '(' {
		from = afterSpace(s, from+1)
	}
	if from+1 < len(s) && s[from]|0x20 == 'e' && s[from+1] == '\'' { // PostgreSQL's E'…'
		from++
	}
	if _, ok := openingQuote(s, from); !ok {
		return 0, 0, i
	}
	return sqlLiteral(s, from)
}

// sqlLiteral returns the inside of the literal whose quote stands at i, and where it ends. A doubled quote is one inside.
// What is cut off has no end of its own.
func sqlLiteral(s string, i int) (start, end, next int) {
	q, ok := openingQuote(s, i)
	if !ok {
		return 0, 0, i + 1
	}
	start = q.after
	for {
		end, ok = q.closing(s)
		next = end + q.backslash + 1
		if !ok || q.backslash > 0 || next >= len(s) || s[next] != q.char {
			return start, end, min(len(s), max(next, i+1))
		}
		q.after = next + 1
	}
}

func afterSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}
