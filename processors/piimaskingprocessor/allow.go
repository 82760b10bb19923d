package piimaskingprocessor

import (
	"fmt"
	"strings"
)

// allowList holds the matches that are left alone, in lower case.
type allowList struct {
	exact   map[string]struct{}
	domains map[string]struct{}
}

func newAllowList(entries []string) allowList {
	list := allowList{exact: map[string]struct{}{}, domains: map[string]struct{}{}}
	for _, entry := range entries {
		entry = strings.ToLower(entry)
		if domain, ok := strings.CutPrefix(entry, "*@"); ok {
			list.domains[domain] = struct{}{}
		} else {
			list.exact[entry] = struct{}{}
		}
	}
	return list
}

// allows tells whether the match is left alone. An encoded address is compared in its plain form.
func (l allowList) allows(s string, m match) bool {
	if len(l.exact)+len(l.domains) == 0 {
		return false
	}
	text := s[m.start:m.end]
	if m.kind == detectorEmail {
		domain := strings.ToLower(s[m.domain:m.end])
		if _, ok := l.domains[domain]; ok {
			return true
		}
		text = s[m.start:m.at] + "@" + domain
	}
	_, ok := l.exact[strings.ToLower(text)]
	return ok
}

func validateAllow(path, entry string) error {
	rest, isDomain := strings.CutPrefix(entry, "*@")
	switch {
	case entry == "":
		return fmt.Errorf("%s: is empty; give an exact match or \"*@domain\"", path)
	case strings.Contains(rest, "*") || isDomain && rest == "":
		return fmt.Errorf("%s: %q is too wide; give an exact match or \"*@domain\"", path, entry)
	}
	return nil
}
