package bench_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/bench"
)

// contestant is the collector with one configuration under one load.
type contestant struct {
	name   string // as the table shows it
	config string // of configs/, which also tells the signal
	calls  int    // of 20 spans, how many are database calls
	cores  int
}

const halfCalls, allCalls = 10, 19

var contestants = []contestant{
	{"nothing", "traces_nothing", halfCalls, 1},
	{"memory_limiter, batch", "traces_batch", halfCalls, 1},
	{"redaction, five patterns", "traces_redaction", halfCalls, 1},
	{"transform, the same five", "traces_transform", halfCalls, 1},
	{"groupbytrace", "traces_groupbytrace", halfCalls, 1},
	{"pii_masking", "traces_pii_masking", halfCalls, 1},
	{"slow_query", "traces_slow_query", halfCalls, 1},
	{"n_plus_one", "traces_n_plus_one", halfCalls, 1},
	{"all three", "traces_all_three", halfCalls, 1},
	{"all three, 19 of 20 spans calls", "traces_all_three", allCalls, 1},
	{"all three, two cores", "traces_all_three", halfCalls, 2},
	{"logs: nothing", "logs_nothing", 0, 1},
	{"logs: redaction", "logs_redaction", 0, 1},
	{"logs: transform", "logs_transform", 0, 1},
	{"logs: pii_masking", "logs_pii_masking", 0, 1},
}

func (c contestant) logs() bool { return strings.HasPrefix(c.config, "logs_") }

// measure is a figure of a contestant to compare.
type measure int

const (
	// capacity is records for each second of CPU time, which is what a core can take: more is better. Where the machine has
	// nothing else to do it is the same as wall, and where it has, the neighbours do not count.
	capacity measure = iota
	wall             // records a second; more is better
	memory           // MiB at the highest, less what the collector takes that does nothing; less is better
)

// matches are the comparisons that have goals, and those that show what a goal does not.
var matches = []struct {
	what, rival, ours string
	of                measure
	goal              bench.Goal
}{
	{"pii_masking against redaction", "redaction, five patterns", "pii_masking", capacity, bench.Goal{Least: 16}},
	{"pii_masking against transform", "transform, the same five", "pii_masking", capacity, bench.Goal{Least: 16}},
	{"n_plus_one against groupbytrace", "groupbytrace", "n_plus_one", capacity, bench.Goal{Least: 3}},
	{"n_plus_one against groupbytrace, memory added", "groupbytrace", "n_plus_one", memory, bench.Goal{Least: 10}},
	{"all three against nothing", "nothing", "all three", capacity, bench.Goal{Least: 0.8}},
	{"all three, 19 of 20 spans calls, against nothing", "nothing", "all three, 19 of 20 spans calls", capacity, bench.Goal{}},
	{"all three, memory added to nothing", "", "all three", memory, bench.Goal{Most: 100}},
	{"all three against nothing, by the clock", "nothing", "all three", wall, bench.Goal{}},
	{"all three against redaction alone", "redaction, five patterns", "all three", capacity, bench.Goal{}},
	{"logs: pii_masking against nothing", "logs: nothing", "logs: pii_masking", capacity, bench.Goal{Least: 0.75}},
	{"logs: pii_masking against redaction", "logs: redaction", "logs: pii_masking", capacity, bench.Goal{}},
	{"logs: pii_masking against transform", "logs: transform", "logs: pii_masking", capacity, bench.Goal{}},
	{"all three, two cores against one", "all three", "all three, two cores", wall, bench.Goal{Least: 1.7}},
}

// TestEveryConfigurationTakesPart holds the files to the table of contestants, and that to the comparisons.
func TestEveryConfigurationTakesPart(t *testing.T) {
	files, err := filepath.Glob("configs/*_*.yaml")
	require.NoError(t, err)
	used, names := map[string]bool{}, map[string]bool{"": true}
	for _, c := range contestants {
		assert.False(t, names[c.name], "two are called %s", c.name)
		used["configs/"+c.config+".yaml"], names[c.name] = true, true
	}
	for _, file := range files {
		assert.True(t, used[file], "%s takes no part", file)
	}
	assert.Len(t, used, len(files))
	for _, m := range matches {
		assert.True(t, names[m.rival] && names[m.ours], m.what)
	}
}
