package sqlfingerprint

// scanSpecial reads what a byte starts in one dialect only.
func (s *scanner) scanSpecial(t *token, c byte) {
	switch s.actions[c] {
	case introducer:
		s.scanIntroducer(t)
	case listBind:
		s.scanListBind(t)
	case money:
		s.scanMoney(t)
	case temporary:
		s.scanTemporary(t)
	case link:
		s.scanLink(t)
	case hexLetter:
		s.scanHex(t)
	case duration:
		s.scanDuration(t)
	case pair:
		s.scanPair(t)
	default:
		s.scanSymbol(t, c)
	}
}
