package nplusoneprocessor

import (
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// rules are the settings in the form the hot path reads.
type rules struct {
	minRepeats  uint32
	minDuration time.Duration
	depth       uint8
	kinds       [dbspan.RPC + 1]bool
	ignore      ignoreList
	collapse    bool
}

func newRules(cfg *Config) *rules {
	r := &rules{
		minRepeats:  uint32(cfg.MinRepeats),
		minDuration: cfg.MinDuration,
		depth:       uint8(cfg.Depth),
		ignore:      newIgnoreList(cfg.Ignore),
		collapse:    cfg.Collapse,
	}
	for _, name := range cfg.Kinds {
		if kind, ok := kindOf(name); ok {
			r.kinds[kind] = true
		}
	}
	return r
}
