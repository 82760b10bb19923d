package piimaskingprocessor

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

// numbered is a map with these keys in this order; the values are 0, 1, 2.
func numbered(keys ...string) pcommon.Map {
	attrs := pcommon.NewMap()
	for i, key := range keys {
		attrs.PutInt(key, int64(i))
	}
	return attrs
}

func keysOf(attrs pcommon.Map) (keys []string) {
	for key := range attrs.All() {
		keys = append(keys, key)
	}
	return keys
}

func TestMaskKeys(t *testing.T) {
	for _, tt := range []struct {
		name     string
		in, want []string
	}{
		{"nothing to mask", []string{"http.route", "db.name"}, []string{"http.route", "db.name"}},
		{"no keys", nil, nil},
		{"one key", []string{"a", "alice@example.com", "z"}, []string{"a", "al***@example.com", "z"}},
		{"inside a key", []string{"cache/alice@example.com/hits"}, []string{"cache/al***@example.com/hits"}},
		{"a card number", []string{"4111111111111111"}, []string{"****************"}},
		{"two become alike", []string{"alice@example.com", "alan@example.com"}, []string{"al***@example.com", "al***@example.com_2"}},
		{
			"three become alike", []string{"alice@example.com", "alan@example.com", "alma@example.com"},
			[]string{"al***@example.com", "al***@example.com_2", "al***@example.com_3"},
		},
		{"one meets a key before it", []string{"al***@example.com", "alice@example.com"}, []string{"al***@example.com", "al***@example.com_2"}},
		{"one meets a key behind it", []string{"alice@example.com", "al***@example.com"}, []string{"al***@example.com_2", "al***@example.com"}},
		{
			"the suffix is taken", []string{"alice@example.com", "al***@example.com_2", "al***@example.com"},
			[]string{"al***@example.com_3", "al***@example.com_2", "al***@example.com"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			attrs := numbered(tt.in...)
			strictPass().maskKeys(placeSpanAttribute, attrs)
			assert.Equal(t, tt.want, keysOf(attrs))
			for i, key := range tt.want {
				value, _ := attrs.Get(key)
				assert.Equal(t, int64(i), value.Int(), "the value of %s", key)
			}

			p := strictPass()
			p.maskKeys(placeSpanAttribute, attrs)
			assert.Equal(t, tt.want, keysOf(attrs), "a second time")
			assert.Equal(t, tally{bytes: p.tally.bytes}, p.tally)
		})
	}
}

func TestKeysAreCountedInTheirPlace(t *testing.T) {
	p := strictPass()
	p.maskKeys(placeResource, numbered("alice@example.com", "bobby@example.com", "db.name"))
	var want tally
	want.bytes = p.tally.bytes
	want.matches[placeAttributeKey][detectorEmail] = 2
	assert.Equal(t, want, p.tally)
}

func TestKeysOfNestedMaps(t *testing.T) {
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(map[string]any{
		"map":   map[string]any{"alice@example.com": map[string]any{"bobby@example.com": int64(1)}},
		"slice": []any{"x", map[string]any{"carol@example.com": []byte("raw")}, []any{map[string]any{"david@example.com": 2.5}}},
	}))
	strictPass().maskKeys(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{
		"map":   map[string]any{"al***@example.com": map[string]any{"bo***@example.com": int64(1)}},
		"slice": []any{"x", map[string]any{"ca***@example.com": []byte("raw")}, []any{map[string]any{"da***@example.com": 2.5}}},
	}, attrs.AsRaw())
}

// TestKeysNestedTooDeep holds: what is too deep to be scanned does not leave with its keys.
func TestKeysNestedTooDeep(t *testing.T) {
	attrs := pcommon.NewMap()
	inner := attrs
	for range maxDepth + 2 {
		inner = inner.PutEmptyMap("deeper")
	}
	inner.PutStr("alice@example.com", "x")
	batch := plog.NewLogs()
	record := batch.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	attrs.CopyTo(record.Attributes())
	strictPass().logs(batch)
	raw, err := (&plog.ProtoMarshaler{}).MarshalLogs(batch)
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "alice")
	assert.Contains(t, string(raw), unscannedLabel)
}

// TestAKeyNeverBecomesEmpty holds for every way in which nothing can be left of a key.
func TestAKeyNeverBecomesEmpty(t *testing.T) {
	removed := strictPass(func(c *Config) { c.Detectors["email"] = DetectorConfig{Action: ActionRemove} })
	attrs := numbered("alice@example.com", "bobby@example.com")
	removed.maskKeys(placeSpanAttribute, attrs)
	assert.Equal(t, []string{"[REDACTED]", "[REDACTED]_2"}, keysOf(attrs))

	dropped := strictPass(onUnscanned(UnscannedDrop), func(c *Config) { c.MaxValueBytes = 8 })
	attrs = numbered("far too long a key", "short")
	dropped.maskKeys(placeSpanAttribute, attrs)
	assert.Equal(t, []string{"[REDACTED]", "short"}, keysOf(attrs))

	metric := pmetric.NewMetric()
	metric.SetName("alice@example.com")
	metric.SetUnit("alice@example.com")
	removed.metric(metric)
	assert.Equal(t, "[REDACTED]", metric.Name())
	assert.Empty(t, metric.Unit())
}

