package nplusoneprocessor

import (
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// maxTexts bounds the statements whose texts are known, to 8 MiB of memory for each processor.
const maxTexts = 4096

// rules are the settings in the form the hot path reads, and the cache of statements' texts that it asks.
type rules struct {
	minRepeats  uint32
	minDuration time.Duration
	depth       uint8
	kinds       [dbspan.RPC + 1]bool
	ignore      ignoreList
	collapse    bool
	texts       *sqlfingerprint.Cache
}

func newRules(cfg *Config) *rules {
	r := &rules{
		minRepeats:  uint32(cfg.MinRepeats),
		minDuration: cfg.MinDuration,
		depth:       uint8(cfg.Depth),
		ignore:      newIgnoreList(cfg.Ignore),
		collapse:    cfg.Collapse,
		texts:       sqlfingerprint.NewCache(maxTexts),
	}
	for _, name := range cfg.Kinds {
		if kind, ok := kindOf(name); ok {
			r.kinds[kind] = true
		}
	}
	return r
}
