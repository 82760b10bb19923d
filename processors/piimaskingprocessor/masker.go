package piimaskingprocessor

import "sync"

// masker is the settings made ready for use. It is immutable, so batches are masked side by side.
type masker struct {
	actions       [detectorCount]Action
	allow         allowList
	keys          *keyRules
	maxValueBytes int
	onUnscanned   OnUnscanned

	// email and card look at a mark; nil if switched off.
	email func(s string, at, width int) (match, bool)
	card  func(s string, start int) (match, bool)

	passes sync.Pool
}

func newMasker(cfg *Config) *masker {
	m := &masker{
		allow:         newAllowList(cfg.Allow),
		keys:          newKeyRules(cfg.Keys),
		maxValueBytes: cfg.MaxValueBytes,
		onUnscanned:   cfg.OnUnscanned,
	}
	for d, info := range detectors {
		m.actions[d] = info.actions[0]
		if setting, ok := cfg.Detectors[info.name]; ok {
			m.actions[d] = setting.Action
		}
	}
	if m.actions[detectorEmail] != ActionOff {
		m.email = emailAt
	}
	if m.actions[detectorCreditCard] != ActionOff {
		m.card = cardAt
	}
	m.passes.New = func() any { return &pass{masker: m} }
	return m
}

// begin returns a pass for one batch; end gives it back.
func (m *masker) begin() *pass {
	return m.passes.Get().(*pass)
}

func (m *masker) end(p *pass) {
	p.tally = tally{}
	if cap(p.buf) > maxKeptScratch {
		p.buf = nil
	}
	m.passes.Put(p)
}

// maxKeptScratch bounds the scratch, in bytes, that a pass keeps from one batch to the next.
const maxKeptScratch = 64 * 1024
