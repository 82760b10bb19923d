package piimaskingprocessor

import (
	"strings"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// verdict is what the key of a value says about it.
type verdict struct {
	// action is what is done with the whole value; ActionOff leaves it to the detectors.
	action Action
	// builtIn is set if no rule of the settings decided; a built-in rule spares numbers and booleans that
	// cannot be secrets.
	builtIn bool
	// hint is what the key says about the numbers in the value.
	hint hint
	// fingerprint is set for the keys under which this project writes hexadecimal ids.
	fingerprint bool
}

// keyRules decides by the key alone, and remembers what it decided.
type keyRules struct {
	rules []compiledKeyRule
	cache *cache[verdict]
}

type compiledKeyRule struct {
	glob   glob
	action Action
}

func newKeyRules(rules []KeyRule) *keyRules {
	k := &keyRules{}
	for _, rule := range rules {
		k.rules = append(k.rules, compiledKeyRule{newGlob(rule.Match), rule.Action})
	}
	k.cache = newCache(k.decide)
	return k
}

func (k *keyRules) verdict(key string) verdict {
	return k.cache.get(key)
}

func (k *keyRules) decide(key string) verdict {
	lower := strings.ToLower(key)
	words := splitKey(key)
	for _, rule := range k.rules {
		if rule.glob.matches(lower) {
			return verdict{action: rule.action, hint: hintOf(words)}
		}
	}
	switch key {
	case finding.AttrQueryFingerprint, finding.AttrFindingID, finding.AttrNPlusOneSpanIDs:
		return verdict{action: ActionOff, builtIn: true, fingerprint: true}
	}
	if namesSecret(key) {
		return verdict{action: ActionReplace, builtIn: true, hint: hintOf(words)}
	}
	return verdict{action: ActionOff, builtIn: true, hint: hintOf(words)}
}
