package piimaskingprocessor

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

// corpusType is a label of a corpus: the detectors whose matches count for it, and the recall and precision
// that testdata/corpus.jsonl has to reach.
type corpusType struct {
	label string
	// detectors are those that hide it. The first claims of them say by their label what they found; a match of the
	// others is no mistake of this type.
	detectors         []detector
	claims            int
	recall, precision float64
	// credential is set for labels that overlap in meaning: a token in a URL may carry any of them. A match
	// that counts for one of these labels is no mistake where another of them stands.
	credential bool
}

var corpusTypes = []corpusType{
	{"EMAIL", []detector{detectorEmail}, 1, 0.99, 0.95, false},
	{"CREDIT_CARD", []detector{detectorCreditCard}, 1, 0.97, 0.95, false},
	{"PHONE", []detector{detectorPhone}, 1, 0.85, 0.95, false},
	{"US_SSN", []detector{detectorUSSSN}, 1, 0.95, 0.95, false},
	{"IBAN", []detector{detectorIBAN}, 1, 0.95, 0.95, false},
	{"IP", []detector{detectorIPAddress}, 1, 0.99, 0.95, false},
	{"MAC", []detector{detectorMACAddress}, 1, 0.95, 0.95, false},
	{"UUID", []detector{detectorUUID}, 1, 0.95, 0.95, false},
	{"JWT", []detector{detectorJWT}, 1, 0.95, 0.95, true},
	{"PRIVATE_KEY", []detector{detectorPrivateKey}, 1, 0.95, 0.95, true},
	{"URL_CREDENTIALS", []detector{detectorURLCredentials}, 1, 0.95, 0.95, true},
	{"API_KEY", []detector{detectorAPIKey, detectorHTTPCredentials, detectorURLCredentials, detectorSecret}, 2, 0.80, 0.95, true},
	{"PASSWORD", []detector{detectorSecret}, 1, 0.80, 0.95, true},
}

// minLabels is how many labels of each type the corpus of this package has.
const minLabels = 20

func isCredential(label string) bool {
	return slices.ContainsFunc(corpusTypes, func(c corpusType) bool { return c.credential && c.label == label })
}

// corpusLine is one labelled text. Offsets count Unicode code points, end exclusive. A detection is a false
// positive only if its type is among LabelledTypes. In the file, keys of vendors have their first letter
// escaped, lest scanners for leaked keys take them for real.
type corpusLine struct {
	Text          string       `json:"text"`
	Spans         []corpusSpan `json:"spans"`
	LabelledTypes []string     `json:"labelled_types"`
	// Hint names the region whose telephone numbers the text writes; ZZ stands for none.
	Hint struct {
		Region string `json:"region"`
	} `json:"hint"`

	matches []match
}

type corpusSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
	// Checksum is false for a number with a wrong check digit: it counts neither way.
	Checksum *bool `json:"checksum"`
}

func (s corpusSpan) counts() bool { return s.Checksum == nil || *s.Checksum }

func (s corpusSpan) overlaps(m match) bool { return m.start < s.End && s.Start < m.end }

// score counts labels (those covered whole, those touched by any detector, all) and matches (right, wrong).
type score struct{ found, touched, labelled, right, wrong int }

