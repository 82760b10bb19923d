package slowqueryprocessor

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// batch is what one batch brings; it is used again for the next.
type batch struct {
	tally
	now       time.Time
	service   service
	running   timeline   // the calls of the resource
	slow      []slowCall // of the resource
	sightings []sighting
	found     []finding.Finding
}

// slowCall is a finding that is not written yet: its hint depends on the resource's other calls.
type slowCall struct {
	span  ptrace.Span
	query query
	interval
	finding.SlowQuery
}

// sighting is a call that counts once the next consumer took it.
type sighting struct {
	record       *record
	took         time.Duration
	end          pcommon.Timestamp
	trace        pcommon.TraceID
	failed, slow bool
}

// enter begins the next resource.
func (b *batch) enter(resource pcommon.Resource) {
	b.service = newService(finding.ServiceName(resource.Attributes()))
	clear(b.slow)
	b.running, b.slow = b.running[:0], b.slow[:0]
}

// reset forgets everything, so that nothing of a batch stays alive in a pool.
func (b *batch) reset() {
	clear(b.slow)
	clear(b.sightings)
	clear(b.found)
	*b = batch{running: b.running[:0], slow: b.slow[:0], sightings: b.sightings[:0], found: b.found[:0]}
}
