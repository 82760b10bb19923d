package input

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The JSON of Jaeger's page and of its API /api/traces
// (https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/model.go). Times are in microseconds.
type (
	jaegerAnswer struct {
		Data   []jaegerTrace `json:"data"`
		Errors []struct {
			Code int `json:"code"`
		} `json:"errors"`
	}
	jaegerTrace struct {
		TraceID   string                   `json:"traceID"`
		Spans     []jaegerSpan             `json:"spans"`
		Processes map[string]jaegerProcess `json:"processes"`
	}
	jaegerSpan struct {
		TraceID      string            `json:"traceID"`
		SpanID       string            `json:"spanID"`
		ParentSpanID string            `json:"parentSpanID"` // deprecated in favour of references
		Name         string            `json:"operationName"`
		References   []jaegerReference `json:"references"`
		Start        uint64            `json:"startTime"`
		Duration     uint64            `json:"duration"`
		Tags         []jaegerTag       `json:"tags"`
		Logs         []jaegerLog       `json:"logs"`
		ProcessID    string            `json:"processID"`
		Process      *jaegerProcess    `json:"process"`
	}
	jaegerReference struct {
		Type    string `json:"refType"`
		TraceID string `json:"traceID"`
		SpanID  string `json:"spanID"`
	}
	jaegerProcess struct {
		Service string      `json:"serviceName"`
		Tags    []jaegerTag `json:"tags"`
	}
	jaegerLog struct {
		Time   uint64      `json:"timestamp"`
		Fields []jaegerTag `json:"fields"`
	}
)

const jaegerError = "Jaeger answered with an error instead of traces; ask it again, and check the trace id"

func readJaeger(docs *documents, doc document) (ptrace.Traces, error) {
	var answer jaegerAnswer
	if err := docs.decode(doc, &answer); err != nil {
		return ptrace.Traces{}, err
	}
	if len(answer.Errors) > 0 {
		return ptrace.Traces{}, docs.fault(doc.line, jaegerError)
	}
	td := ptrace.NewTraces()
	for i := range answer.Data {
		if err := answer.Data[i].appendTo(td); err != nil {
			return ptrace.Traces{}, docs.fault(doc.line, fmt.Sprintf("data[%d]: %v", i, err))
		}
	}
	return td, nil
}

// appendTo adds the trace, a resource for each process.
func (t *jaegerTrace) appendTo(td ptrace.Traces) error {
	resources := map[string]ptrace.ResourceSpans{}
	for i := range t.Spans {
		span := &t.Spans[i]
		process, key := span.Process, ""
		if process == nil {
			known, ok := t.Processes[span.ProcessID]
			if !ok {
				return fmt.Errorf("spans[%d]: processID names no entry of processes", i)
			}
			process, key = &known, span.ProcessID
		}
		resource, ok := resources[key]
		if !ok || span.Process != nil {
			resource = td.ResourceSpans().AppendEmpty()
			process.writeTo(resource.Resource().Attributes())
			resources[key] = resource
		}
		if err := span.writeTo(resource.ScopeSpans().AppendEmpty()); err != nil {
			return fmt.Errorf("spans[%d]: %w", i, err)
		}
	}
	return nil
}

func (p *jaegerProcess) writeTo(attributes pcommon.Map) {
	writeTags(p.Tags, attributes)
	if p.Service != "" {
		attributes.PutStr("service.name", p.Service)
	}
}

func (s *jaegerSpan) writeTo(scope ptrace.ScopeSpans) error {
	span := scope.Spans().AppendEmpty()
	trace, err := parseTraceID(s.TraceID)
	if err != nil {
		return fmt.Errorf("traceID %w", err)
	}
	id, err := parseSpanID(s.SpanID)
	if err != nil {
		return fmt.Errorf("spanID %w", err)
	}
	span.SetTraceID(trace)
	span.SetSpanID(id)
	span.SetName(s.Name)
	const latest = math.MaxInt64 / 1000 / 2 // start and duration together fit nanoseconds
	if s.Start > latest || s.Duration > latest {
		return errors.New("startTime or duration is out of range; both are microseconds")
	}
	span.SetStartTimestamp(pcommon.Timestamp(s.Start * 1000))
	span.SetEndTimestamp(pcommon.Timestamp((s.Start + s.Duration) * 1000))
	if err := s.writeReferences(span); err != nil {
		return err
	}
	writeTags(s.Tags, span.Attributes())
	writeMeaning(span, scope.Scope())
	s.writeEvents(span)
	return nil
}

// writeReferences makes the first reference into the same trace the parent, CHILD_OF before FOLLOWS_FROM, and links of
// the others.
func (s *jaegerSpan) writeReferences(span ptrace.Span) error {
	parent := s.parent()
	if parent < 0 && s.ParentSpanID != "" {
		id, err := parseSpanID(s.ParentSpanID)
		if err != nil {
			return fmt.Errorf("parentSpanID %w", err)
		}
		span.SetParentSpanID(id)
	}
	for i, reference := range s.References {
		trace, err := parseTraceID(reference.TraceID)
		if err != nil {
			return fmt.Errorf("references[%d].traceID %w", i, err)
		}
		id, err := parseSpanID(reference.SpanID)
		if err != nil {
			return fmt.Errorf("references[%d].spanID %w", i, err)
		}
		if i == parent {
			span.SetParentSpanID(id)
			continue
		}
		link := span.Links().AppendEmpty()
		link.SetTraceID(trace)
		link.SetSpanID(id)
	}
	return nil
}

// parent is the index of the reference to the parent, or -1.
func (s *jaegerSpan) parent() int {
	for _, kind := range []string{"CHILD_OF", "FOLLOWS_FROM"} {
		for i, reference := range s.References {
			if reference.Type == kind && strings.EqualFold(reference.TraceID, s.TraceID) {
				return i
			}
		}
	}
	return -1
}

func (s *jaegerSpan) writeEvents(span ptrace.Span) {
	for _, log := range s.Logs {
		event := span.Events().AppendEmpty()
		event.SetTimestamp(pcommon.Timestamp(min(log.Time, math.MaxInt64/1000) * 1000))
		writeTags(log.Fields, event.Attributes())
		if name, ok := event.Attributes().Get("event"); ok && name.Type() == pcommon.ValueTypeStr {
			event.SetName(name.Str())
			event.Attributes().Remove("event")
		}
	}
}

func parseTraceID(digits string) (id pcommon.TraceID, err error) {
	err = parseID(digits, id[:])
	return id, err
}

func parseSpanID(digits string) (id pcommon.SpanID, err error) {
	err = parseID(digits, id[:])
	return id, err
}

// parseID reads hexadecimal digits, at most two for each byte; Jaeger may leave out zeros in front.
func parseID(digits string, into []byte) error {
	most := 2 * len(into)
	if digits == "" || len(digits) > most {
		return fmt.Errorf("is not 1 to %d hexadecimal digits", most)
	}
	padded := strings.Repeat("0", most-len(digits)) + digits
	if _, err := hex.Decode(into, []byte(padded)); err != nil {
		return fmt.Errorf("is not 1 to %d hexadecimal digits", most)
	}
	return nil
}
