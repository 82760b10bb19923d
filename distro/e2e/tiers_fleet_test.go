package e2e_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// tiersFolder has the configurations of docs/tiers.md.
const tiersFolder = "distro/deploy/tiers/"

// fleetMembers is how many members each tier has.
const fleetMembers = 2

// fleet is two tiers, between numbered traffic and a backend in this process.
type fleet struct {
	sink         *collected
	tier1, tier2 []*rig
	traffic      *traffic
}

// transport is one way between the tiers.
type transport interface {
	// join makes the members of a fleet; account is the environment that leads to the backend.
	join(t *testing.T, account []string) (tier1, tier2 []*rig)
	// settled tells whether every member has its share of the work, and will keep it while no member comes or goes.
	settled(t *testing.T) bool
}

// transports are the ways between the tiers that docs/tiers.md describes.
var transports = map[string]func(*testing.T) transport{
	"load_balancing": func(*testing.T) transport { return loadBalancing{} },
	"Kafka":          func(t *testing.T) transport { return newBroker(t) },
}

// newFleet starts everything.
func newFleet(t *testing.T, between transport) *fleet {
	t.Helper()
	f := &fleet{sink: newCollected()}
	f.tier1, f.tier2 = between.join(t, accountAt(startScout(t, f.sink)))
	f.eachAtATime(func(r *rig) { r.start(t) })
	f.traffic = newTraffic(f.tier1[0].otlp, f.tier1[1].otlp)
	return f
}

// eachAtATime goes through the members, those of tier 2 first.
func (f *fleet) eachAtATime(do func(*rig)) {
	for _, tier := range [][]*rig{f.tier2, f.tier1} {
		for _, member := range tier {
			do(member)
		}
	}
}

// loadBalancing joins the tiers by the load_balancing exporter.
type loadBalancing struct{}

// settled implements transport: the members of tier 2 stand in the configuration of tier 1.
func (loadBalancing) settled(*testing.T) bool { return true }

// join implements transport, over TLS.
func (loadBalancing) join(t *testing.T, account []string) (tier1, tier2 []*rig) {
	t.Helper()
	cert, key := loopbackCertificate(t)
	var members []string
	for range fleetMembers {
		addr := freeAddr(t)
		members = append(members, addr)
		tier2 = append(tier2, newCollectorOf(t, tiersFolder+"gateway.yaml", append(account,
			"OTLP_GRPC_ENDPOINT="+addr, fmt.Sprintf("TIER2_TLS={cert_file: %q, key_file: %q}", cert, key))...))
	}
	for range fleetMembers {
		tier1 = append(tier1, newCollectorOf(t, tiersFolder+"agent.yaml", "TIER2_CA_FILE="+cert,
			fmt.Sprintf("TIER2_RESOLVER={static: {hostnames: [%s]}}", strings.Join(members, ", "))))
	}
	return tier1, tier2
}

// finish waits until everything acknowledged has arrived, and counts.
func (f *fleet) finish(t *testing.T) counts {
	t.Helper()
	f.traffic.end(t)
	assert.Eventually(t, func() bool { return f.traffic.compare(f.sink.arrived()).lost == 0 }, patience, tick, "all arrives")
	// In order: what a member still has under way is then either at the next, or in its own queue.
	for _, tier := range [][]*rig{f.tier1, f.tier2} {
		for _, member := range tier {
			member.stop(t)
		}
	}
	c := f.traffic.compare(f.sink.arrived())
	t.Logf("%s: sent %d, acknowledged %d, delivered %d, duplicated %d, lost %d; refused %v",
		t.Name(), c.sent, c.acknowledged, c.delivered, c.duplicated, c.lost, f.traffic.refusals())
	assert.Zero(t, c.lost, "acknowledged records that never arrived")
	assert.Equal(t, c.sent, c.delivered, "sent records that arrived")
	return c
}

// collected is a backend that counts records by their ids, and findings by trace. It can be told to refuse.
type collected struct {
	mu       sync.Mutex
	down     bool
	records  map[uint64]int // how often, by the number that is the span id
	spans    map[string]int // how often, by trace and span id
	findings map[string]int // how many n_plus_one events, by trace id
}

func newCollected() *collected {
	return &collected{records: map[uint64]int{}, spans: map[string]int{}, findings: map[string]int{}}
}

var errDown = errors.New("the backend is down")

// refuse makes every request fail from now on, or no more.
func (c *collected) refuse(down bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = down
}

func (c *collected) arrived() map[uint64]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.records)
}

func (c *collected) spanCount() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.spans)
}

func numberOf(id pcommon.SpanID) uint64 { return binary.BigEndian.Uint64(id[:]) }

// Traces implements scoutstandin.Sink.
func (c *collected) Traces(td ptrace.Traces) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return errDown
	}
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				c.span(span)
			}
		}
	}
	return nil
}

func (c *collected) span(span ptrace.Span) {
	trace := span.TraceID().String()
	c.records[numberOf(span.SpanID())]++
	c.spans[trace+"/"+span.SpanID().String()]++
	for _, event := range span.Events().All() {
		if event.Name() == nPlusOne {
			c.findings[trace]++
		}
	}
}

// Logs implements scoutstandin.Sink.
func (c *collected) Logs(ld plog.Logs) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return errDown
	}
	for _, resource := range ld.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				c.records[numberOf(record.SpanID())]++
			}
		}
	}
	return nil
}

// Metrics implements scoutstandin.Sink.
func (c *collected) Metrics(pmetric.Metrics) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return errDown
	}
	return nil
}
