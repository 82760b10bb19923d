package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/base-14/otelcol-scout/reference-app/internal/traffic"
)

// summary is out/summary.json: every number is counted from what really went through.
type summary struct {
	Requests     int            `json:"requests"`      // answered by the API
	Errors       int            `json:"errors"`        // answers that were not what the contract says
	Spans        int            `json:"spans"`         // received by the stand-in, as the next two
	LogRecords   int            `json:"log_records"`   //
	MetricPoints int            `json:"metric_points"` //
	Findings     map[string]int `json:"findings"`      // finding events received, by kind
	EmailsSent   int            `json:"emails_sent"`   // whole addresses in the logs of API and worker
	EmailsLeaked int            `json:"emails_leaked"` // whole addresses in what the stand-in received
}

// summarise counts; the files in dir must be complete.
func summarise(dir string, report traffic.Report, t *tally) (summary, error) {
	s := summary{Requests: report.Requests, Errors: report.Errors}
	s.Spans, s.LogRecords, s.MetricPoints, s.Findings = t.counts()
	var err error
	for _, name := range []string{"api.log", "worker.log"} {
		sent, err := countAddresses(filepath.Join(dir, name))
		if err != nil {
			return s, err
		}
		s.EmailsSent += sent
	}
	s.EmailsLeaked, err = countAddresses(filepath.Join(dir, "*.jsonl"))
	return s, err
}

func (s summary) save(path string) error {
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o600)
}

func (s summary) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\n%d requests gave %d spans, %d log records and %d metric points.\n",
		s.Requests, s.Spans, s.LogRecords, s.MetricPoints)
	_, _ = fmt.Fprintf(w, "E-mail addresses: %d written by the applications, %d of them readable after the collector.\n",
		s.EmailsSent, s.EmailsLeaked)
}
