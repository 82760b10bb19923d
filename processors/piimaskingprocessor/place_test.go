package piimaskingprocessor

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

const plantedAddress = "alice.liddell@example.com"

// planted is a batch with an address in one place and nowhere else.
type planted struct {
	name  string
	place place
	mask  func(*pass)
	json  func() ([]byte, error)
}

func put(attrs pcommon.Map)    { attrs.PutStr("key", plantedAddress) }
func putKey(attrs pcommon.Map) { attrs.PutStr(plantedAddress, "value") }

func plantedTraces() []planted {
	plant := func(name string, at place, write func(ptrace.ResourceSpans, ptrace.Span)) planted {
		batch := ptrace.NewTraces()
		rs := batch.ResourceSpans().AppendEmpty()
		write(rs, rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty())
		return planted{
			"traces " + name, at, func(p *pass) { p.traces(batch) },
			func() ([]byte, error) { return (&ptrace.JSONMarshaler{}).MarshalTraces(batch) },
		}
	}
	type rs = ptrace.ResourceSpans
	return []planted{
		plant("resource", placeResource, func(r rs, _ ptrace.Span) { put(r.Resource().Attributes()) }),
		plant("resource key", placeAttributeKey, func(r rs, _ ptrace.Span) { putKey(r.Resource().Attributes()) }),
		plant("resource schema", placeResource, func(r rs, _ ptrace.Span) { r.SetSchemaUrl(plantedAddress) }),
		plant("entity type", placeResource, func(r rs, _ ptrace.Span) {
			entity.ResourceEntityRefs(r.Resource()).AppendEmpty().SetType(plantedAddress)
		}),
		plant("entity schema", placeResource, func(r rs, _ ptrace.Span) {
			entity.ResourceEntityRefs(r.Resource()).AppendEmpty().SetSchemaUrl(plantedAddress)
		}),
		plant("entity key", placeAttributeKey, func(r rs, _ ptrace.Span) {
			entity.ResourceEntityRefs(r.Resource()).AppendEmpty().IdKeys().Append(plantedAddress)
		}),
		plant("scope schema", placeScope, func(r rs, _ ptrace.Span) { r.ScopeSpans().At(0).SetSchemaUrl(plantedAddress) }),
		plant("scope key", placeAttributeKey, func(r rs, _ ptrace.Span) { putKey(r.ScopeSpans().At(0).Scope().Attributes()) }),
		plant("attribute key", placeAttributeKey, func(_ rs, s ptrace.Span) { putKey(s.Attributes()) }),
		plant("scope name", placeScope, func(r rs, _ ptrace.Span) { r.ScopeSpans().At(0).Scope().SetName(plantedAddress) }),
		plant("scope version", placeScope, func(r rs, _ ptrace.Span) { r.ScopeSpans().At(0).Scope().SetVersion(plantedAddress) }),
		plant("scope", placeScope, func(r rs, _ ptrace.Span) { put(r.ScopeSpans().At(0).Scope().Attributes()) }),
		plant("name", placeSpanName, func(_ rs, s ptrace.Span) { s.SetName(plantedAddress) }),
		plant("attribute", placeSpanAttribute, func(_ rs, s ptrace.Span) { put(s.Attributes()) }),
		plant("status", placeSpanStatus, func(_ rs, s ptrace.Span) { s.Status().SetMessage(plantedAddress) }),
		plant("trace state", placeTraceState, func(_ rs, s ptrace.Span) { s.TraceState().FromRaw("a=" + plantedAddress) }),
		plant("event name", placeEventName, func(_ rs, s ptrace.Span) { s.Events().AppendEmpty().SetName(plantedAddress) }),
		plant("event", placeEventAttribute, func(_ rs, s ptrace.Span) { put(s.Events().AppendEmpty().Attributes()) }),
		plant("link", placeLinkAttribute, func(_ rs, s ptrace.Span) { put(s.Links().AppendEmpty().Attributes()) }),
		plant("link trace state", placeLinkTraceState, func(_ rs, s ptrace.Span) {
			s.Links().AppendEmpty().TraceState().FromRaw("a=" + plantedAddress)
		}),
	}
}

