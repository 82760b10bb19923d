package e2e_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// rounds is how often a double kill is repeated, each time at another moment.
var rounds = flag.Int("rounds", 4, "double kills of each case; `make chaos` asks for more")

// stage is one case of the chaos suite: numbered traffic → the collector → a gate → a backend that checks tokens, and the
// collector → another gate → the identity provider. What a case breaks, it breaks here.
type stage struct {
	scout     *scoutstandin.Server // the identity provider
	tokens    *gate                // in front of it
	backend   *backend
	gate      *gate // in front of the backend
	collector *rig
	traffic   *traffic
}

// setting is what differs from the canonical configuration.
type setting struct {
	lifetime time.Duration // of a token; 0: 5 minutes
	grpc     bool          // Scout is reached by gRPC
	configs  []string      // further --config
	env      []string      // the last one of a name counts
}

// setUp starts everything but the collector.
func setUp(t *testing.T, s setting) *stage {
	t.Helper()
	scout, err := scoutstandin.Start(t.Context(), scoutstandin.Options{TokenLifetime: s.lifetime})
	require.NoError(t, err)
	t.Cleanup(func() { closeScout(t, scout) })
	e := &stage{scout: scout, backend: newBackend(t, scout), tokens: newGate(t, scout.Endpoint(), "", "")}
	e.backend.start(t)
	if s.grpc {
		e.gate = newGate(t, "https://"+e.backend.grpc, e.backend.ca, e.backend.key)
		s.configs = append(s.configs, "testdata/grpc.yaml")
	} else {
		e.gate = newGate(t, "http://"+e.backend.http, "", "")
	}
	e.collector = newCollector(t, append([]string{
		"SCOUT_ENDPOINT=" + e.gate.url(),
		"SCOUT_CA_FILE=" + e.backend.ca,
		"SCOUT_TOKEN_URL=" + e.tokens.url() + strings.TrimPrefix(scout.TokenURL(), scout.Endpoint()),
		"SCOUT_CLIENT_ID=" + scoutstandin.ClientID,
		"SCOUT_CLIENT_SECRET=" + scoutstandin.ClientSecret,
	}, s.env...)...)
	e.collector.configs = append(e.collector.configs, s.configs...)
	e.traffic = newTraffic(e.collector.otlp)
	return e
}

// stopBackend ends the backend's process in order, which would wait for connections that were never used.
func (e *stage) stopBackend(t *testing.T) {
	t.Helper()
	e.gate.transport.CloseIdleConnections()
	e.backend.stop(t)
}

// delivered waits until everything that was acknowledged so far has arrived, at most patience, and counts.
func (e *stage) delivered(t *testing.T) counts {
	t.Helper()
	deadline := time.After(patience)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		c := e.count(t)
		if c.lost == 0 {
			return c
		}
		select {
		case <-deadline:
			return c
		case <-ticker.C:
		}
	}
}

func (e *stage) count(t *testing.T) counts {
	t.Helper()
	e.backend.arrivals.update(t)
	return e.traffic.compare(e.backend.arrivals.times)
}

// finish waits for what is still under way, stops the collector, prints the counts and demands that nothing was lost.
func (e *stage) finish(t *testing.T) counts {
	t.Helper()
	e.delivered(t)
	e.collector.stop(t)
	c := e.report(t)
	assert.Zero(t, c.lost, "acknowledged records that never arrived")
	return c
}

// report prints the counts.
func (e *stage) report(t *testing.T) counts {
	t.Helper()
	c := e.count(t)
	t.Logf("%s: sent %d, acknowledged %d, delivered %d, duplicated %d, lost %d, token fetches %d",
		t.Name(), c.sent, c.acknowledged, c.delivered, c.duplicated, c.lost, e.tokens.requests())
	t.Logf("the backend answered %v, the token endpoint %v, the collector refused %v",
		e.gate.answers(), e.tokens.answers(), e.traffic.refusals())
	assert.Positive(t, c.acknowledged)
	return c
}

// said counts the lines of the collector's log that hold all of the texts.
func (e *stage) said(t *testing.T, texts ...string) int {
	t.Helper()
	return linesWith(e.collector.said(t, 0), texts...)
}

// waitUntil waits for a condition that reads files, which may fail the test.
func waitUntil(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for deadline := time.Now().Add(patience); !holds(); <-ticker.C {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for: %s", what)
		}
	}
}

// TestChaosSteady sends over three lifetimes of a token with nothing broken.
func TestChaosSteady(t *testing.T) {
	t.Parallel()
	const lifetime = 10 * time.Second
	e := setUp(t, setting{lifetime: lifetime})
	e.collector.start(t)
	began := time.Now()
	e.traffic.begin(t)
	e.tokens.meet(t, 4) // the first token, and three after it
	took := time.Since(began)
	e.traffic.end(t)
	c := e.finish(t)
	assert.Zero(t, c.duplicated)
	assert.Zero(t, e.said(t, "Exporting failed"))
	// A token is refreshed at about 80 % of its lifetime; half of it leaves room for jitter and for whole seconds.
	assert.GreaterOrEqual(t, took, 3*lifetime/2, "four fetches came too soon")
}
