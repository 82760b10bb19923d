package finding

// Attributes of the OpenTelemetry semantic conventions that findings carry.
const (
	AttrDBSystemName   = "db.system.name"
	AttrDBQueryText    = "db.query.text"
	AttrDBQuerySummary = "db.query.summary"
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

// Attributes of the event EventSlowQuery.
const (
	// AttrSlowQueryDuration is how long the call took, in seconds.
	AttrSlowQueryDuration = "scout.slow_query.duration"
	// AttrSlowQueryThreshold is the threshold that applied, in seconds.
	AttrSlowQueryThreshold = "scout.slow_query.threshold"
	// AttrSlowQueryReason says which rule flagged it: threshold (or, later, baseline).
	AttrSlowQueryReason = "scout.slow_query.reason"
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
