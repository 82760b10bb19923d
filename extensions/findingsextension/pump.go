package findingsextension

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// maxUpdate bounds the findings that one update holds; there are more in the list.
const maxUpdate = 20

// updateJSON is the data of an event: what has changed since the one before.
type updateJSON struct {
	// Changed names the lists to read again: findings, statements, masking, export.
	Changed []string `json:"changed"`
	// Findings are those that changed, what wasted the most time first, at most maxUpdate.
	Findings []findingJSON `json:"findings"`
}

// pump finds out what has changed, and tells it to the clients. While nobody looks it does nothing.
type pump struct {
	api  *api
	seen seen

	export atomic.Pointer[string] // the state of the exports as it was last read, as JSON
}

// seen is the state that the clients know.
type seen struct {
	changes uint64
	masked  int64
	calls   int64
	known   int
	export  string
}

// run tells what has changed in each period, until ctx ends. The exports are read beside it: their metrics can be slow,
// and findings do not wait for them.
func (p *pump) run(ctx context.Context, period time.Duration) {
	var reading sync.WaitGroup
	defer reading.Wait()
	reading.Go(func() { every(ctx, period, p.readExport) })
	every(ctx, period, p.tick)
}

func every(ctx context.Context, period time.Duration, do func(context.Context)) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			do(ctx)
		}
	}
}

func (p *pump) readExport(ctx context.Context) {
	if p.api.hub.size() == 0 {
		return
	}
	export := p.api.export.get(ctx)
	raw, err := json.Marshal(export.json())
	if err != nil {
		return // it can always be encoded
	}
	state := string(raw)
	p.export.Store(&state)
}

func (p *pump) tick(ctx context.Context) {
	if p.api.hub.size() == 0 {
		return
	}
	update := p.compare(ctx)
	if len(update.Changed) == 0 {
		return
	}
	raw, err := json.Marshal(update)
	if err != nil {
		return // it can always be encoded
	}
	if n := p.api.hub.broadcast(raw); n > 0 {
		p.api.dropped(ctx, "slow", n)
	}
}

// compare tells what has changed, and takes it for known.
func (p *pump) compare(ctx context.Context) updateJSON {
	update := updateJSON{Changed: []string{}, Findings: []findingJSON{}}
	last, now := p.seen, p.look(ctx)
	p.seen = now
	if now.changes != last.changes {
		update.Changed = append(update.Changed, "findings")
		update.Findings = p.changed(last.changes)
	}
	if now.calls != last.calls || now.known != last.known {
		update.Changed = append(update.Changed, "statements")
	}
	if now.masked != last.masked {
		update.Changed = append(update.Changed, "masking")
	}
	if now.export != last.export {
		update.Changed = append(update.Changed, "export")
	}
	return update
}

func (p *pump) look(ctx context.Context) seen {
	table := p.api.statements.get(ctx)
	now := seen{changes: p.api.store.totals().changes, masked: p.api.masking.sum(), calls: table.calls, known: len(table.rows)}
	if export := p.export.Load(); export != nil {
		now.export = *export
	}
	return now
}

// changed gives the findings that changed after the store's change of this number.
func (p *pump) changed(after uint64) []findingJSON {
	groups := p.api.store.each(func(g *group) bool { return g.change > after })
	first, _ := orders[0].first(groups, nil, maxUpdate)
	return p.api.writer.findings(first)
}
