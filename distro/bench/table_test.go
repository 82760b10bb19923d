package bench_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/bench"
)

func TestGoals(t *testing.T) {
	for _, c := range []struct {
		goal    bench.Goal
		text    string
		figure  float64
		verdict string
	}{
		{bench.Goal{}, "", 3, ""},
		{bench.Goal{Least: 16}, "≥ 16", 16, "kept"},
		{bench.Goal{Least: 16}, "≥ 16", 15.99, "missed"},
		{bench.Goal{Most: 0.7}, "≤ 0.7", 0.7, "kept"},
		{bench.Goal{Most: 0.7}, "≤ 0.7", 0.71, "missed"},
		{bench.Goal{Zero: true}, "0", 0, "kept"},
		{bench.Goal{Zero: true}, "0", 1, "missed"},
	} {
		assert.Equal(t, c.text, c.goal.String())
		assert.Equal(t, c.verdict, c.goal.Verdict(c.figure), "%v of %s", c.figure, c.goal)
	}
}

const output = `goos: linux
pkg: example.com/processors/masking
BenchmarkRivals/traces-2 	   100	  99000 ns/op	  900 ours-ns/record	  40001 rival-ns/record	   7 B/op	  0 allocs/op
BenchmarkRivals/traces-2 	   100	  12000 ns/op	  100 ours-ns/record	  39999 rival-ns/record	   7 B/op	  0 allocs/op
BenchmarkRivals/traces-2 	   100	  52000 ns/op	  500 ours-ns/record	  40000 rival-ns/record	   7 B/op	  0 allocs/op
pkg: example.com/bench
BenchmarkCores 	   1	  5 ns/op	  100 one-spans/s	  150 two-spans/s
--- BENCH: BenchmarkCores
PASS
`

func TestCompare(t *testing.T) {
	lines, err := bench.Compare(strings.NewReader(output), []bench.Comparison{
		{What: "times", Ours: "masking Rivals/traces ours-ns/record", Rival: "masking Rivals/traces rival-ns/record", Goal: bench.Goal{Least: 80}},
		{What: "alone", Ours: "masking Rivals/traces allocs/op", Goal: bench.Goal{Zero: true}},
		{What: "renamed", Ours: "masking Rivals/spans ours-ns/record"},
		{What: "rates", Ours: "bench Cores two-spans/s", Rival: "bench Cores one-spans/s", Goal: bench.Goal{Least: 1.7}},
		{What: "no rival", Ours: "bench Cores two-spans/s", Rival: "bench Cores three-spans/s"},
	})
	require.EqualError(t, err, `renamed: the output has no figure "masking Rivals/spans ours-ns/record"
no rival: the output has no figure "bench Cores three-spans/s"`)
	var table strings.Builder
	bench.Print(&table, lines)
	assert.Equal(t, `
| what                                                       | unit      |     rival |      ours |  ratio |   goal |        |
|------------------------------------------------------------|-----------|----------:|----------:|-------:|-------:|--------|
| times                                                      | ns/record |     40000 |       500 |     80 |   ≥ 80 | kept   |
| alone                                                      | allocs/op |           |         0 |        |      0 | kept   |
| rates                                                      | spans/s   |       100 |       150 |    1.5 |  ≥ 1.7 | missed |
`, "\n"+table.String())
}

func TestCompareUnreadable(t *testing.T) {
	_, err := bench.Compare(broken{}, nil)
	require.EqualError(t, err, "cut off")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut off") }