// TestRulesSeeTheKeyAsItCame holds: masking a key does not take its value away from a rule.
func TestRulesSeeTheKeyAsItCame(t *testing.T) {
	p := strictPass(func(c *Config) { c.Keys = []KeyRule{{Match: "*@example.com", Action: ActionReplace}} })
	batch := ptrace.NewTraces()
	span := batch.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.Attributes().PutStr("alice@example.com", "Liddell")
	p.traces(batch)
	p.traces(batch)
	assert.Equal(t, map[string]any{"al***@example.com": "[REDACTED:key]"}, span.Attributes().AsRaw())
}

// TestAKeyThatStandsTwice holds: pdata lets the network bring a key twice, and neither value is lost.
func TestAKeyThatStandsTwice(t *testing.T) {
	batch, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs([]byte(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[
		{"key":"a","value":{"intValue":1}},{"key":"a","value":{"intValue":2}},
		{"key":"alice@example.com","value":{"intValue":3}},{"key":"alice@example.com","value":{"intValue":4}}]}]}]}]}`))
	require.NoError(t, err)
	strictPass().logs(batch)
	attrs := batch.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes()
	assert.Equal(t, []string{"a", "a_2", "al***@example.com", "al***@example.com_2"}, keysOf(attrs))
}

// TestEntityKeysFollowTheAttributes holds: a key of an entity names the same attribute before and after.
func TestEntityKeysFollowTheAttributes(t *testing.T) {
	resource := pcommon.NewResource()
	for _, key := range []string{"alice@example.com", "alan@example.com", "host.name"} {
		resource.Attributes().PutStr(key, "x")
	}
	ref := entity.ResourceEntityRefs(resource).AppendEmpty()
	ref.SetType("host of alice@example.com")
	ref.SetSchemaUrl("https://example.com/alice@example.com")
	ref.IdKeys().Append("alan@example.com", "host.name")
	ref.DescriptionKeys().Append("alice@example.com", "nobody@example.com")

	newTestPass().resource(resource)
	assert.Equal(t, "host of al***@example.com", ref.Type())
	assert.Equal(t, "https://example.com/al***@example.com", ref.SchemaUrl())
	assert.Equal(t, []string{"alan@example.com", "host.name"}, ref.IdKeys().AsRaw())

	strictPass().resource(resource)
	assert.Equal(t, []string{"al***@example.com", "al***@example.com_2", "host.name"}, keysOf(resource.Attributes()))
	assert.Equal(t, []string{"al***@example.com_2", "host.name"}, ref.IdKeys().AsRaw())
	assert.Equal(t, []string{"al***@example.com", "no***@example.com"}, ref.DescriptionKeys().AsRaw())
}

// FuzzMaskKeys holds for any keys: as many attributes come out as went in, in the same order, no two under
// one key, and a second time changes nothing.
func FuzzMaskKeys(f *testing.F) {
	f.Add("alice@example.com", "alan@example.com", "al***@example.com")
	f.Add("", "a", "4111111111111111")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		attrs := numbered(a, b, c, "alice@example.com", "alan@example.com")
		var values []string
		for _, value := range attrs.All() {
			values = append(values, value.AsString())
		}
		strictPass().maskKeys(placeLogAttribute, attrs)
		keys := keysOf(attrs)
		var after []string
		for _, value := range attrs.All() {
			after = append(after, value.AsString())
		}
		assert.Equal(t, values, after)
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(keys))), len(keys))
		strictPass().maskKeys(placeLogAttribute, attrs)
		assert.Equal(t, keys, keysOf(attrs))
	})
}

func BenchmarkMaskKeys(b *testing.B) {
	clean := pcommon.NewMap()
	for i := range 30 {
		clean.PutStr(fmt.Sprintf("http.request.header.name_%d", i), "x")
	}
	b.Run("clean", func(b *testing.B) {
		p := strictPass()
		b.ReportAllocs()
		for b.Loop() {
			p.maskKeys(placeSpanAttribute, clean)
		}
	})
	b.Run("one to mask", func(b *testing.B) {
		p := strictPass()
		b.ReportAllocs()
		for b.Loop() {
			attrs := pcommon.NewMap()
			clean.CopyTo(attrs)
			attrs.PutStr("alice@example.com", "x")
			p.maskKeys(placeSpanAttribute, attrs)
		}
	})
}
