package sqlfingerprint

import "strings"

// dropData drops what follows INSERT … FORMAT name: rows in that format, no statement.
// Source: ClickHouse, "INSERT INTO Statement".
func (s *stream) dropData() {
	if !s.insertFormats || s.verb != kwInsert || s.depth > 0 {
		return
	}
	var next token
	here := s.place()
	s.scan(&next)
	s.backTo(here)
	if next.kind == name || next.kind == keyword && (next.soft || next.is(kwValues)) {
		s.text, s.cut = s.text[:next.end], false
	}
}

// skipCopied skips the rows that scripts write on the lines behind COPY … FROM STDIN; up to the line `\.`.
func (s *stream) skipCopied() {
	if !s.stdin {
		return
	}
	s.stdin = false
	if rest := strings.TrimLeft(s.text[s.at:], " \t\r"); rest == "" || rest[0] != '\n' {
		return
	}
	if n := strings.Index(s.text[s.at:], "\n\\."); n >= 0 {
		s.at += n + len("\n\\.")
		return
	}
	s.at = len(s.text)
}
