package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"go.opentelemetry.io/collector/pdata/plog"
)

// appLine is what the demo reads of a line in the API's own log.
type appLine struct {
	Message string `json:"msg"`
	TraceID string `json:"trace_id"`
	SpanID  string `json:"span_id"`
}

var errEnough = errors.New("enough")

// writeMasking shows one log line as the application wrote it and as it arrived.
func writeMasking(w io.Writer, dir string) error {
	before, err := firstWithAddress(filepath.Join(dir, "api.log"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // interrupted before the API ran
	}
	if err != nil || before.SpanID == "" {
		return err
	}
	after, err := arrivedBody(filepath.Join(dir, "logs.jsonl"), before)
	if err != nil || after == "" {
		return err
	}
	_, err = fmt.Fprintf(w, "\nOne log line of them:\n\n  written  %s\n  arrived  %s\n", before.Message, after)
	return err
}

// firstWithAddress returns the first line whose message holds a whole address and that belongs to a span.
func firstWithAddress(path string) (found appLine, err error) {
	err = eachLine(path, func(raw []byte) error {
		line := parseLine(raw)
		if line.SpanID == "" || !address.MatchString(line.Message) {
			return nil
		}
		found = line
		return errEnough
	})
	return found, ignoreEnough(err)
}

// parseLine reads a JSON line; what is none, such as a panic's trace, gives an empty one.
func parseLine(raw []byte) appLine {
	var line appLine
	if err := json.Unmarshal(raw, &line); err != nil {
		return appLine{}
	}
	return line
}

// arrivedBody returns the body of a record of the line's span as the stand-in received it.
func arrivedBody(path string, line appLine) (body string, err error) {
	err = eachLine(path, func(raw []byte) error {
		ld, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(raw)
		if err != nil {
			return err
		}
		for _, resource := range ld.ResourceLogs().All() {
			for _, scope := range resource.ScopeLogs().All() {
				for _, record := range scope.LogRecords().All() {
					if record.SpanID().String() == line.SpanID && record.TraceID().String() == line.TraceID {
						body = record.Body().AsString()
						return errEnough
					}
				}
			}
		}
		return nil
	})
	return body, ignoreEnough(err)
}

func ignoreEnough(err error) error {
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
