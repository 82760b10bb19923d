package finding

// Attributes of the OpenTelemetry semantic conventions that findings carry.
const (
	AttrDBSystemName   = "db.system.name"
	AttrDBQueryText    = "db.query.text"
	AttrDBQuerySummary = "db.query.summary"

	AttrCodeFunctionName = "code.function.name"
	AttrCodeFilePath     = "code.file.path"
	AttrCodeLineNumber   = "code.line.number"

	attrServiceName = "service.name"
)

// Attributes written on spans.
const (
	// AttrQueryFingerprint is on every database span: 16 lower-case hexadecimal digits, equal for
	// statements that are equal up to literals, whitespace, comments and the length of IN-lists.
	AttrQueryFingerprint = "scout.query.fingerprint"
	// AttrFindings is a string array on a flagged span: the kinds found there, sorted, each once.
	AttrFindings = "scout.findings"
	// AttrNPlusOneRepeats is the number of calls in the group (int): on a parent span, of the
	// largest group below it; on an event, of that group.
	AttrNPlusOneRepeats = "scout.n_plus_one.repeats"
)

// Attributes of every finding's event.
const (
	// AttrFindingID is 16 hexadecimal digits; the same finding seen twice has the same id. See ID.
	AttrFindingID = "scout.finding.id"
	// AttrFindingSeverity is a Severity.
	AttrFindingSeverity = "scout.finding.severity"
	// AttrFindingComplete is false when calls may have come after the event was written.
	AttrFindingComplete = "scout.finding.complete"
	// AttrFindingHint is one sentence that names the fix.
	AttrFindingHint = "scout.finding.hint"
)

// Attributes of the event EventNPlusOne.
const (
	// AttrNPlusOneDuration is the union of the calls' intervals, in seconds.
	AttrNPlusOneDuration = "scout.n_plus_one.duration"
	// AttrNPlusOneKind is one of db, cache, http, rpc.
	AttrNPlusOneKind = "scout.n_plus_one.kind"
	// AttrNPlusOneParameters is identical, different or unknown.
	AttrNPlusOneParameters = "scout.n_plus_one.parameters"
	// AttrNPlusOneConcurrency is sequential or parallel.
	AttrNPlusOneConcurrency = "scout.n_plus_one.concurrency"
	// AttrNPlusOneSource is the summary of the one query before the repeats.
	AttrNPlusOneSource = "scout.n_plus_one.source"
	// AttrNPlusOneVia holds the names of the spans between the parent and the calls (string array).
	AttrNPlusOneVia = "scout.n_plus_one.via"
	// AttrNPlusOneSpanIDs holds the span ids of the first MaxSpanIDs calls (string array).
	AttrNPlusOneSpanIDs = "scout.n_plus_one.span_ids"
)

// Attributes of a collapsed span: one call that stands for several of its group (see the setting collapse). The lists
// are as long as AttrCollapsedCount says and in one order: by start, then span id, the span's own call first. The
// span's end is the last end of all its calls; every other field is that of the first call.
const (
	// AttrCollapsedPrefix starts the names of all of them; a span with any of them never folds again.
	AttrCollapsedPrefix = "scout.n_plus_one.collapsed."
	// AttrCollapsedCount is how many calls the span stands for, itself included (int): 2 to MaxCollapsed.
	AttrCollapsedCount = AttrCollapsedPrefix + "count"
	// AttrCollapsedSpanIDs holds the calls' span ids, each 16 lower-case hexadecimal digits (string array).
	AttrCollapsedSpanIDs = AttrCollapsedPrefix + "span_ids"
	// AttrCollapsedStartOffsets holds how long after the span's start each call started, in nanoseconds, never
	// negative (int array).
	AttrCollapsedStartOffsets = AttrCollapsedPrefix + "start_offsets_ns"
	// AttrCollapsedDurations holds how long each call took, in nanoseconds (int array); negative where a clock
	// went backwards.
	AttrCollapsedDurations = AttrCollapsedPrefix + "durations_ns"
	// AttrCollapsedPositions holds where each call stood in its scope, counted in spans from the group's first
	// (int array): never negative, one of them 0.
	AttrCollapsedPositions = AttrCollapsedPrefix + "positions"
	// AttrCollapsedValuesPrefix and the key of an attribute name the array of the values that the attribute has in
	// each call; only attributes whose values differ have one. Values are strings, ints, doubles or bools.
	AttrCollapsedValuesPrefix = AttrCollapsedPrefix + "values."
)

// MaxCollapsed bounds the calls that one collapsed span stands for.
const MaxCollapsed = 10_000

// Attributes of the event EventSlowQuery.
const (
	// AttrSlowQueryDuration is how long the call took, in seconds.
	AttrSlowQueryDuration = "scout.slow_query.duration"
	// AttrSlowQueryThreshold is the threshold that applied, in seconds.
	AttrSlowQueryThreshold = "scout.slow_query.threshold"
	// AttrSlowQueryReason says which rule flagged it: a Reason.
	AttrSlowQueryReason = "scout.slow_query.reason"
	// AttrSlowQueryBaselineP95 is the 95th percentile of the statement's normal calls, in seconds; only where it is known.
	AttrSlowQueryBaselineP95 = "scout.slow_query.baseline_p95"
	// AttrSlowQuerySamples is the number of normal calls it was learned from (int).
	AttrSlowQuerySamples = "scout.slow_query.samples"
)

// Names of the span events that carry a finding.
const (
	EventNPlusOne  = "scout.n_plus_one"
	EventSlowQuery = "scout.slow_query"
)

// MaxSpanIDs bounds AttrNPlusOneSpanIDs.
const MaxSpanIDs = 10

// Kind names what was found; it is the value written into AttrFindings.
type Kind string

// The kinds of findings.
const (
	KindNPlusOne  Kind = "n_plus_one"
	KindSlowQuery Kind = "slow_query"
)

// Severity says whether a finding costs time now (SeverityWarn) or is only a pattern (SeverityInfo).
type Severity string

// The severities of findings.
const (
	SeverityWarn Severity = "warn"
	SeverityInfo Severity = "info"
)
