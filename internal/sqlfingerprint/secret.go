package sqlfingerprint

import "strings"

// Passwords need no quotes, or stand in those of names: IDENTIFIED BY secret, IDENTIFIED BY "Secret1"
// REPLACE old, GRANT … IDENTIFIED BY one, two, and CONNECT TO db USER u USING secret.
// Source: Oracle SQL Language Reference, "ALTER USER" and "GRANT"; IBM Db2, "CONNECT".

// onSecret follows the words before a password: whatever stands behind them becomes a value.
func (s *stream) onSecret(id keywordID) {
	switch id {
	case kwIdentified:
		s.named = false
	case kwBy:
		if s.named = s.before.is(kwIdentified); s.named {
			s.verb = kwIdentified
		}
	default:
		s.named = s.secretFollows()
	}
}

// isPassword tells whether the token is a password in the quotes of names: CREATE USER u PASSWORD "Secret1". In queries
// the word is the name of a column.
// Source: SAP HANA SQL Reference, "CREATE USER".
func (s *stream) isPassword() bool {
	return s.tok.kind == quoted && s.before.is(kwShy) && strings.EqualFold(s.text[s.before.start:s.before.end], "PASSWORD")
}

// secretFollows tells whether one more password follows the one before the token.
func (s *stream) secretFollows() bool {
	return s.verb == kwIdentified && s.before.kind == value
}
