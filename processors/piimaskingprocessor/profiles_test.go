package piimaskingprocessor

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/processor/xprocessor"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor/internal/metadatatest"
)

// profilePlanter fills profiles through every method of pdata that writes: the module with the descriptors of
// profiles is not among those we require, and what pdata cannot write it cannot carry.
type profilePlanter struct {
	table  pcommon.StringSlice
	places map[string]string
	number int32
}

func (p *profilePlanter) plant(at string) string {
	p.number++
	address := fmt.Sprintf("p%d.alice@example.com", p.number)
	p.places[address] = at
	return address
}

func (p *profilePlanter) fill(v reflect.Value, path string) {
	for i := range v.NumMethod() {
		get := v.Type().Method(i)
		if get.Type.NumIn() != 1 || get.Type.NumOut() != 1 {
			continue
		}
		at := path + "." + get.Name
		if set := v.MethodByName("Set" + get.Name); set.IsValid() {
			set.Call([]reflect.Value{p.scalar(set.Type().In(0), at)})
		} else if got := v.Method(i).Call(nil)[0]; got.Kind() == reflect.Struct && get.Name != "All" {
			p.descend(got, at)
		}
	}
}

// descend fills what a getter without a setter gives: a part to be written in its place.
func (p *profilePlanter) descend(v reflect.Value, at string) {
	switch part := v.Interface().(type) {
	case pcommon.Map:
		p.fillMap(part, at)
	case pcommon.Value:
		part.SetStr(p.plant(at))
	case pcommon.ByteSlice:
		part.FromRaw([]byte(p.plant(at)))
	case pcommon.StringSlice: // of the dictionary; what points into it fills it
	case pcommon.Int32Slice:
		part.Append(1, 2)
	case pcommon.Int64Slice:
		part.Append(3, 4)
	case pcommon.UInt64Slice:
		part.Append(5, 6)
	default:
		if grow := v.MethodByName("AppendEmpty"); grow.IsValid() {
			p.fill(grow.Call(nil)[0], at)
			p.fill(grow.Call(nil)[0], at)
			return
		}
		p.fill(v, at)
	}
}

func (p *profilePlanter) fillMap(attrs pcommon.Map, at string) {
	attrs.PutStr(p.plant(at+".key"), p.plant(at+".value"))
	attrs.PutEmptyMap("map").PutStr(p.plant(at+".key"), p.plant(at+".value"))
	attrs.PutEmptySlice("slice").AppendEmpty().SetStr(p.plant(at + ".value"))
	attrs.PutEmptyBytes("bytes").FromRaw([]byte(p.plant(at + ".value")))
}

func (p *profilePlanter) scalar(kind reflect.Type, at string) reflect.Value {
	v := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.String:
		v.SetString(p.plant(at))
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(p.number))
		if strings.HasSuffix(at, "Strindex") {
			p.table.Append(p.plant(at))
			v.SetInt(int64(p.table.Len() - 1))
		}
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(p.number))
	case reflect.Array: // an id
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(i) + 1)
		}
	default:
		panic("a kind pdata did not have: " + kind.String())
	}
	return v
}

func plantProfiles() (pprofile.Profiles, map[string]string) {
	batch := pprofile.NewProfiles()
	p := profilePlanter{batch.Dictionary().StringTable(), map[string]string{}, 0}
	p.table.Append("")
	p.fill(reflect.ValueOf(batch), "profiles")
	p.table.Append(p.plant("profiles.Dictionary.StringTable"))
	return batch, p.places
}

// namesOfProfiles are the places that only the strict profile masks.
var namesOfProfiles = []string{
	"Resource.Attributes.key", "Scope.Attributes.key", // keys, as everywhere
	"AttributeTable.KeyStrindex",                         // keys
	"AttributeTable.UnitStrindex",                        // units, as of metrics
	"SampleType.TypeStrindex", "SampleType.UnitStrindex", // what is measured, as the name and unit of a metric
	"PeriodType.TypeStrindex", "PeriodType.UnitStrindex",
}

func exceptedInProfiles(path string, strict bool) bool {
	return !strict && slices.ContainsFunc(namesOfProfiles, func(ending string) bool { return strings.HasSuffix(path, ending) })
}

// TestEveryFieldOfProfiles holds the same as TestEveryField, on what comes over the network and goes back.
func TestEveryFieldOfProfiles(t *testing.T) {
	for _, strict := range []bool{false, true} {
		batch, planted := plantProfiles()
		received := overTheNetwork(t, batch)
		passOf(strict).profiles(received)
		masked := marshalProfiles(t, received)
		for address, path := range planted {
			survives := strings.Contains(masked, strings.TrimSuffix(address, "@example.com"))
			assert.Equal(t, exceptedInProfiles(path, strict), survives, "%s, strict: %v", path, strict)
		}
		places := slices.Compact(slices.Sorted(maps.Values(planted)))
		t.Logf("%d addresses in %d fields", len(planted), len(places))
		assert.Len(t, places, 22, "%s", strings.Join(places, "\n"))
	}
}