func (s score) recall() float64    { return share(s.found, s.labelled) }
func (s score) reached() float64   { return share(s.touched, s.labelled) }
func (s score) precision() float64 { return share(s.right, s.right+s.wrong) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// TestCorpus prints recall and precision per type on the labelled texts in the file that PII_CORPUS names,
// with all detectors on. A label is found if the matches that count for it cover it whole; it is touched if
// any match reaches into it. Only the file of this package has to reach the thresholds: another one is measured.
func TestCorpus(t *testing.T) {
	path := os.Getenv("PII_CORPUS")
	own := path == ""
	if own {
		path = "testdata/corpus.jsonl"
	}
	lines := readCorpus(t, path)
	for _, typ := range corpusTypes {
		t.Run(typ.label, func(t *testing.T) {
			s := scoreOf(t, lines, typ)
			if own {
				assert.GreaterOrEqual(t, s.labelled, minLabels, "too few labels")
			}
			t.Logf("%-15s recall %6.2f%% (%d of %d, %d touched: %.2f%%)  precision %6.2f%% (%d of %d)", typ.label,
				100*s.recall(), s.found, s.labelled, s.touched, 100*s.reached(), 100*s.precision(), s.right, s.right+s.wrong)
			if own {
				assert.GreaterOrEqual(t, s.recall(), typ.recall)
				assert.GreaterOrEqual(t, s.precision(), typ.precision)
			}
		})
	}
}

// readCorpus reads a corpus and masks its texts.
func readCorpus(t *testing.T, path string) []corpusLine {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	var lines []corpusLine
	passes := map[string]*pass{}
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var line corpusLine
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &line))
		region := line.Hint.Region
		if passes[region] == nil {
			passes[region] = corpusPass(t, region)
		}
		line.matches = runeMatches(passes[region], line.Text)
		lines = append(lines, line)
	}
	require.NoError(t, scanner.Err())
	return lines
}

// corpusPass has all detectors on, the one for telephone numbers with the region of the text.
func corpusPass(t *testing.T, region string) *pass {
	t.Helper()
	settings := map[string]any{}
	for _, name := range detectorNames() {
		settings[name] = map[string]any{"action": string(ActionReplace)}
	}
	if phone, ok := settings["phone"].(map[string]any); ok && region != "" && region != "ZZ" {
		phone["regions"] = []any{region}
	}
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, confmap.NewFromStringMap(map[string]any{"detectors": settings}).Unmarshal(cfg))
	require.NoError(t, cfg.Validate())
	m, err := newMasker(cfg)
	require.NoError(t, err)
	return m.begin()
}

func scoreOf(t *testing.T, lines []corpusLine, typ corpusType) (s score) {
	t.Helper()
	for _, line := range lines {
		matches := ofKinds(line.matches, typ.detectors...)
		for _, span := range line.Spans {
			if span.Type == typ.label && span.counts() {
				s.look(t, line, span, matches)
			}
		}
		for _, m := range matches {
			s.judge(t, line, typ, m)
		}
	}
	return s
}

func ofKinds(matches []match, kinds ...detector) (some []match) {
	for _, m := range matches {
		if slices.Contains(kinds, m.kind) {
			some = append(some, m)
		}
	}
	return some
}

// look counts one label. A label whose detectors do not exist is only counted.
func (s *score) look(t *testing.T, line corpusLine, span corpusSpan, matches []match) {
	t.Helper()
	s.labelled++
	if slices.ContainsFunc(line.matches, span.overlaps) {
		s.touched++
	}
	if span.coveredBy(matches) {
		s.found++
	} else {
		t.Logf("missed  %s %q in %q", span.Type, string([]rune(line.Text)[span.Start:span.End]), line.Text)
	}
}

// coveredBy tells whether the matches, which are sorted and apart, cover the label whole.
func (s corpusSpan) coveredBy(matches []match) bool {
	covered := s.Start
	for _, m := range matches {
		if m.start <= covered && covered < m.end {
			covered = m.end
		}
	}
	return covered >= s.End
}

// judge counts one match.
func (s *score) judge(t *testing.T, line corpusLine, typ corpusType, m match) {
	t.Helper()
	for _, span := range line.Spans {
		if !span.overlaps(m) {
			continue
		}
		if span.Type == typ.label {
			if span.counts() {
				s.right++
			}
			return
		}
		if typ.credential && isCredential(span.Type) {
			return
		}
	}
	if slices.Contains(line.LabelledTypes, typ.label) && slices.Contains(typ.detectors[:typ.claims], m.kind) {
		s.wrong++
		t.Logf("wrongly %s %q in %q", typ.label, string([]rune(line.Text)[m.start:m.end]), line.Text)
	}
}

