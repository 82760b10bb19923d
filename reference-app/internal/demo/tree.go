package demo

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// traceSpan is a span of one trace with the service that made it.
type traceSpan struct {
	ptrace.Span
	service string
}

// maxChildren is how many children of one name stand in the tree before the rest are told by their number.
const maxChildren = 3

// readTrace collects the trace's spans from traces.jsonl.
func readTrace(path, traceID string) ([]traceSpan, error) {
	var spans []traceSpan
	needle := []byte(traceID)
	err := eachLine(path, func(line []byte) error {
		if !bytes.Contains(line, needle) {
			return nil
		}
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			return err
		}
		spans = appendSpans(spans, td, traceID)
		return nil
	})
	return spans, err
}

func appendSpans(spans []traceSpan, td ptrace.Traces, traceID string) []traceSpan {
	for _, resource := range td.ResourceSpans().All() {
		service := text(resource.Resource().Attributes(), "service.name")
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				if span.TraceID().String() == traceID {
					spans = append(spans, traceSpan{span, service})
				}
			}
		}
	}
	return spans
}

// writeTree writes the trace as an indented tree, in order of time, with each finding below its span.
func writeTree(w io.Writer, spans []traceSpan) {
	slices.SortFunc(spans, func(a, b traceSpan) int {
		return cmp.Or(cmp.Compare(a.StartTimestamp(), b.StartTimestamp()), strings.Compare(a.SpanID().String(), b.SpanID().String()))
	})
	children, known := map[pcommon.SpanID][]traceSpan{}, map[pcommon.SpanID]bool{}
	for _, span := range spans {
		known[span.SpanID()] = true
	}
	var roots []traceSpan
	for _, span := range spans {
		if known[span.ParentSpanID()] {
			children[span.ParentSpanID()] = append(children[span.ParentSpanID()], span)
		} else {
			roots = append(roots, span)
		}
	}
	writeSpans(w, roots, children, "")
}

func writeSpans(w io.Writer, spans []traceSpan, children map[pcommon.SpanID][]traceSpan, indent string) {
	shown, hidden := map[string]int{}, map[string]int{}
	for _, span := range spans {
		label := labelOf(span.Span)
		if shown[label]++; shown[label] > maxChildren {
			hidden[label]++
			continue
		}
		_, _ = fmt.Fprintf(w, "%s%s  %s  (%s)\n", indent, label, took(span.Span), span.service)
		writeFlags(w, span.Span, indent+"  ")
		writeSpans(w, children[span.SpanID()], children, indent+"  ")
	}
	for _, span := range spans {
		label := labelOf(span.Span)
		if n := hidden[label]; n > 0 {
			_, _ = fmt.Fprintf(w, "%s… %d more × %s\n", indent, n, label)
			delete(hidden, label)
		}
	}
}

// labelOf is the query's summary where there is one: many instrumentations name every query alike.
func labelOf(span ptrace.Span) string {
	return cmp.Or(text(span.Attributes(), "db.query.summary"), span.Name())
}

func writeFlags(w io.Writer, span ptrace.Span, indent string) {
	for _, event := range span.Events().All() {
		kind, ours := strings.CutPrefix(event.Name(), eventPrefix)
		if !ours {
			continue
		}
		what := text(event.Attributes(), "scout.finding.hint")
		if repeats := text(event.Attributes(), "scout.n_plus_one.repeats"); repeats != "" {
			duration := seconds(event.Attributes(), "scout.n_plus_one.duration").Round(10 * time.Microsecond)
			what = fmt.Sprintf("%s × %s, %s in all", text(event.Attributes(), "db.query.summary"), repeats, duration)
		}
		_, _ = fmt.Fprintf(w, "%s▲ %s [%s] %s\n", indent, kind, text(event.Attributes(), "scout.finding.severity"), what)
	}
}

func took(span ptrace.Span) time.Duration {
	return span.EndTimestamp().AsTime().Sub(span.StartTimestamp().AsTime()).Round(10 * time.Microsecond)
}
