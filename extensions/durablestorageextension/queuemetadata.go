package durablestorageextension

import (
	"encoding/binary"
	"errors"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The keys of a queue's books. metadataKey is what exporterhelper writes since v0.130; the other three are what it wrote
// before, and takes over at its first start.
const (
	metadataKey         = "qmv0"
	legacyReadIndexKey  = "ri"
	legacyWriteIndexKey = "wi"
	legacyDispatchedKey = "di"
)

// The fields of PersistentMetadata, in exporterhelper's internal/queue/meta.proto.
const (
	fieldBytesSize  protowire.Number = 2 // sfixed64
	fieldReadIndex  protowire.Number = 3 // fixed64
	fieldWriteIndex protowire.Number = 4 // fixed64
	fieldDispatched protowire.Number = 5 // repeated fixed64, packed
)

var errMetadata = errors.New("the queue's metadata is damaged")

// queueMetadata is the part of the queue's metadata that a start changes. The rest is kept as it came, also fields
// that are not known here.
type queueMetadata struct {
	readIndex, writeIndex uint64
	dispatched            bool // whether any item is listed as being sent
	rest                  []byte
}

func parseMetadata(raw []byte) (queueMetadata, error) {
	var m queueMetadata
	for len(raw) > 0 {
		number, kind, tag := protowire.ConsumeTag(raw)
		if tag < 0 {
			return queueMetadata{}, errMetadata
		}
		size := protowire.ConsumeFieldValue(number, kind, raw[tag:])
		if size < 0 || !m.take(number, kind, raw[:tag+size], raw[tag:tag+size]) {
			return queueMetadata{}, errMetadata
		}
		raw = raw[tag+size:]
	}
	return m, nil
}

// plausible tells of indices that a queue can have: it counts up from 0, and reads what it wrote.
func (m *queueMetadata) plausible() bool {
	return m.readIndex <= m.writeIndex && m.writeIndex <= math.MaxInt64
}

// take reads one field; not ok means that it has not the type it should have.
func (m *queueMetadata) take(number protowire.Number, kind protowire.Type, field, value []byte) bool {
	switch number {
	case fieldReadIndex:
		m.readIndex, _ = protowire.ConsumeFixed64(value)
		return kind == protowire.Fixed64Type
	case fieldWriteIndex:
		m.writeIndex, _ = protowire.ConsumeFixed64(value)
		return kind == protowire.Fixed64Type
	case fieldDispatched:
		m.dispatched = true
		return kind == protowire.BytesType || kind == protowire.Fixed64Type
	default:
		m.rest = append(m.rest, field...)
		return true
	}
}

// marshal writes the metadata with no item listed as being sent.
func (m *queueMetadata) marshal() []byte {
	raw := append([]byte(nil), m.rest...)
	raw = appendIndex(raw, fieldReadIndex, m.readIndex)
	return appendIndex(raw, fieldWriteIndex, m.writeIndex)
}

func appendIndex(raw []byte, number protowire.Number, index uint64) []byte {
	return protowire.AppendFixed64(protowire.AppendTag(raw, number, protowire.Fixed64Type), index)
}

// rebuiltMetadata is for a queue whose own is lost: it knows how many bytes there are, not how many spans or records.
// The queue sets both to zero when it has been empty once.
func rebuiltMetadata(bytesSize int) queueMetadata {
	rest := protowire.AppendTag(nil, fieldBytesSize, protowire.Fixed64Type)
	return queueMetadata{rest: protowire.AppendFixed64(rest, uint64(bytesSize))}
}

// legacyIndex reads an index of the books before metadataKey; 0 where there is none.
func legacyIndex(raw []byte) uint64 {
	if len(raw) < 8 {
		return 0
	}
	return binary.LittleEndian.Uint64(raw)
}
