package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// archive is a backend that keeps what it was given as JSON.
type archive struct {
	mu   sync.Mutex
	text strings.Builder
}

func (a *archive) keep(raw []byte, err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text.Write(raw)
	return err
}

// Traces implements scoutstandin.Sink.
func (a *archive) Traces(td ptrace.Traces) error {
	return a.keep((&ptrace.JSONMarshaler{}).MarshalTraces(td))
}

// Metrics implements scoutstandin.Sink.
func (a *archive) Metrics(md pmetric.Metrics) error {
	return a.keep((&pmetric.JSONMarshaler{}).MarshalMetrics(md))
}

// Logs implements scoutstandin.Sink.
func (a *archive) Logs(ld plog.Logs) error { return a.keep((&plog.JSONMarshaler{}).MarshalLogs(ld)) }

func (a *archive) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

// planted is what must not get through, and what stands in its place.
var planted = []struct{ value, masked string }{
	{"mail carol.king@example.com", "mail ca***@example.com"},
	{"card 4012 8888 8888 1881", "card **** **** **** ****"},
	{"call +44 20 7946 0958", "call +** ** **** ****"},
	{"SSN 536-22-1234", "SSN ***-**-****"},
	{"IBAN DE89 3704 0044 0532 0130 00", "IBAN **** **** **** **** **** **"},
	{"postgres://app:s3cretpw@db/shop", "postgres://[REDACTED:url_credentials]@db/shop"},
	{"password=hunter2xyz", "password=[REDACTED:secret]"},
	{"Authorization: Bearer 0a1b2c3d4e5f6a7b8c9d", "Authorization: Bearer [REDACTED:"},
	{"key ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "key [REDACTED:api_key]"},
}

// TestBuiltBinaryMasks sends one of each through the built binary with the canonical configuration, as a log body, a span
// attribute and the attribute of a datapoint.
func TestBuiltBinaryMasks(t *testing.T) {
	backend := &archive{}
	collector := newRig(t, startScout(t, backend))
	collector.start(t)
	for i, p := range planted {
		attribute := fmt.Sprintf(`"attributes":[{"key":"note","value":{"stringValue":%q}}]`, p.value)
		send(t, collector.otlp+"/v1/logs", fmt.Sprintf(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":%q}}]}]}]}`, p.value))
		send(t, collector.otlp+"/v1/traces", fmt.Sprintf(
			`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x","name":"n",%s}]}]}]}`, i+1, i+1, attribute))
		send(t, collector.otlp+"/v1/metrics", fmt.Sprintf(
			`{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m%d","gauge":{"dataPoints":[{"asInt":"1",%s}]}}]}]}]}`, i, attribute))
	}
	for _, p := range planted {
		require.Eventually(t, func() bool { return strings.Count(backend.String(), p.masked) >= 3 }, patience, tick,
			"%q does not arrive as %q in three signals", p.value, p.masked)
	}
	for _, p := range planted {
		assert.NotContains(t, backend.String(), p.value)
	}
}

func send(t *testing.T, address, body string) {
	t.Helper()
	require.NoError(t, post(address, body))
}

// post sends OTLP as JSON; the error says what was not accepted.
func post(address, body string) error {
	response, err := http.Post("http://"+address, "application/json", strings.NewReader(body))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, response.Status)
	}
	return errors.Join(err, response.Body.Close())
}
