package demo

import (
	"fmt"
	"io"
	"time"
)

// title is what a developer calls a kind of finding.
var title = map[string]string{"n_plus_one": "N+1", "slow_query": "Slow query"}

// writeFindings tells what was found, worst first, in plain words; look says where to see a trace.
func writeFindings(w io.Writer, findings []found, look func(traceID string) string) {
	if len(findings) == 0 {
		_, _ = fmt.Fprintln(w, "No finding yet. The first one comes seconds after the first traffic.")
		return
	}
	_, _ = fmt.Fprintln(w, "What the collector found, worst first:")
	for i, f := range findings {
		_, _ = fmt.Fprintf(w, "\n%2d. %s [%s] in %s (%s)\n", i+1, title[f.Kind], f.Severity, f.Operation, f.Service)
		_, _ = fmt.Fprintf(w, "    what:  %s\n", f.what())
		_, _ = fmt.Fprintf(w, "    fix:   %s\n", f.Hint)
		_, _ = fmt.Fprintf(w, "    look:  %s\n", look(f.TraceID))
	}
}

func (f found) what() string {
	worst := f.Worst.Round(100 * time.Microsecond)
	if f.Kind == "n_plus_one" {
		return fmt.Sprintf("%s ran %d times below one span, %s in all at worst; seen in %s", f.Summary, f.Repeats, worst, counted(f.Count, "trace"))
	}
	return fmt.Sprintf("%s took %s at worst; seen %s", f.Summary, worst, counted(f.Count, "time"))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// writeWorst shows the worst finding of each kind as a trace.
func writeWorst(w io.Writer, findings []found, tracesFile string) error {
	shown := map[string]bool{}
	for _, f := range findings {
		if shown[f.Kind] {
			continue
		}
		shown[f.Kind] = true
		spans, err := readTrace(tracesFile, f.TraceID)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w, "\n%s at its worst, as a trace:\n\n", title[f.Kind])
		writeTree(w, spans)
	}
	return nil
}
