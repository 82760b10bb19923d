package report

import (
	"io"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// The part of SARIF 2.1.0 that is written here
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html); names are that document's.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations,omitempty"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool                `json:"executionSuccessful"`
		Notifications       []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Descriptor sarifDescriptor `json:"descriptor"`
		Level      string          `json:"level"`
		Message    sarifText       `json:"message"`
	}
	sarifDescriptor struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		Name             string    `json:"name"`
		ShortDescription sarifText `json:"shortDescription"`
		FullDescription  sarifText `json:"fullDescription"`
		HelpURI          string    `json:"helpUri"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID              string             `json:"ruleId"`
		RuleIndex           int                `json:"ruleIndex"`
		Level               string             `json:"level"`
		Message             sarifText          `json:"message"`
		Locations           []sarifLocation    `json:"locations"`
		PartialFingerprints map[string]string  `json:"partialFingerprints"`
		OccurrenceCount     int                `json:"occurrenceCount"`
		Suppressions        []sarifSuppression `json:"suppressions,omitempty"`
		Properties          map[string]any     `json:"properties"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysical  `json:"physicalLocation"`
		LogicalLocations []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int64 `json:"startLine"`
	}
	sarifLogical struct {
		Name               string `json:"name"`
		FullyQualifiedName string `json:"fullyQualifiedName"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	project     = "https://github.com/base-14/otelcol-scout"
)

var sarifRules = []sarifRule{
	{
		string(finding.KindNPlusOne), "NPlusOne", sarifText{"The same call is made again and again below one span"},
		sarifText{"A request makes the same database, cache, HTTP or RPC call for each item of a list. Load all of them in one call."},
		project + "/blob/main/processors/nplusoneprocessor/README.md",
	},
	{
		string(finding.KindSlowQuery), "SlowQuery", sarifText{"A call takes longer than it may"},
		sarifText{"A database or cache call takes longer than its threshold, or much longer than it normally takes."},
		project + "/blob/main/processors/slowqueryprocessor/README.md",
	},
}

// maxResults is how many results code scanning keeps of a file; with more than 25,000 it takes none
// (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit).
const maxResults = 5000

// SARIF writes the report for code scanning: as many findings as that keeps, worst first where there are more. What
// breaks a budget is an error, what a budget allows a warning, and what is not counted a note; known findings are
// suppressed. Warnings are notifications of the run.
func (r *Report) SARIF(w io.Writer) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{"otelcol-scout-check", project, sarifRules}},
		ColumnKind: "utf16CodeUnits", Results: []sarifResult{}, Invocations: r.sarifInvocations(),
	}
	groups := r.Groups
	if len(groups) > maxResults {
		groups = WorstFirst(groups)[:maxResults]
	}
	for i := range groups {
		run.Results = append(run.Results, r.sarifResult(&groups[i]))
	}
	return writeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// sarifInvocations is empty where there is nothing to warn of.
func (r *Report) sarifInvocations() []sarifInvocation {
	var notifications []sarifNotification
	for _, warning := range r.Warnings() {
		notifications = append(notifications, sarifNotification{sarifDescriptor{warning.Code}, "warning", sarifText{warning.Message}})
	}
	if len(notifications) == 0 {
		return nil
	}
	return []sarifInvocation{{true, notifications}}
}

func (r *Report) sarifResult(g *Group) sarifResult {
	rule := 0
	for i := range sarifRules {
		if sarifRules[i].ID == string(g.Kind) {
			rule = i
		}
	}
	location, outside := r.sarifLocation(g)
	result := sarifResult{
		RuleID: string(g.Kind), RuleIndex: rule, Level: g.level(), OccurrenceCount: g.Count,
		Message:             sarifText{printable(g.title() + " in " + g.place() + ": " + g.what() + ". " + g.Worst.Hint + outside)},
		Locations:           []sarifLocation{location},
		PartialFingerprints: map[string]string{"scoutFinding/v1": g.ID()},
		Properties:          map[string]any{"service": g.Service, "route": g.Route, "fingerprint": g.Fingerprint, "text": g.Worst.Text, "traceId": g.Worst.TraceID.String()},
	}
	if g.Known {
		result.Suppressions = []sarifSuppression{{"external", "The baseline has it"}}
	}
	return result
}

func (g *Group) level() string {
	switch {
	case g.Over:
		return "error"
	case g.Counted:
		return "warning"
	default:
		return "note"
	}
}