// runeMatches are the matches that would be rewritten, with offsets in code points.
func runeMatches(p *pass, text string) []match {
	p.find(text, hintWithoutKey(text))
	var found []match
	for _, m := range p.decide(placeLogBody, text, true) {
		start := utf8.RuneCountInString(text[:m.start])
		found = append(found, match{kind: m.kind, start: start, end: start + utf8.RuneCountInString(text[m.start:m.end])})
	}
	return found
}

// TestScore holds how labels and matches are counted.
func TestScore(t *testing.T) {
	no := false
	email := corpusTypes[0]
	span := corpusSpan{Start: 4, End: 10, Type: "EMAIL"}
	at := func(start, end int) match { return match{kind: detectorEmail, start: start, end: end} }
	for _, tt := range []struct {
		name     string
		spans    []corpusSpan
		labelled []string
		matches  []match
		want     score
	}{
		{"nothing", nil, []string{"EMAIL"}, nil, score{}},
		{"exact", []corpusSpan{span}, nil, []match{at(4, 10)}, score{found: 1, touched: 1, labelled: 1, right: 1}},
		{"wider", []corpusSpan{span}, nil, []match{at(0, 12)}, score{found: 1, touched: 1, labelled: 1, right: 1}},
		{"two that cover it together", []corpusSpan{span}, nil, []match{at(4, 7), at(7, 10)}, score{found: 1, touched: 1, labelled: 1, right: 2}},
		{"a gap", []corpusSpan{span}, nil, []match{at(4, 6), at(7, 10)}, score{touched: 1, labelled: 1, right: 2}},
		{"a part", []corpusSpan{span}, nil, []match{at(5, 10)}, score{touched: 1, labelled: 1, right: 1}},
		{"another detector", []corpusSpan{span}, nil, []match{{kind: detectorCreditCard, start: 4, end: 10}}, score{touched: 1, labelled: 1}},
		{"beside it", []corpusSpan{span}, []string{"EMAIL"}, []match{at(0, 4)}, score{labelled: 1, wrong: 1}},
		{"not labelled with it", nil, []string{"IP"}, []match{at(4, 10)}, score{}},
		{"a wrong check digit", []corpusSpan{{Start: 4, End: 10, Type: "EMAIL", Checksum: &no}}, []string{"EMAIL"}, []match{at(4, 10)}, score{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line := corpusLine{Text: "a text of letters", Spans: tt.spans, LabelledTypes: tt.labelled, matches: tt.matches}
			assert.Equal(t, tt.want, scoreOf(t, []corpusLine{line}, email))
		})
	}
}

// TestOnlyWhatClaimsATypeCanBeWrongAboutIt holds that a pair hides an API key without saying that it is one.
func TestOnlyWhatClaimsATypeCanBeWrongAboutIt(t *testing.T) {
	i := slices.IndexFunc(corpusTypes, func(c corpusType) bool { return c.label == "API_KEY" })
	line := corpusLine{Text: "a text", LabelledTypes: []string{"API_KEY"}}
	for kind, want := range map[detector]score{detectorAPIKey: {wrong: 1}, detectorHTTPCredentials: {wrong: 1}, detectorSecret: {}} {
		var s score
		s.judge(t, line, corpusTypes[i], match{kind: kind, end: 4})
		assert.Equal(t, want, s)
	}
}

// TestCredentialsExcuseEachOther holds that a match that counts for two labels is no mistake where either stands.
func TestCredentialsExcuseEachOther(t *testing.T) {
	all := []string{"EMAIL", "API_KEY", "URL_CREDENTIALS"}
	line := corpusLine{Text: "a text", LabelledTypes: all, Spans: []corpusSpan{{Start: 0, End: 4, Type: "URL_CREDENTIALS"}}}
	for _, typ := range corpusTypes {
		var s score
		s.judge(t, line, typ, match{kind: typ.detectors[0], end: 4})
		want := score{}
		switch typ.label {
		case "URL_CREDENTIALS":
			want.right = 1
		case "EMAIL":
			want.wrong = 1
		}
		assert.Equal(t, want, s, typ.label)
	}
}