func overTheNetwork(t *testing.T, batch pprofile.Profiles) pprofile.Profiles {
	t.Helper()
	received, err := (&pprofile.ProtoUnmarshaler{}).UnmarshalProfiles([]byte(marshalProfiles(t, batch)))
	require.NoError(t, err)
	return received
}

func marshalProfiles(t *testing.T, batch pprofile.Profiles) string {
	t.Helper()
	raw, err := (&pprofile.ProtoMarshaler{}).MarshalProfiles(batch)
	require.NoError(t, err)
	return string(raw)
}

// TestAllButTextOfProfilesStays holds: ids, times, numbers and every index are after masking what they were.
func TestAllButTextOfProfilesStays(t *testing.T) {
	for _, strict := range []bool{false, true} {
		batch, _ := plantProfiles()
		before, after := overTheNetwork(t, batch), overTheNetwork(t, batch)
		passOf(strict).profiles(after)
		eraseProfiles(reflect.ValueOf(before))
		eraseProfiles(reflect.ValueOf(after))
		assert.Equal(t, marshalProfiles(t, before), marshalProfiles(t, after), "strict: %v", strict)
	}
}

// eraseProfiles makes all texts alike. Of a map only the length stays.
func eraseProfiles(v reflect.Value) {
	for i := range v.NumMethod() {
		get := v.Type().Method(i)
		if get.Type.NumIn() != 1 || get.Type.NumOut() != 1 || get.Name == "All" {
			continue
		}
		if set := v.MethodByName("Set" + get.Name); set.IsValid() {
			if set.Type().In(0).Kind() == reflect.String {
				set.Call([]reflect.Value{reflect.ValueOf("text")})
			}
		} else if got := v.Method(i).Call(nil)[0]; got.Kind() == reflect.Struct {
			erasePart(got)
		}
	}
}

func erasePart(v reflect.Value) {
	switch part := v.Interface().(type) {
	case pcommon.Map:
		n := part.Len()
		part.Clear()
		part.PutInt("attributes", int64(n))
	case pcommon.Value:
		part.SetStr("text")
	case pcommon.ByteSlice:
		part.FromRaw([]byte("text"))
	case pcommon.StringSlice:
		for i := range part.Len() {
			part.SetAt(i, "text")
		}
	case pcommon.Int32Slice, pcommon.Int64Slice, pcommon.UInt64Slice:
	default:
		at := v.MethodByName("At")
		if !at.IsValid() {
			eraseProfiles(v)
			return
		}
		for i := range v.MethodByName("Len").Call(nil)[0].Int() {
			eraseProfiles(at.Call([]reflect.Value{reflect.ValueOf(int(i))})[0])
		}
	}
}

// TestMaskingProfilesTwiceChangesNothing also holds that the table does not grow from hop to hop.
func TestMaskingProfilesTwiceChangesNothing(t *testing.T) {
	for _, strict := range []bool{false, true} {
		batch, _ := plantProfiles()
		batch.Dictionary().StringTable().Append("password", "hunter2")
		batch.ResourceProfiles().At(0).Resource().Attributes().PutStr("password", "hunter2")
		once := overTheNetwork(t, batch)
		passOf(strict).profiles(once)
		first := marshalProfiles(t, once)
		twice := overTheNetwork(t, once)
		p := passOf(strict)
		p.profiles(twice)
		assert.Equal(t, first, marshalProfiles(t, twice), "strict: %v", strict)
		assert.Equal(t, tally{bytes: p.tally.bytes}, p.tally)
	}
}

// profilesFrom reads a batch with one profile: the table of strings and the rest of the dictionary as JSON.
func profilesFrom(t *testing.T, dictionary string) pprofile.Profiles {
	t.Helper()
	batch, err := (&pprofile.JSONUnmarshaler{}).UnmarshalProfiles([]byte(
		`{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"sampleType":{"typeStrindex":1}}]}]}],"dictionary":{` + dictionary + `}}`))
	require.NoError(t, err)
	return batch
}

