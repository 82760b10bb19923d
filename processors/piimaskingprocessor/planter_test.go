package piimaskingprocessor

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// anyValue is the only message of OTLP that holds itself.
const anyValue = "opentelemetry.proto.common.v1.AnyValue"

// planter fills a message of OTLP: every field is set, every alternative of every oneof stands in some element
// of a list, every text holds an address of its own and every number is another one. Values nest one deep.
type planter struct {
	// places says in which field an address was planted: a path of field names from the top.
	places map[string]string
	number uint64
}

func (p *planter) fill(m protoreflect.Message, path string, choice, depth int) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		if !chosen(field, choice, depth) {
			continue
		}
		at := path + "." + string(field.Name())
		switch {
		case field.IsMap():
			panic("OTLP has no maps: " + at)
		case field.IsList():
			p.fillList(m.Mutable(field).List(), field, at, depth)
		case field.Message() != nil:
			p.fill(m.Mutable(field).Message(), at, choice, deeper(field.Message(), depth))
		default:
			m.Set(field, p.scalar(field, at))
		}
	}
}

// fillList gives a list of messages as many elements as it takes to show every alternative.
func (p *planter) fillList(list protoreflect.List, field protoreflect.FieldDescriptor, at string, depth int) {
	if field.Message() == nil {
		list.Append(p.scalar(field, at))
		list.Append(p.scalar(field, at))
		return
	}
	depth = deeper(field.Message(), depth)
	for choice := range alternatives(field.Message(), depth) {
		p.fill(list.AppendMutable().Message(), at, choice, depth)
	}
}

// scalar makes the next value. Ids are bytes of a fixed length, and those hold an address, too.
func (p *planter) scalar(field protoreflect.FieldDescriptor, at string) protoreflect.Value {
	p.number++
	switch field.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(p.plant(at, "p%d.alice@example.com"))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(p.plant(at, bytesFormat(field))))
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(field.Enum().Values().Get(1).Number())
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(float64(p.number) + 0.5)
	case protoreflect.Int32Kind, protoreflect.Sint32Kind:
		return protoreflect.ValueOfInt32(int32(p.number))
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return protoreflect.ValueOfUint32(uint32(p.number))
	case protoreflect.Int64Kind, protoreflect.Sfixed64Kind:
		return protoreflect.ValueOfInt64(int64(p.number))
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return protoreflect.ValueOfUint64(p.number)
	}
	panic("a kind OTLP did not have: " + field.Kind().String())
}

func (p *planter) plant(at, format string) string {
	address := fmt.Sprintf(format, p.number)
	p.places[address] = at
	return address
}

func bytesFormat(field protoreflect.FieldDescriptor) string {
	switch field.Name() {
	case "trace_id":
		return "%05x@example.fr"
	case "span_id", "parent_span_id":
		return "%03x@a.fr"
	}
	return "p%d.alice@example.com"
}

// chosen tells whether the field is set under this choice among the alternatives of its message.
func chosen(field protoreflect.FieldDescriptor, choice, depth int) bool {
	oneof := field.ContainingOneof()
	if oneof == nil || oneof.IsSynthetic() {
		return true
	}
	usable := alternativesOf(oneof, depth)
	return usable[choice%len(usable)] == field
}

// alternatives counts how many copies of a message show every alternative in it and in the messages that
// stand in it once.
func alternatives(m protoreflect.MessageDescriptor, depth int) int {
	most := 1
	for i := range m.Oneofs().Len() {
		most = max(most, len(alternativesOf(m.Oneofs().Get(i), depth)))
	}
	for i := range m.Fields().Len() {
		if field := m.Fields().Get(i); field.Message() != nil && !field.IsList() && field.ContainingOneof() == nil {
			most = max(most, alternatives(field.Message(), deeper(field.Message(), depth)))
		}
	}
	return most
}

// alternativesOf lists the fields of a oneof, without those that nest a value in a nested value.
func alternativesOf(oneof protoreflect.OneofDescriptor, depth int) (usable []protoreflect.FieldDescriptor) {
	for i := range oneof.Fields().Len() {
		field := oneof.Fields().Get(i)
		if depth < 2 || oneof.Parent().FullName() != anyValue || field.Message() == nil {
			usable = append(usable, field)
		}
	}
	return usable
}

func deeper(m protoreflect.MessageDescriptor, depth int) int {
	if m.FullName() == anyValue {
		return depth + 1
	}
	return depth
}
