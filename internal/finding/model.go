package finding

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Finding is what a processor found, the way a Sink gets it and the way it is written on telemetry: one model for
// both. Its strings are copies: it may outlive the batch. It holds no value that a text was not normalised of.
type Finding struct {
	// ID tells the same finding seen twice; see ID.
	ID       string
	Kind     Kind
	Severity Severity
	// Complete is false where calls may have come after the finding was made.
	Complete bool
	// Hint is one sentence that names the fix.
	Hint string

	// Service is the service.name of the resource that made the calls; empty where it has none.
	Service string
	TraceID pcommon.TraceID
	// SpanID is the span the finding is about, SpanName its name; the name is empty where that span did not pass
	// together with the finding.
	SpanID   pcommon.SpanID
	SpanName string
	// Route is the name of the span by which the request came into the service (of kind server or consumer, or the
	// root of the trace), as far as it passed in the same batch; empty otherwise. Only KindSlowQuery has it: an N+1
	// is about the span that makes the calls.
	Route string
	// Start is that of the first call; Duration is the union of the calls' intervals.
	Start    pcommon.Timestamp
	Duration time.Duration

	// Fingerprint is the same for the same call; Text is normalised, Summary as in db.query.summary. System is a
	// db.system.name; empty for HTTP and RPC.
	Fingerprint           uint64
	System, Text, Summary string
	// Code is where the calls are made, as far as a span tells it.
	Code Code
	// NPlusOne is set for KindNPlusOne only.
	NPlusOne *NPlusOne
	// SlowQuery is set for KindSlowQuery only.
	SlowQuery *SlowQuery
}

// NPlusOne is what only an N+1 has.
type NPlusOne struct {
	// Repeats is the number of calls, at least 2.
	Repeats int64
	// Call is one of db, cache, http, rpc.
	Call string
	// Parameters is identical, different or unknown; Concurrency is sequential or parallel.
	Parameters, Concurrency string
	// Source is the summary of the one query before the calls; empty where there is none.
	Source string
	// Via are the names of the spans between the parent and the calls, outermost first.
	Via []string
	// SpanIDs are those of the first calls by start, at most MaxSpanIDs.
	SpanIDs []pcommon.SpanID
	// Starts are when those calls began, cut to microseconds; as many as SpanIDs.
	Starts []pcommon.Timestamp
	// Total is the sum of the durations of all calls, and End is when the last one ended.
	Total time.Duration
	End   pcommon.Timestamp
	// Parent is the span that makes the calls; zero where it did not pass together with the finding. SourceCall is the
	// query that Source is of; zero where that is not known.
	Parent, SourceCall Interval
}

// Interval is when a span was under way; zero where that is not known.
type Interval struct {
	Start, End pcommon.Timestamp
}

// SlowQuery is what only a slow call has.
type SlowQuery struct {
	Reason Reason
	// Threshold is the duration from which on the call was slow: the configured one, or, for ReasonBaseline, the one
	// that follows from what is normal.
	Threshold time.Duration
	// BaselineP95 is what 95 of 100 of the statement's calls took at most when all was well; 0 while that is not known.
	BaselineP95 time.Duration
	// Samples is how many calls it was learned from, since the collector started or what is normal last changed; negative
	// where no baseline is kept.
	Samples int64
}

// Reason says which rule flagged a slow call.
type Reason string

// The reasons of slow calls.
const (
	ReasonThreshold Reason = "threshold"
	ReasonBaseline  Reason = "baseline"
)

// Code is a place in source code, from the code.* attributes of a span. Empty fields are not known.
type Code struct {
	Function string
	File     string
	// Line counts from 1; 0 is unknown.
	Line int64
}

// Known tells whether anything is known of the place.
func (c Code) Known() bool { return c != Code{} }

// Write puts what is known under the stable names of the semantic conventions.
func (c Code) Write(attrs pcommon.Map) {
	if c.Function != "" {
		attrs.PutStr(AttrCodeFunctionName, c.Function)
	}
	if c.File != "" {
		attrs.PutStr(AttrCodeFilePath, c.File)
	}
	if c.Line > 0 {
		attrs.PutInt(AttrCodeLineNumber, c.Line)
	}
}

// ServiceName is the service.name among a resource's attributes, empty where it has none.
func ServiceName(resource pcommon.Map) string {
	if name, ok := resource.Get(attrServiceName); ok && name.Type() == pcommon.ValueTypeStr {
		return name.Str()
	}
	return ""
}