func TestStringTable(t *testing.T) {
	for _, tt := range []struct {
		name, dictionary string
		want, strict     []string
	}{
		{
			"what nothing points at is masked", `"stringTable":["","cpu","alice@example.com"]`,
			[]string{"", "cpu", "al***@example.com"}, nil,
		},
		{
			"a sample type is a name", `"stringTable":["","alice@example.com"]`,
			[]string{"", "alice@example.com"}, []string{"", "al***@example.com"},
		},
		{
			"a key and a unit are names",
			`"stringTable":["","cpu","alice@example.com","bobby@example.com"],"attributeTable":[{"keyStrindex":2,"unitStrindex":3}]`,
			[]string{"", "cpu", "alice@example.com", "bobby@example.com"},
			[]string{"", "cpu", "al***@example.com", "bo***@example.com"},
		},
		{
			"what is also a function is masked",
			`"stringTable":["","cpu","alice@example.com"],"attributeTable":[{"keyStrindex":2}],"functionTable":[{"nameStrindex":2}]`,
			[]string{"", "cpu", "al***@example.com"}, nil,
		},
		{
			"what is also a file is masked",
			`"stringTable":["","alice@example.com"],"mappingTable":[{"filenameStrindex":1}]`,
			[]string{"", "al***@example.com"}, nil,
		},
		{
			"keys that become alike are told apart",
			`"stringTable":["","cpu","alice@example.com","alan@example.com","al***@example.com"],
			 "attributeTable":[{"keyStrindex":2},{"keyStrindex":3},{"keyStrindex":4}]`,
			[]string{"", "cpu", "alice@example.com", "alan@example.com", "al***@example.com"},
			[]string{"", "cpu", "al***@example.com_2", "al***@example.com_3", "al***@example.com"},
		},
		{
			"other texts need not differ", `"stringTable":["","cpu","alice@example.com","alan@example.com"]`,
			[]string{"", "cpu", "al***@example.com", "al***@example.com"}, nil,
		},
		{
			"indexes outside the table",
			`"stringTable":["","cpu"],"attributeTable":[{"keyStrindex":9,"unitStrindex":-1,"value":{"stringValueStrindex":7}}],
			 "functionTable":[{"nameStrindex":-2}]`,
			[]string{"", "cpu"}, nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			batch := profilesFrom(t, tt.dictionary)
			newTestPass().profiles(batch)
			assert.Equal(t, tt.want, batch.Dictionary().StringTable().AsRaw())

			batch = profilesFrom(t, tt.dictionary)
			strictPass().profiles(batch)
			if tt.strict == nil {
				tt.strict = tt.want
			}
			assert.Equal(t, tt.strict, batch.Dictionary().StringTable().AsRaw(), "strict")
		})
	}
}

// TestValuesThatAreIndexes holds: a rule for a key sees the value wherever its text stands, and what it hides
// is hidden in the table, too.
func TestValuesThatAreIndexes(t *testing.T) {
	const dictionary = `"stringTable":["","cpu","db.password","hunter2","settings","plain"],"attributeTable":[{},
		{"keyStrindex":2,"value":{"stringValueStrindex":3}},
		{"keyStrindex":4,"value":{"kvlistValue":{"values":[{"keyStrindex":2,"value":{"stringValueStrindex":3}}]}}},
		{"keyStrindex":4,"value":{"arrayValue":{"values":[{"stringValueStrindex":5},{}]}}}]`
	batch := profilesFrom(t, dictionary)
	newTestPass().profiles(batch)
	assert.Equal(t, []string{"", "cpu", "db.password", "[REDACTED:key]", "settings", "plain"}, batch.Dictionary().StringTable().AsRaw())
	attrs := batch.Dictionary().AttributeTable()
	assert.Equal(t, pcommon.ValueTypeEmpty, attrs.At(0).Value().Type())
	assert.Equal(t, "[REDACTED:key]", attrs.At(1).Value().AsRaw())
	assert.Equal(t, map[string]any{"db.password": "[REDACTED:key]"}, attrs.At(2).Value().AsRaw())
	assert.Equal(t, []any{"plain", nil}, attrs.At(3).Value().AsRaw())
}

func TestSecretsOfResourcesLeaveTheTable(t *testing.T) {
	for action, want := range map[Action]string{ActionReplace: "[REDACTED:key]", ActionMask: "***", ActionPartial: "hu***", ActionRemove: ""} {
		for _, strict := range []bool{false, true} {
			batch := profilesFrom(t, `"stringTable":["","cpu","hunter2","main","service.name"],"functionTable":[{"nameStrindex":3}]`)
			login := batch.ResourceProfiles().AppendEmpty().Resource().Attributes().PutEmptySlice("login").AppendEmpty().SetEmptyMap()
			login.PutEmptySlice("pin").AppendEmpty().SetStr("hunter2")
			login.PutStr("pin2", "cpu")                              // a name stays, whatever else has its text
			login.PutEmptyMap("pin3").PutStr("service.name", "main") // so do a key and a function
			p := newTestPass(func(c *Config) { c.Keys = []KeyRule{{Match: "pin*", Action: action}} })
			p.names = strict
			p.profiles(batch)
			assert.Equal(t, []string{"", "cpu", want, "main", "service.name"}, batch.Dictionary().StringTable().AsRaw(), "%s, strict: %v", action, strict)
		}
	}
}

