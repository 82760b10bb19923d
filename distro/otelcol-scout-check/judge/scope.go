package judge

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor"
)

// Scope is how much of the traces each kind of finding could have been made in. Where it is 0, nothing found means nothing.
type Scope struct {
	// Calls are those that n_plus_one looks at, and Parented the ones of them that have a parent to be counted at.
	Calls, Parented int
	// Queries are the database and cache calls that slow_query looks at.
	Queries int
}

// scope counts calls as the processors take them: housekeeping is none.
type scope struct {
	Scope
	kinds []string // of calls that n_plus_one looks at
}

func newScope(config Config) scope {
	for _, s := range config.stages {
		if repeated, ok := s.config.(*nplusoneprocessor.Config); ok {
			return scope{kinds: repeated.Kinds}
		}
	}
	return scope{}
}

// add counts the spans of a trace.
func (s *scope) add(td ptrace.Traces, places map[Place]bool) {
	for _, resource := range td.ResourceSpans().All() {
		service := finding.ServiceName(resource.Resource().Attributes())
		for _, scopeSpans := range resource.ScopeSpans().All() {
			for _, span := range scopeSpans.Spans().All() {
				places[Place{service, span.Name()}] = true
				s.count(span)
			}
		}
	}
}

func (s *scope) count(span ptrace.Span) {
	call, ok := dbspan.Read(span)
	if !ok {
		return
	}
	reason := call.Ignored()
	if (call.Kind == dbspan.DB || call.Kind == dbspan.Cache) && (reason == dbspan.Counts || reason == dbspan.Batch) {
		s.Queries++
	}
	if reason != dbspan.Counts || !slices.Contains(s.kinds, call.Kind.String()) {
		return
	}
	s.Calls++
	if !span.ParentSpanID().IsEmpty() {
		s.Parented++
	}
}
