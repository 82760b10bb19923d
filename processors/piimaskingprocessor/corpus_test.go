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
)

// corpusTypes maps the labels of a corpus to the detectors, with the recall and precision that
// testdata/corpus.jsonl has to reach.
var corpusTypes = []struct {
	label             string
	kind              detector
	recall, precision float64
}{
	{"EMAIL", detectorEmail, 0.99, 0.95},
	{"CREDIT_CARD", detectorCreditCard, 0.97, 0.95},
}

// corpusLine is one labelled text. Offsets count Unicode code points, end exclusive. A detection is a false
// positive only if its type is among LabelledTypes.
type corpusLine struct {
	Text          string       `json:"text"`
	Spans         []corpusSpan `json:"spans"`
	LabelledTypes []string     `json:"labelled_types"`
}

type corpusSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
	// Checksum is false for a number with a wrong check digit: it counts neither way.
	Checksum *bool `json:"checksum"`
}

func (s corpusSpan) counts() bool { return s.Checksum == nil || *s.Checksum }

type score struct{ found, labelled, right, wrong int }

func (s score) recall() float64    { return share(s.found, s.labelled) }
func (s score) precision() float64 { return share(s.right, s.right+s.wrong) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// TestCorpus prints recall and precision per type on the labelled texts in the file that PII_CORPUS names.
// A label is found if one match of its type covers it whole. Only the file of this package has to reach the
// thresholds: another one is measured.
func TestCorpus(t *testing.T) {
	path := os.Getenv("PII_CORPUS")
	own := path == ""
	if own {
		path = "testdata/corpus.jsonl"
	}
	lines := readCorpus(t, path)
	for _, typ := range corpusTypes {
		var s score
		for _, line := range lines {
			s.add(t, line, typ.label, typ.kind)
		}
		t.Logf("%-12s recall %6.2f%% (%d of %d)  precision %6.2f%% (%d of %d)", typ.label,
			100*s.recall(), s.found, s.labelled, 100*s.precision(), s.right, s.right+s.wrong)
		if own {
			assert.GreaterOrEqual(t, s.recall(), typ.recall, typ.label)
			assert.GreaterOrEqual(t, s.precision(), typ.precision, typ.label)
			assert.GreaterOrEqual(t, s.labelled, 20, "too few labels of the type %s", typ.label)
		}
	}
}

func readCorpus(t *testing.T, path string) []corpusLine {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	var lines []corpusLine
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var line corpusLine
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &line))
		lines = append(lines, line)
	}
	require.NoError(t, scanner.Err())
	return lines
}

func (s *score) add(t *testing.T, line corpusLine, label string, kind detector) {
	t.Helper()
	matches := runeMatches(line.Text, kind)
	for _, span := range line.Spans {
		if span.Type != label || !span.counts() {
			continue
		}
		s.labelled++
		if slices.ContainsFunc(matches, func(m match) bool { return m.start <= span.Start && span.End <= m.end }) {
			s.found++
		} else {
			t.Logf("missed  %s %q in %q", label, string([]rune(line.Text)[span.Start:span.End]), line.Text)
		}
	}
	for _, m := range matches {
		s.judge(t, line, label, m)
	}
}

func (s *score) judge(t *testing.T, line corpusLine, label string, m match) {
	t.Helper()
	for _, span := range line.Spans {
		if span.Type == label && m.start < span.End && span.Start < m.end {
			if span.counts() {
				s.right++
			}
			return
		}
	}
	if slices.Contains(line.LabelledTypes, label) {
		s.wrong++
		t.Logf("wrongly %s %q in %q", label, string([]rune(line.Text)[m.start:m.end]), line.Text)
	}
}

// runeMatches are the matches of one type that would be rewritten, with offsets in code points.
func runeMatches(text string, kind detector) []match {
	p := newTestPass()
	p.find(text, 0)
	var found []match
	for _, m := range p.decide(placeLogBody, text, true) {
		if m.kind == kind {
			start := utf8.RuneCountInString(text[:m.start])
			found = append(found, match{start: start, end: start + utf8.RuneCountInString(text[m.start:m.end])})
		}
	}
	return found
}