func plantedLogs() []planted {
	plant := func(name string, at place, write func(plog.ResourceLogs, plog.LogRecord)) planted {
		batch := plog.NewLogs()
		rl := batch.ResourceLogs().AppendEmpty()
		write(rl, rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty())
		return planted{
			"logs " + name, at, func(p *pass) { p.logs(batch) },
			func() ([]byte, error) { return (&plog.JSONMarshaler{}).MarshalLogs(batch) },
		}
	}
	type rl = plog.ResourceLogs
	return []planted{
		plant("resource", placeResource, func(r rl, _ plog.LogRecord) { put(r.Resource().Attributes()) }),
		plant("resource schema", placeResource, func(r rl, _ plog.LogRecord) { r.SetSchemaUrl(plantedAddress) }),
		plant("scope schema", placeScope, func(r rl, _ plog.LogRecord) { r.ScopeLogs().At(0).SetSchemaUrl(plantedAddress) }),
		plant("body key", placeAttributeKey, func(_ rl, l plog.LogRecord) { putKey(l.Body().SetEmptySlice().AppendEmpty().SetEmptyMap()) }),
		plant("scope name", placeScope, func(r rl, _ plog.LogRecord) { r.ScopeLogs().At(0).Scope().SetName(plantedAddress) }),
		plant("scope", placeScope, func(r rl, _ plog.LogRecord) { put(r.ScopeLogs().At(0).Scope().Attributes()) }),
		plant("body", placeLogBody, func(_ rl, l plog.LogRecord) { l.Body().SetStr(plantedAddress) }),
		plant("body map", placeLogBody, func(_ rl, l plog.LogRecord) { put(l.Body().SetEmptyMap()) }),
		plant("body slice", placeLogBody, func(_ rl, l plog.LogRecord) { l.Body().SetEmptySlice().AppendEmpty().SetStr(plantedAddress) }),
		plant("attribute", placeLogAttribute, func(_ rl, l plog.LogRecord) { put(l.Attributes()) }),
		plant("event name", placeLogEventName, func(_ rl, l plog.LogRecord) { l.SetEventName(plantedAddress) }),
		plant("severity text", placeLogSeverityText, func(_ rl, l plog.LogRecord) { l.SetSeverityText(plantedAddress) }),
	}
}

func plantedMetrics() []planted {
	plant := func(name string, at place, write func(pmetric.ResourceMetrics, pmetric.Metric)) planted {
		batch := pmetric.NewMetrics()
		rm := batch.ResourceMetrics().AppendEmpty()
		write(rm, rm.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty())
		return planted{
			"metrics " + name, at, func(p *pass) { p.metrics(batch) },
			func() ([]byte, error) { return (&pmetric.JSONMarshaler{}).MarshalMetrics(batch) },
		}
	}
	type rm = pmetric.ResourceMetrics
	places := []planted{
		plant("resource", placeResource, func(r rm, _ pmetric.Metric) { put(r.Resource().Attributes()) }),
		plant("resource schema", placeResource, func(r rm, _ pmetric.Metric) { r.SetSchemaUrl(plantedAddress) }),
		plant("scope schema", placeScope, func(r rm, _ pmetric.Metric) { r.ScopeMetrics().At(0).SetSchemaUrl(plantedAddress) }),
		plant("name", placeMetricName, func(_ rm, m pmetric.Metric) { m.SetName(plantedAddress) }),
		plant("unit", placeMetricName, func(_ rm, m pmetric.Metric) { m.SetUnit(plantedAddress) }),
		plant("metadata key", placeAttributeKey, func(_ rm, m pmetric.Metric) { putKey(m.Metadata()) }),
		plant("scope name", placeScope, func(r rm, _ pmetric.Metric) { r.ScopeMetrics().At(0).Scope().SetName(plantedAddress) }),
		plant("scope", placeScope, func(r rm, _ pmetric.Metric) { put(r.ScopeMetrics().At(0).Scope().Attributes()) }),
		plant("description", placeMetricDescription, func(_ rm, m pmetric.Metric) { m.SetDescription(plantedAddress) }),
		plant("metadata", placeMetricMetadata, func(_ rm, m pmetric.Metric) { put(m.Metadata()) }),
	}
	for name, point := range newPoint {
		places = append(places, plant(name, placeDatapointAttribute, func(_ rm, m pmetric.Metric) { put(point(m).Attributes()) }))
		if name != "summary" {
			places = append(places, plant(name+" exemplar", placeExemplarAttribute, func(_ rm, m pmetric.Metric) {
				put(point(m).(sampledPoint).Exemplars().AppendEmpty().FilteredAttributes())
			}))
		}
	}
	return places
}

