package findingsextension

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// maxStatements bounds how many statements one answer holds: those that took the most time.
const maxStatements = 1000

// tables are the tables of statements that processors handed over.
type tables struct {
	mu      sync.Mutex
	sources map[int]finding.StatementSource
	next    int
}

// add takes a table; remove gives it back, and may be called twice.
func (t *tables) add(source finding.StatementSource) (remove func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sources == nil {
		t.sources = map[int]finding.StatementSource{}
	}
	id := t.next
	t.next++
	t.sources[id] = source
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.sources, id)
	}
}

// list gives the sources in the order in which they came.
func (t *tables) list() (sources []finding.StatementSource) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id := range t.next {
		if source, ok := t.sources[id]; ok {
			sources = append(sources, source)
		}
	}
	return sources
}

// statementTable is all of them as one, or those of one service.
type statementTable struct {
	rows []finding.Statement // what took the most time first; as many as the processors keep within their bounds
	// calls and total are of all rows.
	calls int64
	total time.Duration
}

// of gives the rows that the service is one of the callers of, or all for nil. What a statement took is known of all its
// callers together, so it counts as a whole for each of them.
func (t statementTable) of(service *string) statementTable {
	if service == nil {
		return t
	}
	var its statementTable
	for i := range t.rows {
		if slices.Contains(t.rows[i].Services, *service) {
			its.add(&t.rows[i])
		}
	}
	return its
}

func (t *statementTable) add(s *finding.Statement) {
	t.rows = append(t.rows, *s)
	t.calls += s.Calls
	t.total = plus(t.total, max(s.Total, 0))
}

// share is the statement's part of the time of all rows, 0 to 1.
func (t *statementTable) share(s *finding.Statement) float64 {
	if t.total <= 0 {
		return 0
	}
	return float64(max(s.Total, 0)) / float64(t.total)
}

// read asks the sources, without a lock: that takes some milliseconds.
func (t *tables) read() (table statementTable) {
	sources := t.list()
	merged := merger{}
	for _, source := range sources {
		for _, s := range source.Statements() {
			merged.add(s)
		}
	}
	table.rows = make([]finding.Statement, 0, len(merged))
	for _, s := range merged {
		table.add(s)
	}
	slices.SortFunc(table.rows, func(a, b finding.Statement) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.System, b.System))
	})
	return table
}

// merger adds up what several tables know of one statement: pipelines of their own have a table each.
type merger map[statementKey]*finding.Statement

type statementKey struct {
	fingerprint uint64
	system      string
}

// add keeps the larger of two percentiles: that of both together cannot be told, and is between them.
func (m merger) add(s finding.Statement) {
	k := statementKey{s.Fingerprint, s.System}
	known := m[k]
	if known == nil {
		s.Services = slices.Clone(s.Services)
		s.Text = finding.Shorten(s.Text, maxText)
		m[k] = &s
		return
	}
	known.Services = append(known.Services, s.Services...)
	slices.Sort(known.Services)
	known.Services = slices.Compact(known.Services)
	known.Calls, known.Errors, known.Slow = known.Calls+s.Calls, known.Errors+s.Errors, known.Slow+s.Slow
	known.Total = plus(max(known.Total, 0), max(s.Total, 0))
	known.P50, known.P95, known.P99 = max(known.P50, s.P50), max(known.P95, s.P95), max(known.P99, s.P99)
	if s.Max > known.Max {
		known.Max, known.Example = s.Max, s.Example
	}
	if s.LastSeen.After(known.LastSeen) {
		known.LastSeen = s.LastSeen
	}
}
