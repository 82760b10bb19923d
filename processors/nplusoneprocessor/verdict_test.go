package nplusoneprocessor

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// The corpus in testdata/verdicts holds labelled traces, one a file. A label is what a developer who reads the trace
// would want to be told; what the processor does at present has no say in it. Each trace goes through a processor
// with default settings twice: as one batch, and span by span in the order in which the spans end. Traces in
// testdata/verdicts/open are not run: their right verdict is known and needs a decision first.
//
// A file reads:
//
//	# Why the label is what it is.
//	expect warn db 8 "SELECT users" on "GET /posts" source "SELECT posts"
//	SERVER "GET /posts" 0 230
//	  CLIENT "SELECT posts" 2 5 postgresql `SELECT * FROM posts LIMIT 8`
//	  x8 every 12
//	    CLIENT "SELECT users" 10 7 postgresql `SELECT * FROM users WHERE id = $i`
//
// Expectations:
//
//	expect none                    no finding at all
//	expect quiet                   nothing above info
//	expect SEVERITY KIND REPEATS "SUMMARY" on "SPAN" [parameters WORD] [concurrency WORD] [source "SUMMARY"]
//
// Quotes of names and letter case make no difference in a summary.
// Several expectations may stand; every finding must be expected by one, and each must be met.
//
// A span: KIND "name" START DURATION, then in any order SYSTEM `text`, {key=value key=[listed] "key=value with blanks"},
// @service, ! (status error) and absent (the span is never sent; its children are). START is in milliseconds from the
// start of the parent, negative where clocks disagree. Children are indented by two blanks more than their parent.
//
// Systems: http (the text is METHOD URL), rpc (service/method); any other word is a database. A tilde behind the
// system (postgresql~) writes the attributes of the legacy conventions.
//
// "xN every MS" repeats the block indented below it; "trace" alone on a line starts another trace. In names, texts
// and attributes $i is the index of the innermost repetition, from 1, $j that of the next outer one; $u is a UUID,
// $h are 24 hexadecimal digits and $w a word, each made from both indices; $[N:TEXT] is TEXT N times.

// expectation is one line that starts with "expect".
type expectation struct {
	severity, kind, summary, on string
	repeats                     int
	details                     map[string]string // attribute to value
}

// labelled is a file of the corpus.
type labelled struct {
	expected []expectation
	quiet    bool // nothing above info; expected is empty
	spans    []verdictSpan
}

func TestVerdicts(t *testing.T) {
	files, err := filepath.Glob("testdata/verdicts/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	table := map[string]int{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			outcome, why := judgeFile(t, file)
			table[outcome]++
			if outcome != "right" {
				t.Errorf("%s: %s", outcome, why)
			}
		})
	}
	t.Logf("%d traces: %d right, %d missed, %d false alarms, %d with a wrong detail",
		len(files), table["right"], table["missed"], table["false alarm"], table["wrong detail"])
}

// judgeFile compares the label with what is found in one batch and span by span.
func judgeFile(t *testing.T, file string) (outcome, why string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	l, err := parseVerdict(string(raw))
	require.NoError(t, err, file)

	r := newRig(t)
	require.NoError(t, r.ConsumeTraces(t.Context(), toTraces(l.spans)))
	if outcome, why = l.compare(r.sink.AllTraces(), true); outcome != "right" {
		return outcome, why
	}
	r = newRig(t)
	streamed, treeOrder := byEnd(l.spans)
	for _, span := range streamed {
		require.NoError(t, r.ConsumeTraces(t.Context(), toTraces([]verdictSpan{span})))
	}
	outcome, why = l.compare(r.sink.AllTraces(), treeOrder)
	return outcome, "span by span: " + why
}

// byEnd sorts the spans as a program would export them; treeOrder is false where a span ends after its parent.
func byEnd(spans []verdictSpan) (sorted []verdictSpan, treeOrder bool) {
	sorted = slices.Clone(spans)
	slices.SortStableFunc(sorted, func(a, b verdictSpan) int {
		return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(b.id, a.id)) // ids grow from parent to child
	})
	passed := map[uint64]bool{}
	for _, s := range sorted {
		if passed[s.parent] {
			return sorted, false
		}
		passed[s.id] = true
	}
	return sorted, true
}

// compare tells the worst of: a finding nobody expects, an expectation nothing meets, one met with other details.
// Details are compared where the findings are complete.
func (l *labelled) compare(out []ptrace.Traces, complete bool) (outcome, why string) {
	names := spanNames(out)
	open := slices.Clone(l.expected)
	for _, f := range findingsIn(out...) {
		at := slices.IndexFunc(open, func(e expectation) bool { return e.meets(f) })
		switch {
		case at >= 0 && complete:
			if difference := open[at].differs(f, names[f.on]); difference != "" {
				return "wrong detail", difference + ": " + tell(f, names)
			}
			open = slices.Delete(open, at, at+1)
		case at >= 0:
			open = slices.Delete(open, at, at+1)
		case !l.quiet || f.attrs[finding.AttrFindingSeverity] == string(finding.SeverityWarn):
			return "false alarm", tell(f, names)
		}
	}
	if len(open) > 0 {
		return "missed", fmt.Sprintf("%s %q", open[0].kind, open[0].summary)
	}
	return "right", ""
}

func (e *expectation) meets(f found) bool {
	summary, _ := f.attrs[finding.AttrDBQuerySummary].(string)
	return e.kind == f.attrs[finding.AttrNPlusOneKind] && strings.EqualFold(unquoted.Replace(summary), e.summary)
}

// unquoted takes the quotes of identifiers away: labels do not judge how summaries spell names.
var unquoted = strings.NewReplacer(`"`, "", "`", "", "[", "", "]", "")

func (e *expectation) differs(f found, on string) string {
	switch {
	case e.severity != f.attrs[finding.AttrFindingSeverity]:
		return "severity, want " + e.severity
	case e.repeats != f.repeats():
		return fmt.Sprintf("repeats, want %d", e.repeats)
	case e.on != on:
		return fmt.Sprintf("span, want %q", e.on)
	}
	for key, want := range e.details {
		if got := f.attrs[key]; got != want {
			return fmt.Sprintf("%s, want %q, got %q", key, want, got)
		}
	}
	return ""
}

func tell(f found, names map[uint64]string) string {
	return fmt.Sprintf("%v %v %d %q on %q (%v)", f.attrs[finding.AttrFindingSeverity],
		f.attrs[finding.AttrNPlusOneKind], f.repeats(), f.attrs[finding.AttrDBQuerySummary], names[f.on],
		f.attrs[finding.AttrDBQueryText])
}

func spanNames(out []ptrace.Traces) map[uint64]string {
	names := map[uint64]string{}
	for _, td := range out {
		eachSpan(td, func(span ptrace.Span) { names[toUint(span.SpanID())] = span.Name() })
	}
	return names
}
