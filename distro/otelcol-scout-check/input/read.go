package input

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Bounds of what is read. Memory is a small multiple of MaxBytes.
const (
	// MaxDocument bounds one line of OTLP JSON, or one answer of Jaeger, in bytes.
	MaxDocument = 32 << 20
	// MaxBytes bounds the traces of all files together, in bytes of JSON.
	MaxBytes = 256 << 20
	// MaxSpans bounds the spans of all files together.
	MaxSpans = 1_000_000
)

// Stdin is the name by which standard input is read.
const Stdin = "-"

// limits are MaxDocument, MaxBytes and MaxSpans, or less in tests.
type limits struct{ document, bytes, spans int }

// Read reads the files in turn; Stdin stands for stdin. The error names file and line, and what to change.
func Read(files []string, stdin io.Reader) (*Spans, error) {
	return read(files, stdin, limits{MaxDocument, MaxBytes, MaxSpans})
}

func read(files []string, stdin io.Reader, bounds limits) (*Spans, error) {
	spans := newSpans()
	for _, name := range files {
		if err := readFile(spans, name, stdin, bounds); err != nil {
			return nil, err
		}
	}
	return spans, nil
}

func readFile(spans *Spans, name string, stdin io.Reader, bounds limits) error {
	if name == Stdin {
		return readDocuments(spans, newDocuments(stdin, "standard input", bounds.document), bounds)
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("%w; name the file that the collector's file exporter wrote, or a download from Jaeger", err)
	}
	err = readDocuments(spans, newDocuments(file, name, bounds.document), bounds)
	return errors.Join(err, file.Close())
}

func readDocuments(spans *Spans, docs *documents, bounds limits) error {
	for {
		doc, err := docs.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := spans.read(docs, doc); err != nil {
			return err
		}
		if spans.bytes > bounds.bytes || spans.Counts.Spans > bounds.spans {
			return docs.fault(doc.line, fmt.Sprintf("with this the traces are more than %d MiB or %d spans, the most that is checked at once; check the files one by one, or send fewer requests", bounds.bytes>>20, bounds.spans))
		}
	}
}

// contents tells what a document holds by the names of its fields. Names in snake case are those that other writers of
// protobuf's JSON use.
type contents struct {
	Spans         present `json:"resourceSpans"`
	SpansSnake    present `json:"resource_spans"`
	Logs          present `json:"resourceLogs"`
	LogsSnake     present `json:"resource_logs"`
	Metrics       present `json:"resourceMetrics"`
	MetricsSnake  present `json:"resource_metrics"`
	Profiles      present `json:"resourceProfiles"`
	ProfilesSnake present `json:"resource_profiles"`
	Data          present `json:"data"`
	// What version 3 of Jaeger's API puts OTLP JSON into, and its errors.
	Result json.RawMessage `json:"result"`
	Error  present         `json:"error"`
	// Tempo's names for OTLP JSON with ids in base64.
	Batches present `json:"batches"`
	Trace   present `json:"trace"`
}

// present is true for a field that is there, whatever it holds.
type present bool

// UnmarshalJSON notes that the field is there.
func (p *present) UnmarshalJSON([]byte) error {
	*p = true
	return nil
}

// read adds the document's spans, or counts it as one that holds none.
func (s *Spans) read(docs *documents, doc document) error {
	var has contents
	if err := docs.decode(doc, &has); err != nil {
		return err
	}
	switch {
	case bool(has.Spans || has.SpansSnake):
		return s.add(docs, doc, readOTLP)
	case bool(has.Data):
		return s.add(docs, doc, readJaeger)
	case len(has.Result) > 0:
		return s.add(docs, document{has.Result, doc.line}, readOTLP)
	case bool(has.Logs || has.LogsSnake):
		s.Counts.Logs++
	case bool(has.Metrics || has.MetricsSnake):
		s.Counts.Metrics++
	case bool(has.Profiles || has.ProfilesSnake):
		s.Counts.Profiles++
	case len(doc.raw) == len("{}"):
		s.Counts.Empty++
	default:
		return docs.fault(doc.line, has.otherwise())
	}
	return nil
}

// otherwise says what to do about a document that is not read.
func (c *contents) otherwise() string {
	switch {
	case bool(c.Error):
		return jaegerError
	case bool(c.Batches || c.Trace):
		return "this looks like an answer of Tempo, which is not read; give the file that the collector's file exporter writes"
	default:
		return `neither OTLP JSON, which has "resourceSpans", nor Jaeger JSON, which has "data" or "result"`
	}
}

func (s *Spans) add(docs *documents, doc document, read func(*documents, document) (ptrace.Traces, error)) error {
	td, err := read(docs, doc)
	if err != nil {
		return err
	}
	s.bytes += len(doc.raw)
	s.Counts.Requests++
	if !s.index(td) {
		return docs.fault(doc.line, "a span has no trace id or no span id; every span that OpenTelemetry or Jaeger writes has both")
	}
	return nil
}
