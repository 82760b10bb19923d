package bench

import (
	"fmt"
	"io"
	"strconv"
)

// Goal is what a figure has to reach; a bound that is 0 is none, unless Zero is set.
type Goal struct {
	Least, Most float64
	Zero        bool // it has to be 0
}

// String is the goal as it stands in a table.
func (g Goal) String() string {
	switch {
	case g.Zero:
		return "0"
	case g.Least > 0:
		return "≥ " + short(g.Least)
	case g.Most > 0:
		return "≤ " + short(g.Most)
	default:
		return ""
	}
}

// Verdict tells whether the figure reaches the goal: "kept" or "missed", empty where there is no goal.
func (g Goal) Verdict(figure float64) string {
	switch {
	case g == Goal{}:
		return ""
	case g.Zero && figure != 0, g.Least > 0 && figure < g.Least, g.Most > 0 && figure > g.Most:
		return "missed"
	default:
		return "kept"
	}
}

// Line is one comparison of two figures of one unit.
type Line struct {
	What, Unit string
	// Rival is 0 where there is none.
	Rival, Ours float64
	// Ratio is what the goal is one of where there is a rival; else it is one of Ours.
	Ratio float64
	Goal  Goal
}

// Verdict tells whether the line keeps its goal.
func (l Line) Verdict() string {
	if l.Rival > 0 {
		return l.Goal.Verdict(l.Ratio)
	}
	return l.Goal.Verdict(l.Ours)
}

const (
	row  = "| %-58s | %-9s | %9s | %9s | %6s | %6s | %-6s |\n"
	rule = "|------------------------------------------------------------|-----------|----------:|----------:|-------:|-------:|--------|"
)

// Print writes the lines as a Markdown table.
func Print(w io.Writer, lines []Line) {
	_, _ = fmt.Fprintf(w, row+"%s\n", "what", "unit", "rival", "ours", "ratio", "goal", "", rule)
	for _, l := range lines {
		rival, ratio := "", ""
		if l.Rival > 0 {
			rival, ratio = short(l.Rival), short(l.Ratio)
		}
		_, _ = fmt.Fprintf(w, row, l.What, l.Unit, rival, short(l.Ours), ratio, l.Goal, l.Verdict())
	}
}

// short is the figure with three digits that count, or all of them where it is a thousand and more.
func short(figure float64) string {
	if figure >= 1000 || figure <= -1000 {
		return strconv.FormatFloat(figure, 'f', 0, 64)
	}
	return strconv.FormatFloat(figure, 'g', 3, 64)
}
