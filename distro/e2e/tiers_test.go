package e2e_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTwoTiersFindAnNPlusOneOnce sends traces span by span, so that the spans of each enter at both members of tier 1 in
// any order: every span arrives once, and each trace has its one finding.
func TestTwoTiersFindAnNPlusOneOnce(t *testing.T) {
	t.Parallel()
	for name, newTransport := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			between := newTransport(t)
			f := newFleet(t, between)
			waitUntil(t, "a share of the work at every member", func() bool { return between.settled(t) })
			requests := oneByOne()
			rand.New(rand.NewPCG(2, 2)).Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
			var connections sync.WaitGroup
			for c := range 4 {
				connections.Go(func() {
					for i := c; i < len(requests); i += 4 {
						assert.NoError(t, post(f.tier1[c%fleetMembers].otlp+"/v1/traces", requests[i]))
					}
				})
			}
			connections.Wait()
			assert.Eventually(t, func() bool { return f.sink.spanCount() >= len(requests) }, patience, tick, "all spans arrive")
			f.eachAtATime(func(member *rig) {
				assert.Positive(t, member.counter(t, "otelcol_receiver_accepted_spans"), "every member has a part in it")
			})
			for _, member := range append(f.tier1, f.tier2...) {
				member.stop(t)
			}
			f.foundOnce(t, len(requests))
		})
	}
}

// foundOnce demands that so many spans arrived, each once, and one finding of each trace.
func (f *fleet) foundOnce(t *testing.T, spans int) {
	t.Helper()
	assert.Len(t, f.sink.spans, spans)
	for id, times := range f.sink.spans {
		assert.Equal(t, 1, times, "times that span %s arrived", id)
	}
	require.Len(t, f.sink.findings, slowTraces)
	for trace, findings := range f.sink.findings {
		assert.Equal(t, 1, findings, "findings of trace %s", trace)
	}
}

// TestTwoTiersMemberKilled kills a member of tier 2 with -9 while the backend is down, so that it has records on its disk,
// and starts it again at its address.
func TestTwoTiersMemberKilled(t *testing.T) {
	t.Parallel()
	for name, newTransport := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			between := newTransport(t)
			f := newFleet(t, between)
			waitUntil(t, "a share of the work at every member", func() bool { return between.settled(t) })
			f.sink.refuse(true)
			f.traffic.begin(t)
			f.traffic.proceed(t, 40)
			victim := f.tier2[0]
			waitUntil(t, "records on the member's disk", func() bool { return victim.counter(t, "otelcol_exporter_queue_size") > 0 })
			victim.kill(t)
			f.traffic.proceed(t, 40)
			victim.start(t)
			f.sink.refuse(false)
			f.traffic.proceed(t, 40)
			f.finish(t)
			f.droppedNothing(t)
		})
	}
}

// TestTwoTiersTier1Killed kills tier 1 with -9 while it waits for the answers of members that are not there: what waits in
// memory for a member has to be on tier 1's disk as well.
func TestTwoTiersTier1Killed(t *testing.T) {
	t.Parallel()
	f := newFleet(t, loadBalancing{})
	f.traffic.begin(t)
	f.traffic.proceed(t, 20)
	for _, member := range f.tier2 {
		member.kill(t)
	}
	f.traffic.proceed(t, 40)
	for _, member := range f.tier1 {
		member.kill(t)
	}
	f.eachAtATime(func(member *rig) { member.start(t) })
	f.traffic.proceed(t, 20)
	f.finish(t)
	f.droppedNothing(t)
}

// TestTwoTiersKafkaDown takes the broker away and sends on: what tier 1 acknowledges is then on its disk. Whatever reached the
// broker is masked. Tier 2 has read all there is before: this version of the receiver can pass over what it has fetched when
// the broker goes (docs/tiers.md).
func TestTwoTiersKafkaDown(t *testing.T) {
	t.Parallel()
	b := newBroker(t)
	f := newFleet(t, b)
	waitUntil(t, "a share of the work at every member", func() bool { return b.settled(t) })
	f.traffic.text = "a receipt for jane.doe@example.com"
	f.traffic.burst(t, 40)
	waitUntil(t, "tier 2 to have read all", func() bool { return f.traffic.compare(f.sink.arrived()).lost == 0 })
	b.close()
	f.traffic.begin(t)
	f.traffic.proceed(t, 80)
	b.open(t)
	f.traffic.proceed(t, 40)
	f.finish(t)
	f.droppedNothing(t)
	bodies := b.bodies(t)
	assert.Contains(t, bodies, "a receipt for ")
	assert.NotContains(t, bodies, "jane.doe", "tier 1 masks before anything leaves the node")
}

// droppedNothing reads the logs of all members. What is given up because a member stops is still in its queue, and so is what
// load_balancing could not hand to one endpoint.
func (f *fleet) droppedNothing(t *testing.T) {
	t.Helper()
	f.eachAtATime(func(member *rig) {
		for line := range strings.Lines(member.said(t, 0)) {
			if strings.Contains(line, "Dropping data") && !strings.Contains(line, "due to shutdown") && !strings.Contains(line, `"endpoint": "`) {
				t.Error(line)
			}
		}
	})
}
