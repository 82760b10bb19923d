package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// Text writes the report for people.
func (r *Report) Text(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Checked %d spans of %d traces%s.\n", r.Input.Spans, r.Input.Traces, LeftOut(r.Input))
	for i, g := range WorstFirst(r.Groups) {
		b.WriteByte('\n')
		g.text(&b, i+1)
	}
	b.WriteByte('\n')
	for _, budget := range r.Budgets {
		fmt.Fprintf(&b, "%s\n", printable(budget.text()))
	}
	if r.Gone > 0 {
		fmt.Fprintf(&b, "Known findings that were not found any more: %d. Write the baseline anew to keep them away.\n", r.Gone)
	}
	for _, warning := range r.Warnings() {
		fmt.Fprintf(&b, "Warning: %s.\n", warning.Message)
	}
	b.WriteString(r.verdict())
	_, err := w.Write(b.Bytes())
	return err
}

// verdict is the last line.
func (r *Report) verdict() string {
	switch {
	case r.Over():
		return "Over budget.\n"
	case r.Nothing():
		return "Nothing was checked.\n"
	default:
		return "Within budget.\n"
	}
}

// LeftOut says what was read and not checked; it is empty where all was.
func LeftOut(in input.Counts) string {
	var parts []string
	for _, left := range []struct {
		n    int
		what string
	}{
		{in.Duplicates, "spans that came twice"}, {in.Logs, "requests with logs"},
		{in.Metrics, "requests with metrics"}, {in.Profiles, "requests with profiles"}, {in.Empty, "empty requests"},
	} {
		if left.n > 0 {
			parts = append(parts, fmt.Sprintf("%s (%d)", left.what, left.n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "; left out: " + strings.Join(parts, ", ")
}

func (s Spent) text() string {
	where := ""
	if s.Selector != "" {
		where = " at " + s.Selector
	}
	verdict := ""
	if s.Over() {
		verdict = ": over budget"
	}
	return fmt.Sprintf("%s%s: %d found, %d allowed%s", s.Kind, where, s.Found, s.Limit, verdict)
}

func (g *Group) text(b *bytes.Buffer, number int) {
	fmt.Fprintf(b, "%2d. %s [%s] in %s%s\n", number, g.title(), g.Severity, printable(g.place()), g.standing())
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "    %-7s%s\n", label, printable(text))
		}
	}
	line("what:", g.what())
	line("call:", finding.Shorten(g.Worst.Text, 400))
	line("fix:", g.Worst.Hint)
	line("code:", g.code())
	line("trace:", g.Worst.TraceID.String()+", span "+g.Worst.SpanID.String())
	line("id:", g.ID())
}

// standing says how the group counts.
func (g *Group) standing() string {
	switch {
	case g.Known:
		return ": known"
	case g.Over:
		return ": over budget"
	case !g.Counted:
		return ": not counted"
	default:
		return ""
	}
}

func (g *Group) code() string {
	code := g.Worst.Code
	place := code.File
	if place != "" && code.Line > 0 {
		place += ":" + strconv.FormatInt(code.Line, 10)
	}
	return strings.TrimSpace(place + " " + code.Function)
}

// printable keeps a text on one line and without what a terminal or a CI log would take as a command.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return ' '
	}, text)
}

// milliseconds writes a duration as people compare them: 12.3ms, 1.2s.
func milliseconds(d time.Duration) string {
	if d >= time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(10 * time.Microsecond).String()
}
