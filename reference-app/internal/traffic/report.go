package traffic

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Report says what was sent and what came back.
type Report struct {
	Seed     uint64        `json:"seed"`
	Duration time.Duration `json:"duration_ns"`
	// Requests that were answered, or failed.
	Requests int `json:"requests"`
	// Errors are requests that did not get the answer they should have got.
	Errors int `json:"errors"`
	// Refused are answers with a 4xx status that were asked for.
	Refused int `json:"refused"`
	// EmailsSent counts the requests whose body held an e-mail address.
	EmailsSent int `json:"emails_sent"`
	// Emails are the addresses, each once, sorted.
	Emails []string `json:"-"`
	// Steps counts the requests by what they were for.
	Steps map[string]int `json:"steps"`
	// P50 and P99 are latencies.
	P50 time.Duration `json:"p50_ns"`
	P99 time.Duration `json:"p99_ns"`
	// Failures describe the first 20 errors.
	Failures []string `json:"failures"`
}

// Rate returns the requests per second.
func (r Report) Rate() float64 {
	if r.Duration <= 0 {
		return 0
	}
	return float64(r.Requests) / r.Duration.Seconds()
}

// String is the line shown as progress.
func (r Report) String() string {
	return fmt.Sprintf("%d requests, %.1f/s, %d errors, p50 %s, p99 %s", r.Requests, r.Rate(), r.Errors,
		r.P50.Round(100*time.Microsecond), r.P99.Round(100*time.Microsecond))
}

// latenciesKept bounds the memory of a long run: percentiles are of the last so many requests.
const latenciesKept = 10_000

const failuresKept = 20

// recorder builds a report from what many users do.
type recorder struct {
	mu        sync.Mutex
	began     time.Time
	report    Report
	emails    map[string]bool
	latencies []time.Duration
	next      int
}

func newRecorder(seed uint64) *recorder {
	return &recorder{began: time.Now(), emails: map[string]bool{}, report: Report{Seed: seed, Steps: map[string]int{}}}
}

// sent is one request and its outcome.
type sent struct {
	step, email string
	status      int
	took        time.Duration
	failure     error
}

func (r *recorder) record(s sent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Requests++
	r.report.Steps[s.step]++
	if s.email != "" {
		r.report.EmailsSent++
		r.emails[s.email] = true
	}
	if s.failure != nil {
		r.fail(s)
	} else if s.status >= 400 {
		r.report.Refused++
	}
	r.keep(s.took)
}

func (r *recorder) fail(s sent) {
	r.report.Errors++
	if len(r.report.Failures) < failuresKept {
		r.report.Failures = append(r.report.Failures, s.step+": "+s.failure.Error())
	}
}

func (r *recorder) keep(took time.Duration) {
	if len(r.latencies) < latenciesKept {
		r.latencies = append(r.latencies, took)
		return
	}
	r.latencies[r.next] = took
	r.next = (r.next + 1) % latenciesKept
}

// snapshot returns the report so far.
func (r *recorder) snapshot() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	report := r.report
	report.Duration = time.Since(r.began)
	report.Steps = maps.Clone(r.report.Steps)
	report.Failures = slices.Clone(r.report.Failures)
	report.Emails = slices.Sorted(maps.Keys(r.emails))
	sorted := slices.Sorted(slices.Values(r.latencies))
	report.P50, report.P99 = percentile(sorted, 50), percentile(sorted, 99)
	return report
}

// percentile returns the nearest-rank percentile of sorted values, 0 when there are none.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank, 1)-1]
}
