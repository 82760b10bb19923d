package piimaskingprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// keywordWindow is how far before a match of a pattern one of its keywords may stand, in bytes.
const keywordWindow = 40

// PatternConfig is a detector of the operator's own.
type PatternConfig struct {
	// Name is what the label of the action replace says, in capitals: [EMPLOYEE_ID]. Small letters, digits and
	// underscores.
	Name string `mapstructure:"name"`
	// Regex is in the syntax of RE2. With a group in it, the group is the match; more than one is refused.
	Regex string `mapstructure:"regex"`
	// Validator also has to agree to a match: luhn (ISO/IEC 7812-1 check digit) or mod97 (ISO 7064, as in an
	// IBAN). Default: none.
	Validator string `mapstructure:"validator"`
	// Keywords are words of which one has to stand in the 40 bytes before a match, upper and lower case alike.
	// A text without any of them is not searched. Default: none.
	Keywords []string `mapstructure:"keywords"`
	// Action is what is done with a match. Default: replace.
	Action Action `mapstructure:"action"`
}

// pattern is a PatternConfig made ready for use.
type pattern struct {
	regex    *regexp.Regexp
	group    int
	label    string
	action   Action
	keywords []string
	valid    func(string) bool
}

var validators = map[string]func(string) bool{
	"":      func(string) bool { return true },
	"luhn":  validLuhn,
	"mod97": validMod97,
}

func validatePatterns(configs []PatternConfig) error {
	var errs []error
	for i, c := range configs {
		path := fmt.Sprintf("patterns[%d]", i)
		errs = append(errs, c.validate(path))
		if slices.ContainsFunc(configs[:i], func(other PatternConfig) bool { return other.Name == c.Name }) {
			errs = append(errs, fmt.Errorf("%s.name: %q is taken by another pattern; choose another name", path, c.Name))
		}
	}
	return errors.Join(errs...)
}

func (c PatternConfig) validate(path string) error {
	var errs []error
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(c.Name) {
		errs = append(errs, fmt.Errorf("%s.name: %q is not a name; use small letters, digits and underscores, such as employee_id", path, c.Name))
	}
	if _, ok := validators[c.Validator]; !ok {
		errs = append(errs, fmt.Errorf("%s.validator: unknown validator %q; use one of luhn, mod97, or none", path, c.Validator))
	}
	if i := slices.IndexFunc(c.Keywords, func(word string) bool { return strings.TrimSpace(word) == "" }); i >= 0 {
		errs = append(errs, fmt.Errorf("%s.keywords[%d]: is empty; remove it or give a word", path, i))
	}
	if c.Action != "" {
		errs = append(errs, validateAction(path+".action", c.Action, detectors[detectorPattern].actions))
	}
	return errors.Join(append(errs, c.validateRegex(path+".regex"))...)
}

func (c PatternConfig) validateRegex(path string) error {
	regex, err := regexp.Compile(c.Regex)
	switch {
	case c.Regex == "":
		return fmt.Errorf("%s: is empty; give a regular expression in the syntax of RE2", path)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	case regex.NumSubexp() > 1:
		return fmt.Errorf("%s: has %d groups; mark the match with one, and write the others as (?:…)", path, regex.NumSubexp())
	case regex.MatchString(""):
		return fmt.Errorf("%s: matches the empty text; ask for at least one character", path)
	case regex.MatchString(c.label()):
		return fmt.Errorf("%s: matches %s, which the action replace writes; make it more exact or choose another name", path, c.label())
	}
	return nil
}

func (c PatternConfig) label() string {
	return "[" + strings.ToUpper(c.Name) + "]"
}

// compilePatterns takes patterns that Validate has passed.
func compilePatterns(configs []PatternConfig) ([]pattern, error) {
	patterns := make([]pattern, len(configs))
	for i, c := range configs {
		regex, err := regexp.Compile(c.Regex)
		if err != nil {
			return nil, fmt.Errorf("patterns[%d].regex: %w", i, err)
		}
		p := pattern{regex: regex, group: regex.NumSubexp(), label: c.label(), action: c.Action, valid: validators[c.Validator]}
		if p.action == "" {
			p.action = detectors[detectorPattern].actions[0]
		}
		for _, word := range c.Keywords {
			p.keywords = append(p.keywords, strings.ToLower(word))
		}
		patterns[i] = p
	}
	return patterns, nil
}

// appendMatches appends the matches of the pattern, which is the one at index rule of the settings.
func (p *pattern) appendMatches(found []match, s string, rule int) []match {
	if p.action == ActionOff || !p.hasKeyword(s) {
		return found
	}
	for _, at := range p.regex.FindAllStringSubmatchIndex(s, -1) {
		start, end := at[2*p.group], at[2*p.group+1]
		if start < end && p.hasKeyword(s[max(0, start-keywordWindow):start]) && p.valid(s[start:end]) {
			found = append(found, match{kind: detectorPattern, start: start, end: end, rule: rule})
		}
	}
	return found
}

func (p *pattern) hasKeyword(s string) bool {
	if len(p.keywords) == 0 {
		return true
	}
	lower := strings.ToLower(s)
	return slices.ContainsFunc(p.keywords, func(word string) bool { return strings.Contains(lower, word) })
}

func validLuhn(s string) bool {
	digits := appendAlnum(nil, s, classDigit)
	return len(digits) > 1 && luhn(digits)
}

func validMod97(s string) bool {
	text := appendAlnum(nil, strings.ToUpper(s), classAlnum)
	if len(text) < 5 {
		return false
	}
	rest := 0
	for _, c := range append(text[4:len(text):len(text)], text[:4]...) { // the check digits stand in front
		rest = mod97(rest, c)
	}
	return rest == 1
}
