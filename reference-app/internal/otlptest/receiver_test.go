package otlptest

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func post(t *testing.T, url string, body []byte) int {
	t.Helper()
	res, err := http.Post(url, "application/x-protobuf", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	http.DefaultClient.CloseIdleConnections()
	return res.StatusCode
}

func TestReceiverRefusesWhatIsNotOTLP(t *testing.T) {
	r := Start(t)
	for _, path := range []string{"/v1/traces", "/v1/metrics", "/v1/logs"} {
		assert.Equal(t, http.StatusBadRequest, post(t, r.URL()+path, []byte("not protobuf")))
		assert.Equal(t, http.StatusOK, post(t, r.URL()+path, nil), "an empty request is one")
	}
	assert.Equal(t, http.StatusNotFound, post(t, r.URL()+"/v1/other", nil))
	assert.Empty(t, r.Spans())
	assert.Empty(t, r.Metrics())
	assert.Empty(t, r.Records())
}

// measured sends one metric and returns what Values says of it.
func measured(t *testing.T, fill func(m pmetric.Metric)) map[string]int64 {
	t.Helper()
	md := pmetric.NewMetrics()
	rm := md.ResourceMetrics().AppendEmpty()
	rm.Resource().Attributes().PutStr("service.name", "a-service")
	m := rm.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	m.SetName("m")
	fill(m)
	body, err := pmetricotlp.NewExportRequestFromMetrics(md).MarshalProto()
	require.NoError(t, err)
	r := Start(t)
	require.Equal(t, http.StatusOK, post(t, r.URL()+"/v1/metrics", body))
	require.Len(t, r.Metrics(), 1)
	assert.Equal(t, "a-service", r.Metrics()[0].Service)
	return r.Metrics()[0].Values()
}

func TestMetricValues(t *testing.T) {
	for name, c := range map[string]struct {
		fill func(m pmetric.Metric)
		want map[string]int64
	}{
		"sum by sorted attributes": {func(m pmetric.Metric) {
			point := m.SetEmptySum().DataPoints().AppendEmpty()
			point.SetIntValue(3)
			point.Attributes().PutStr("b", "2")
			point.Attributes().PutStr("a", "1")
		}, map[string]int64{"m{a=1,b=2}": 3}},
		"gauge cut off":      {func(m pmetric.Metric) { m.SetEmptyGauge().DataPoints().AppendEmpty().SetDoubleValue(2.9) }, map[string]int64{"m{}": 2}},
		"count of histogram": {func(m pmetric.Metric) { m.SetEmptyHistogram().DataPoints().AppendEmpty().SetCount(7) }, map[string]int64{"m{}": 7}},
		"nothing":            {func(pmetric.Metric) {}, map[string]int64{}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, measured(t, c.fill)) })
	}
}