func TestRemovedAttributeOfProfilesIsEmptied(t *testing.T) {
	batch := profilesFrom(t, `"stringTable":["","cpu","pin"],"attributeTable":[{"keyStrindex":2,"value":{"stringValue":"1234"}}]`)
	p := newTestPass(func(c *Config) { c.Keys = []KeyRule{{Match: "pin", Action: ActionRemove}} })
	p.profiles(batch)
	p.profiles(batch)
	require.Equal(t, 1, batch.Dictionary().AttributeTable().Len())
	assert.Equal(t, pcommon.ValueTypeEmpty, batch.Dictionary().AttributeTable().At(0).Value().Type())
	assert.Equal(t, int64(1), p.tally.matches[placeProfileAttribute][detectorKey])
}

func TestOriginalPayload(t *testing.T) {
	for payload, want := range map[string]string{
		"main;alice@example.com 3": "main;al***@example.com 3",
		"\xffalice@example.com":    "\xffalice@example.com", // not text
		"":                         "",
	} {
		batch := profilesFrom(t, "")
		profile := batch.ResourceProfiles().At(0).ScopeProfiles().At(0).Profiles().At(0)
		profile.OriginalPayload().FromRaw([]byte(payload))
		newTestPass().profiles(batch)
		assert.Equal(t, want, string(profile.OriginalPayload().AsRaw()))
	}
}

func TestMetricsOfProfiles(t *testing.T) {
	tel := componenttest.NewTelemetry()
	factory, ok := NewFactory().(xprocessor.Factory)
	require.True(t, ok)
	assert.Equal(t, component.StabilityLevelDevelopment, factory.ProfilesStability())
	p, err := factory.CreateProfiles(t.Context(), settingsOf(tel), createDefaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	assert.True(t, p.Capabilities().MutatesData)
	batch := profilesFrom(t, `"stringTable":["","cpu","alice@example.com"]`)
	for range 2 { // the second time everything is masked already
		require.NoError(t, p.ConsumeProfiles(t.Context(), batch))
	}
	metadatatest.AssertEqualProcessorPiiMaskingMatches(t, tel, []metricdata.DataPoint[int64]{
		pointID{"signal", "profiles", "detector", "email", "place", "profile_string"}.point(1),
	}, metricdatatest.IgnoreTimestamp())
	require.NoError(t, p.Shutdown(t.Context()))
	require.NoError(t, tel.Shutdown(context.Background()))
}

// FuzzProfiles holds for any batch pdata can read: masking does not panic and keeps every index in its table.
func FuzzProfiles(f *testing.F) {
	batch, _ := plantProfiles()
	raw, err := (&pprofile.ProtoMarshaler{}).MarshalProfiles(batch)
	require.NoError(f, err)
	f.Add(raw)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		batch, err := (&pprofile.ProtoUnmarshaler{}).UnmarshalProfiles(raw)
		if err != nil {
			return
		}
		strings, attrs := batch.Dictionary().StringTable().Len(), batch.Dictionary().AttributeTable().Len()
		strictPass().profiles(batch)
		assert.Equal(t, strings, batch.Dictionary().StringTable().Len())
		assert.Equal(t, attrs, batch.Dictionary().AttributeTable().Len())
	})
}

func BenchmarkProfiles(b *testing.B) {
	source := pprofile.NewProfiles()
	dict := source.Dictionary()
	dict.StringTable().Append("", "cpu", "thread.name")
	for i := range 1000 {
		dict.StringTable().Append(fmt.Sprintf("github.com/example/shop/internal/cart.(*Basket).method%03d", i))
		dict.FunctionTable().AppendEmpty().SetNameStrindex(int32(dict.StringTable().Len() - 1))
	}
	for i := range 50 {
		attr := dict.AttributeTable().AppendEmpty()
		attr.SetKeyStrindex(2)
		attr.Value().SetStr(fmt.Sprintf("worker-%d", i))
	}
	source.ResourceProfiles().AppendEmpty().Resource().Attributes().PutStr("service.name", "checkout")
	p := newTestPass()
	b.ReportAllocs()
	for b.Loop() {
		p.profiles(source)
	}
}
