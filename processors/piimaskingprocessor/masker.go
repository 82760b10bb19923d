package piimaskingprocessor

import "sync"

// masker is the settings made ready for use. It is immutable, so batches are masked side by side.
type masker struct {
	actions       [detectorCount]Action
	last          [detectorCount]int
	allow         allowList
	keys          *keyRules
	patterns      []pattern
	labels        map[string]struct{}
	hmacKey       []byte
	maxValueBytes int
	onUnscanned   OnUnscanned
	// beyondMarks is set if there are detectors whose matches need not have a mark.
	beyondMarks bool
	// fine is set if short runs of digits and dots are to be looked at: see scanner.
	fine bool
	// names is set if the keys of attributes and the names of metrics are masked, too.
	names bool

	// email and card look at an at sign and at a group of digits.
	email func(s string, at, width int) (match, bool)
	card  func(s string, start int) (match, bool)
	// phones holds the regions.
	phones        *phoneFinder
	nationalPhone func(s string, i int) (int, int, bool)
	// The finders look at the marks of their kind, only those that are switched on.
	numberFinders, ibanFinders, addressFinders, colonFinders []finder
	tokenFinders                                             []tokenFinder
	hintFinders                                              []hintFinder

	passes sync.Pool
}

// newMasker takes settings that Validate has passed. It reads the key for ActionHMAC.
func newMasker(cfg *Config) (*masker, error) {
	patterns, err := compilePatterns(cfg.Patterns)
	if err != nil {
		return nil, err
	}
	m := &masker{
		allow:         newAllowList(cfg.Allow),
		keys:          newKeyRules(cfg.Keys),
		patterns:      patterns,
		labels:        labelSet(patterns),
		maxValueBytes: cfg.MaxValueBytes,
		onUnscanned:   cfg.OnUnscanned,
		names:         cfg.Profile == ProfileStrict,
		email:         emailAt,
		card:          cardAt,
		phones:        newPhoneFinder(cfg.Detectors[detectors[detectorPhone].name].Regions),
	}
	for d, info := range detectors {
		m.actions[d] = cfg.action(detector(d))
		m.last[d] = cfg.Detectors[info.name].Last
	}
	if cfg.HMACKeyFile != "" {
		if m.hmacKey, err = readHMACKey(cfg.HMACKeyFile); err != nil {
			return nil, err
		}
	}
	m.chooseFinders(cfg)
	m.passes.New = func() any { return newPass(m) }
	return m, nil
}

// looksFor tells whether the detector is switched on.
func (m *masker) looksFor(d detector) bool {
	return m.actions[d] != ActionOff
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
