package piimaskingprocessor

import "slices"

// finder looks at the character at i and returns the match that covers it.
type finder struct {
	kind detector
	find func(s string, i int) (start, end int, ok bool)
}

// tokenFinder looks at the token s[start:end].
type tokenFinder struct {
	kind detector
	find func(s string, start, end int) (int, int, bool)
}

// chooseFinders fills the lists of finders with those that are switched on.
func (m *masker) chooseFinders(cfg *Config) {
	everywhere := m.looksFor(detectorIPAddress)
	if _, set := cfg.Detectors[detectors[detectorIPAddress].name]; !set && !everywhere {
		m.actions[detectorIPAddress] = ActionTruncate // where a key says that it is the address of a client
	}
	m.nationalPhone = named(m.phones.nationalAt, false)
	m.ibanFinders = m.only(finder{detectorIBAN, ibanAt})
	m.colonFinders = m.only(finder{detectorMACAddress, macAt})
	m.fine = everywhere || m.looksFor(detectorMACAddress)
	if everywhere {
		m.addressFinders = m.only(finder{detectorIPAddress, ipv4At})
		m.colonFinders = append(m.colonFinders, finder{detectorIPAddress, ipv6At})
	}
	m.numberFinders = slices.Concat(
		m.ibanFinders,
		m.only(
			finder{detectorUSSSN, named(ssnAt, false)},
			finder{detectorPhone, m.nationalPhone},
			finder{detectorMACAddress, macAt},
		),
		m.addressFinders,
	)
	m.beyondMarks = m.looksFor(detectorUserPath) || m.looksFor(detectorMACAddress) || len(m.patterns) > 0
	m.chooseTokenFinders()
	m.chooseHintFinders()
}

func (m *masker) chooseTokenFinders() {
	for _, f := range []tokenFinder{
		{detectorJWT, jwtAt},
		{detectorAPIKey, apiKeyAt},
		{detectorHTTPCredentials, httpCredentialsAt},
		{detectorUUID, uuidAt},
		{detectorMACAddress, func(s string, start, _ int) (int, int, bool) { return macAt(s, start) }},
	} {
		if m.looksFor(f.kind) {
			m.tokenFinders = append(m.tokenFinders, f)
		}
	}
}

func (m *masker) chooseHintFinders() {
	for _, f := range []hintFinder{
		{hint: hintPhone, finder: finder{detectorPhone, named(m.phones.nationalAt, true)}},
		{hint: hintSSN, finder: finder{detectorUSSSN, named(ssnAt, true)}},
		{hint: hintAlone, finder: finder{detectorUSSSN, loneSSNAt}},
		{hint: hintAlone, finder: finder{detectorPhone, lonePhoneAt}},
		{hint: hintClientAddress, finder: finder{detectorIPAddress, ipv4At}},
		{hint: hintClientAddress, finder: finder{detectorIPAddress, ipv6At}, colon: true},
	} {
		if m.looksFor(f.kind) {
			m.hintFinders = append(m.hintFinders, f)
		}
	}
}

// named settles whether a key says what the number is.
func named(find func(s string, i int, named bool) (int, int, bool), byKey bool) func(string, int) (int, int, bool) {
	return func(s string, i int) (int, int, bool) { return find(s, i, byKey) }
}

func (m *masker) only(finders ...finder) (on []finder) {
	for _, f := range finders {
		if m.looksFor(f.kind) {
			on = append(on, f)
		}
	}
	return on
}