func plantedProfiles() []planted {
	plant := func(name string, at place, write func(pprofile.ResourceProfiles, pprofile.ProfilesDictionary)) planted {
		batch := pprofile.NewProfiles()
		rp := batch.ResourceProfiles().AppendEmpty()
		rp.ScopeProfiles().AppendEmpty().Profiles().AppendEmpty()
		batch.Dictionary().StringTable().Append("")
		write(rp, batch.Dictionary())
		return planted{
			"profiles " + name, at, func(p *pass) { p.profiles(batch) },
			func() ([]byte, error) {
				copied := pprofile.NewProfiles() // the marshaler moves texts into the table
				batch.CopyTo(copied)
				return (&pprofile.JSONMarshaler{}).MarshalProfiles(copied)
			},
		}
	}
	type (
		rp = pprofile.ResourceProfiles
		pd = pprofile.ProfilesDictionary
	)
	return []planted{
		plant("resource", placeResource, func(r rp, _ pd) { put(r.Resource().Attributes()) }),
		plant("resource key", placeAttributeKey, func(r rp, _ pd) { putKey(r.Resource().Attributes()) }),
		plant("resource schema", placeResource, func(r rp, _ pd) { r.SetSchemaUrl(plantedAddress) }),
		plant("scope", placeScope, func(r rp, _ pd) { r.ScopeProfiles().At(0).Scope().SetName(plantedAddress) }),
		plant("scope schema", placeScope, func(r rp, _ pd) { r.ScopeProfiles().At(0).SetSchemaUrl(plantedAddress) }),
		plant("string", placeProfileString, func(_ rp, d pd) { d.StringTable().Append(plantedAddress) }),
		plant("format", placeProfileString, func(r rp, _ pd) {
			r.ScopeProfiles().At(0).Profiles().At(0).SetOriginalPayloadFormat(plantedAddress)
		}),
		plant("attribute", placeProfileAttribute, func(_ rp, d pd) { d.AttributeTable().AppendEmpty().Value().SetStr(plantedAddress) }),
		plant("attribute map key", placeAttributeKey, func(_ rp, d pd) { putKey(d.AttributeTable().AppendEmpty().Value().SetEmptyMap()) }),
		plant("attribute key", placeAttributeKey, func(_ rp, d pd) {
			d.StringTable().Append(plantedAddress)
			d.AttributeTable().AppendEmpty().SetKeyStrindex(1)
		}),
		plant("sample type", placeMetricName, func(r rp, d pd) {
			d.StringTable().Append(plantedAddress)
			r.ScopeProfiles().At(0).Profiles().At(0).SampleType().SetTypeStrindex(1)
		}),
	}
}

func plantedEverywhere() []planted {
	return slices.Concat(plantedTraces(), plantedLogs(), plantedMetrics(), plantedProfiles())
}

// onRequest are the places that only the strict profile masks.
func onRequest(at place) bool { return at == placeMetricName || at == placeAttributeKey }

// newPoint adds a datapoint of each type of metric.
var newPoint = map[string]func(pmetric.Metric) point{
	"gauge":       func(m pmetric.Metric) point { return m.SetEmptyGauge().DataPoints().AppendEmpty() },
	"sum":         func(m pmetric.Metric) point { return m.SetEmptySum().DataPoints().AppendEmpty() },
	"histogram":   func(m pmetric.Metric) point { return m.SetEmptyHistogram().DataPoints().AppendEmpty() },
	"exponential": func(m pmetric.Metric) point { return m.SetEmptyExponentialHistogram().DataPoints().AppendEmpty() },
	"summary":     func(m pmetric.Metric) point { return m.SetEmptySummary().DataPoints().AppendEmpty() },
}

// TestEveryPlace holds: an address in a place is masked there and counted there, once.
func TestEveryPlace(t *testing.T) {
	var seen [placeCount]bool
	for _, batch := range plantedEverywhere() {
		t.Run(batch.name, func(t *testing.T) {
			before, err := batch.json()
			require.NoError(t, err)
			require.Contains(t, string(before), plantedAddress)

			if onRequest(batch.place) {
				batch.mask(newTestPass())
				untouched, err := batch.json()
				require.NoError(t, err)
				assert.JSONEq(t, string(before), string(untouched), "by default")
			}
			p := passOf(onRequest(batch.place))
			batch.mask(p)
			after, err := batch.json()
			require.NoError(t, err)
			assert.NotContains(t, string(after), "liddell")
			assert.Contains(t, string(after), "al***@example.com")

			want := tally{bytes: p.tally.bytes}
			want.matches[batch.place][detectorEmail] = 1
			assert.Equal(t, want, p.tally)
			seen[batch.place] = true
		})
	}
	for at, name := range placeNames {
		assert.True(t, seen[at], "no batch has an address in the place %s", name)
	}
}

// TestUnscannedInEveryPlace holds: what is too large leaves no place as it came, and drop empties it.
func TestUnscannedInEveryPlace(t *testing.T) {
	for _, what := range []OnUnscanned{UnscannedRedact, UnscannedDrop} {
		for _, batch := range plantedEverywhere() {
			t.Run(string(what)+" "+batch.name, func(t *testing.T) {
				p := newTestPass(onUnscanned(what), func(c *Config) { c.MaxValueBytes = 20 })
				p.names = onRequest(batch.place)
				batch.mask(p)
				after, err := batch.json()
				require.NoError(t, err)
				assert.NotContains(t, string(after), "example.com")
				assert.Equal(t, int64(1), p.tally.unscanned[reasonSize])
				if what == UnscannedRedact {
					assert.Contains(t, string(after), unscannedLabel)
				}
			})
		}
	}
}
