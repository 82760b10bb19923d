package slowqueryprocessor

import (
	"cmp"
	"slices"
	"time"

	"github.com/DataDog/sketches-go/ddsketch"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Statements returns the table of statements, see finding.StatementSource. Each shard is locked for as long as it takes
// to add its records up.
func (h *history) Statements() []finding.Statement {
	rows := map[rowKey]*row{}
	for i := range h.shards {
		h.addShard(&h.shards[i], rows)
	}
	table := make([]finding.Statement, 0, len(rows))
	var total time.Duration
	for _, r := range rows {
		total = plus(total, r.Total)
		table = append(table, r.statement())
	}
	for i := range table {
		if total > 0 {
			table[i].Share = float64(table[i].Total) / float64(total)
		}
	}
	slices.SortFunc(table, func(a, b finding.Statement) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.System, b.System))
	})
	return table
}

// rowKey is one statement, whatever service makes it.
type rowKey struct {
	fingerprint uint64
	system      string
}

// row adds up the records of one statement.
type row struct {
	finding.Statement
	durations *ddsketch.DDSketch
}

func (h *history) addShard(shard *historyShard, rows map[rowKey]*row) {
	shard.mu.Lock()
	defer shard.mu.Unlock()
	for _, r := range shard.records.Values() {
		if r.calls == 0 {
			continue // its calls were not accepted yet
		}
		k := rowKey{uint64(r.key.fingerprint), r.system}
		if rows[k] == nil {
			rows[k] = &row{Statement: finding.Statement{Fingerprint: k.fingerprint, System: r.system}}
		}
		rows[k].add(r)
	}
}

func (w *row) add(r *record) {
	if r.longest > w.Max || w.Calls == 0 {
		w.Max, w.Example = r.longest, r.example
	}
	w.Text, w.Summary = known(w.Text, r.text), known(w.Summary, r.summary)
	w.Services = append(w.Services, r.service)
	w.Calls += r.calls
	w.Errors += r.errors
	w.Slow += r.slow
	w.Total = plus(w.Total, r.total)
	if seen := r.lastSeen.AsTime(); seen.After(w.LastSeen) {
		w.LastSeen = seen
	}
	for _, sketch := range []*ddsketch.DDSketch{r.baseline.normal, r.baseline.early, r.baseline.outside} {
		merge(&w.durations, sketch)
	}
}

// known is the one text that is known, or the first of two in their order: records come in any order.
func known(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func (w *row) statement() finding.Statement {
	slices.Sort(w.Services)
	w.Services = slices.Compact(w.Services) // long names are cut
	w.P50, w.P95, w.P99 = quantile(w.durations, p50), quantile(w.durations, p95), quantile(w.durations, p99)
	return w.Statement
}
