package piimaskingprocessor

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	logspb "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	metricspb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracespb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// exception is a field that masking leaves alone.
type exception struct {
	// ending is the end of the field's path.
	ending string
	// strictly is set if the strict profile leaves it alone, too.
	strictly bool
	reason   string
}

var exceptions = []exception{
	{".trace_id", true, "an id: traces would fall apart"},
	{".span_id", true, "an id"},
	{".parent_span_id", true, "an id"},
	{".key", false, "dashboards and rules are bound to keys"},
	{".id_keys", false, "keys of the resource's attributes"},
	{".description_keys", false, "keys of the resource's attributes"},
	{".metrics.name", false, "dashboards and alerts are bound to it"},
	{".metrics.unit", false, "backends make it a part of the name"},
}

func excepted(path string, strict bool) bool {
	return slices.ContainsFunc(exceptions, func(e exception) bool {
		return strings.HasSuffix(path, e.ending) && (e.strictly || !strict)
	})
}

// otlpSignal is a signal as it comes over the network.
type otlpSignal struct {
	name    string
	request func() proto.Message
	// places is in how many fields of the message text can stand: a new field has to be noticed.
	places int
	// mask is what happens between the network and the network. Without a pass it only goes through pdata.
	mask func(*testing.T, *pass, []byte) []byte
}

var otlpSignals = []otlpSignal{
	{"traces", func() proto.Message { return &tracespb.ExportTraceServiceRequest{} }, 58, maskTraces},
	{"metrics", func() proto.Message { return &metricspb.ExportMetricsServiceRequest{} }, 115, maskMetrics},
	{"logs", func() proto.Message { return &logspb.ExportLogsServiceRequest{} }, 43, maskLogs},
}

func maskTraces(t *testing.T, p *pass, raw []byte) []byte {
	batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(raw)
	require.NoError(t, err)
	if p != nil {
		p.traces(batch)
	}
	out, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
	require.NoError(t, err)
	return out
}

func maskMetrics(t *testing.T, p *pass, raw []byte) []byte {
	batch, err := (&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics(raw)
	require.NoError(t, err)
	if p != nil {
		p.metrics(batch)
	}
	out, err := (&pmetric.ProtoMarshaler{}).MarshalMetrics(batch)
	require.NoError(t, err)
	return out
}

func maskLogs(t *testing.T, p *pass, raw []byte) []byte {
	batch, err := (&plog.ProtoUnmarshaler{}).UnmarshalLogs(raw)
	require.NoError(t, err)
	if p != nil {
		p.logs(batch)
	}
	out, err := (&plog.ProtoMarshaler{}).MarshalLogs(batch)
	require.NoError(t, err)
	return out
}

// strictPass is a pass that masks names and keys, too.
func strictPass(edit ...func(*Config)) *pass {
	p := newTestPass(edit...)
	p.names = true
	return p
}

func passOf(strict bool) *pass {
	if strict {
		return strictPass()
	}
	return newTestPass()
}

// plantEverywhere makes a message that holds every field, and says where its addresses stand.
func plantEverywhere(t *testing.T, signal otlpSignal) (proto.Message, []byte, map[string]string) {
	message := signal.request()
	p := planter{places: map[string]string{}}
	p.fill(message.ProtoReflect(), signal.name, 0, 0)
	raw, err := proto.Marshal(message)
	require.NoError(t, err)
	return message, raw, p.places
}

// TestEveryField holds for every field of OTLP that can hold text, as the protocol's own descriptors list
// them: an address in it does not survive, unless the field is one of the exceptions, and then it does.
func TestEveryField(t *testing.T) {
	for _, signal := range otlpSignals {
		for _, strict := range []bool{false, true} {
			t.Run(signal.name+map[bool]string{true: " strict"}[strict], func(t *testing.T) {
				_, raw, planted := plantEverywhere(t, signal)
				through := signal.mask(t, nil, raw)
				masked := signal.mask(t, passOf(strict), raw)
				for address, path := range planted {
					assert.Contains(t, string(through), address, "pdata drops %s: say so in README.md", path)
					name := strings.TrimSuffix(address, "@example.com")
					assert.Equal(t, excepted(path, strict), bytes.Contains(masked, []byte(name)), path)
				}
				count(t, signal, planted, strict)
			})
		}
	}
}

// count reports the places, and holds their number.
func count(t *testing.T, signal otlpSignal, planted map[string]string, strict bool) {
	places := slices.Compact(slices.Sorted(maps.Values(planted)))
	left := 0
	for _, path := range places {
		if excepted(path, strict) {
			left++
		}
	}
	t.Logf("%d addresses in %d fields: %d fields masked, %d excepted", len(planted), len(places), len(places)-left, left)
	assert.Len(t, places, signal.places)
}

// TestEveryExceptionIsNeeded holds: each exception names a field that exists, and says why.
func TestEveryExceptionIsNeeded(t *testing.T) {
	paths := map[string]string{}
	for _, signal := range otlpSignals {
		_, _, planted := plantEverywhere(t, signal)
		maps.Copy(paths, planted)
	}
	for _, e := range exceptions {
		assert.NotEmpty(t, e.reason, e.ending)
		assert.True(t, slices.ContainsFunc(slices.Collect(maps.Values(paths)), func(path string) bool {
			return strings.HasSuffix(path, e.ending)
		}), "no field ends in %s", e.ending)
	}
}

// TestAllButTextStays holds: ids, times, numbers, counts, flags, types, and how much there is of what, are
// after masking what they were before.
func TestAllButTextStays(t *testing.T) {
	for _, signal := range otlpSignals {
		for _, strict := range []bool{false, true} {
			t.Run(signal.name+map[bool]string{true: " strict"}[strict], func(t *testing.T) {
				before, raw, _ := plantEverywhere(t, signal)
				after := signal.request()
				require.NoError(t, proto.Unmarshal(signal.mask(t, passOf(strict), raw), after))
				eraseText(before.ProtoReflect(), strict)
				eraseText(after.ProtoReflect(), strict)
				assert.True(t, proto.Equal(before, after), "before:\n%v\nafter:\n%v", before, after)
			})
		}
	}
}

// eraseText makes all texts alike: everything that masking may change. The ids stay.
func eraseText(m protoreflect.Message, strict bool) {
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsList() && field.Message() != nil:
			for i := range value.List().Len() {
				eraseText(value.List().Get(i).Message(), strict)
			}
		case field.IsList() && field.Kind() == protoreflect.StringKind:
			for i := range value.List().Len() {
				value.List().Set(i, protoreflect.ValueOfString("text"))
			}
		case field.IsList():
		case field.Message() != nil:
			eraseText(value.Message(), strict)
		case field.Kind() == protoreflect.StringKind:
			m.Set(field, protoreflect.ValueOfString("text"))
		case field.Name() == "bytes_value":
			m.Set(field, protoreflect.ValueOfBytes([]byte("text")))
		case field.Name() == "key_strindex" && strict:
			m.Clear(field) // a renamed attribute loses it; it means something in profiles only
		}
		return true
	})
}
