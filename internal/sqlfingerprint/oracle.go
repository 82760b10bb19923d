package sqlfingerprint

// scanLink reads the @ of a database link: t@remote is another table than t@local. Elsewhere @ starts a
// parameter, which Oracle does not know but drivers for several databases write.
func (s *scanner) scanLink(t *token) {
	if s.touchesOperand() {
		s.emitByte(t, sign)
		return
	}
	s.scanAt(t)
}
