package slowqueryprocessor

import (
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// history remembers every statement of every service: what is normal for it, and what the table of statements says of
// it. It is bounded in statements; the one that was not seen for the longest time goes first.
type history struct {
	learning  learning
	shards    []historyShard
	evictions atomic.Int64
}

type historyShard struct {
	mu      sync.Mutex
	records *simplelru.LRU[historyKey, *record]
}

// historyKey is one statement of one service on one system: the same text is another statement elsewhere.
type historyKey struct {
	fingerprint sqlfingerprint.ID
	origin      uint64 // hash of the service's name and the system
}

func keyOf(q *query, s service) historyKey {
	const odd = 0x9e3779b97f4a7c15 // spreads the bits of equal names: one may be called like the other
	return historyKey{q.fingerprint, s.hash*odd ^ xxhash.Sum64String(q.System)}
}

// record is what is remembered of a statement. Its strings are copies. The lock of its shard guards it.
type record struct {
	key                            historyKey
	service, system, text, summary string
	baseline                       baseline
	calls, errors, slow            int64
	total, longest                 time.Duration
	lastSeen                       pcommon.Timestamp
	example                        pcommon.TraceID
}

func newHistory(cfg BaselineConfig) (*history, error) {
	learning, err := newLearning(cfg)
	if err != nil {
		return nil, err
	}
	const sharded = 1024 // smaller ones have one shard: an exact bound is worth more than an idle core
	n := 1
	if cfg.MaxStatements >= sharded {
		n = 16
	}
	h := &history{learning: learning, shards: make([]historyShard, n)}
	for i := range h.shards {
		h.shards[i].records, err = simplelru.NewLRU[historyKey, *record](cfg.MaxStatements/n, nil)
		if err != nil {
			return nil, err
		}
	}
	return h, nil
}

// service is who makes the calls of one resource.
type service struct {
	name string
	hash uint64
}

func newService(name string) service { return service{name, xxhash.Sum64String(name)} }

func (h *history) shard(k historyKey) *historyShard {
	return &h.shards[(uint64(k.fingerprint)^k.origin)%uint64(len(h.shards))]
}

// past is what history says of a call.
type past struct {
	record  *record
	exceeds bool // the call took longer than normal calls do
	p95     time.Duration
	limit   time.Duration
	samples int64
}

// sight judges a call by what was known before it, and learns from it. Where the statement is new, its record begins.
// The caller tells which calls can be judged, and which are findings already.
func (h *history) sight(q *query, s service, took time.Duration, can abilities, now time.Time) (p past) {
	k := keyOf(q, s)
	shard := h.shard(k)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	r, ok := shard.records.Get(k)
	if !ok {
		r = newRecord(k, q, s)
		if shard.records.Add(k, r) {
			h.evictions.Add(1)
		}
	}
	r.learnTexts(q)
	b := &r.baseline
	exceeds := can.judge && b.exceeds(&h.learning, took)
	if can.finding && b.ready {
		b.refresh(&h.learning)
	}
	p = past{record: r, exceeds: exceeds, p95: b.p95, limit: b.limit, samples: b.samples}
	if can.learn {
		b.learn(&h.learning, took, can.finding || p.exceeds, now)
	}
	return p
}

// abilities is what can be done with a call.
type abilities struct {
	finding bool // it is one, whatever its history
	judge   bool // it can be a finding by its history
	learn   bool // it can be compared with other calls
}

// Bounds of the strings of a record in bytes; longer ones are cut and marked.
const (
	maxKeptText = 2048
	maxKeptName = 256
)

func newRecord(k historyKey, q *query, s service) *record {
	return &record{key: k, service: keptName(s.name), system: keptName(q.System)}
}

func keptName(name string) string { return strings.Clone(finding.Shorten(name, maxKeptName)) }

// learnTexts takes the texts of the first call that has them: that of another may have been dropped.
func (r *record) learnTexts(q *query) {
	if r.text == "" && q.normalized != "" {
		r.text = finding.Shorten(q.normalized, maxKeptText)
	}
	if r.summary == "" && q.summary != "" {
		r.summary = keptName(q.summary)
	}
}

// plus is the longest duration there is where the sum is more.
func plus(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// count adds calls to the table once the next consumer took them.
func (h *history) count(seen []sighting) {
	for i := range seen {
		s := &seen[i]
		shard := h.shard(s.record.key)
		shard.mu.Lock()
		s.record.count(s)
		shard.mu.Unlock()
	}
}

func (r *record) count(s *sighting) {
	r.calls++
	if s.failed {
		r.errors++
	}
	if s.slow {
		r.slow++
	}
	r.total = plus(r.total, s.took)
	r.lastSeen = max(r.lastSeen, s.end)
	if s.took > r.longest || r.calls == 1 {
		r.longest, r.example = s.took, s.trace
	}
}

// Len is how many statements are remembered now.
func (h *history) len() int {
	n := 0
	for i := range h.shards {
		h.shards[i].mu.Lock()
		n += h.shards[i].records.Len()
		h.shards[i].mu.Unlock()
	}
	return n
}
