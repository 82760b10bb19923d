package bench_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/distro/bench"
)

var (
	rounds = flag.Int("rounds", 5, "turns of each collector that count, of BenchmarkDistribution")
	length = flag.Duration("turn", 3*time.Second, "how long each of them lasts")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// BenchmarkDistribution runs the built binary with each configuration, all at once, and puts them under load in turns: what
// the machine does beside it meets all of them, and a collector that has no load idles. It prints what each takes, medians
// over the rounds, and how they compare; a ratio is the median of the ratios within the rounds. `make bench-e2e` runs it.
func BenchmarkDistribution(b *testing.B) {
	m := claim(b)
	before := m.String()
	var all []*collector
	for _, c := range contestants {
		all = append(all, start(b, m, c))
	}
	for b.Loop() {
		for n := range *rounds + 1 {
			for turn := range all {
				c := all[(n+turn)%len(all)] // nobody always follows the same one
				got := c.turn(*length)
				if n > 0 { // the first one warms up
					c.rounds = append(c.rounds, got)
				}
			}
		}
	}
	_, _ = fmt.Printf("\nbefore: %s\nafter:  %s\n%d rounds of %s\n", before, m, *rounds, *length)
	table(os.Stdout, all)
	_, _ = fmt.Fprintln(os.Stdout)
	bench.Print(os.Stdout, lines(all))
}

// table prints what each collector took.
func table(w io.Writer, all []*collector) {
	_, _ = fmt.Fprintf(w, "\n| %-31s | %10s | %17s | %10s | %9s |\n", "one core, unless it says two", "records/s", "CPU-s per million", "cores busy", "peak RSS")
	_, _ = fmt.Fprintln(w, "|---------------------------------|-----------:|------------------:|-----------:|----------:|")
	for _, c := range all {
		_, _ = fmt.Fprintf(w, "| %-31s | %10.0f | %17.2f | %10.2f | %5.0f MiB |\n", c.name,
			median(c.each(func(r round) float64 { return r.rate })), median(c.each(func(r round) float64 { return r.cpu })),
			median(c.each(func(r round) float64 { return r.busy })), c.peak())
	}
}

func (c *collector) each(figure func(round) float64) []float64 {
	var figures []float64
	for _, r := range c.rounds {
		figures = append(figures, figure(r))
	}
	return figures
}

// lines are the comparisons.
func lines(all []*collector) []bench.Line {
	byName := map[string]*collector{}
	for _, c := range all {
		byName[c.name] = c
	}
	var out []bench.Line
	for _, m := range matches {
		rival, ours := byName[m.rival], byName[m.ours]
		line := bench.Line{What: m.what, Goal: m.goal}
		switch m.of {
		case capacity:
			line.Unit = "per CPU-s"
			line.Rival, line.Ours, line.Ratio = compared(rival, ours, func(r round) float64 { return 1e6 / r.cpu })
		case wall:
			line.Unit = "records/s"
			line.Rival, line.Ours, line.Ratio = compared(rival, ours, func(r round) float64 { return r.rate })
		case memory:
			line.Unit = "MiB"
			idle := byName["nothing"].peak()
			line.Ours = ours.peak() - idle
			if rival != nil {
				line.Rival = rival.peak() - idle
				line.Ratio = line.Rival / line.Ours
			}
		}
		out = append(out, line)
	}
	return out
}

// compared gives the medians, and the median of the ratios within the rounds.
func compared(rival, ours *collector, figure func(round) float64) (rivals, our, ratio float64) {
	theirs, mine := rival.each(figure), ours.each(figure)
	ratios := make([]float64, len(mine))
	for i := range ratios {
		ratios[i] = mine[i] / theirs[i]
	}
	return median(theirs), median(mine), median(ratios)
}
