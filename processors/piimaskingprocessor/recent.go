package piimaskingprocessor

// Bounds of what a pass remembers of a place: entries of a map, and the length in bytes of a text.
const (
	recentCount = 16
	recentBytes = 512
)

// recentEntries remembers what stood last at each position of the maps of one place. Telemetry of one source repeats its
// keys in the same order, and many values, span after span: what was clean a moment ago need not be scanned again.
type recentEntries [recentCount]recentEntry

// recentEntry holds a key with its verdict, and the last text under it that was clean. Both are compared whole, so
// nothing depends on what is remembered but time.
type recentEntry struct {
	known   bool
	hasText bool
	verdict verdict
	key     string
	clean   string
}

// at returns what is remembered of the i-th entry of a map, for the key that stands there now.
func (r *recentEntries) at(i int, key string, rules *keyRules) *recentEntry {
	entry := &r[i%recentCount]
	if !entry.known || entry.key != key {
		*entry = recentEntry{known: true, key: key, verdict: rules.verdict(key)}
	}
	return entry
}

// wasClean tells whether the text is the last clean one.
func (e *recentEntry) wasClean(s string) bool {
	return e.hasText && e.clean == s
}

// remember takes a text that was clean.
func (e *recentEntry) remember(s string) {
	if len(s) <= recentBytes {
		e.clean, e.hasText = s, true
	}
}
