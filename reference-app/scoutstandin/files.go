package scoutstandin

import (
	"errors"
	"os"
	"path/filepath"
	"sync"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Files is a Sink that writes each accepted request as one line of OTLP JSON into traces.jsonl, metrics.jsonl
// and logs.jsonl of a folder.
type Files struct {
	traces, metrics, logs *lineFile
}

// OpenFiles creates the folder where missing and empties the three files.
func OpenFiles(dir string) (*Files, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	f := &Files{}
	var err error
	for name, file := range map[string]**lineFile{"traces": &f.traces, "metrics": &f.metrics, "logs": &f.logs} {
		opened, openErr := os.Create(filepath.Join(dir, name+".jsonl"))
		*file, err = &lineFile{file: opened}, errors.Join(err, openErr)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Traces implements Sink.
func (f *Files) Traces(td ptrace.Traces) error {
	line, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
	return errors.Join(err, f.traces.write(line))
}

// Metrics implements Sink.
func (f *Files) Metrics(md pmetric.Metrics) error {
	line, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(md)
	return errors.Join(err, f.metrics.write(line))
}

// Logs implements Sink.
func (f *Files) Logs(ld plog.Logs) error {
	line, err := (&plog.JSONMarshaler{}).MarshalLogs(ld)
	return errors.Join(err, f.logs.write(line))
}

// Close closes the files.
func (f *Files) Close() error {
	return errors.Join(f.traces.close(), f.metrics.close(), f.logs.close())
}

// lineFile appends whole lines, one writer at a time.
type lineFile struct {
	mu   sync.Mutex
	file *os.File
}

func (f *lineFile) write(line []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, err := f.file.Write(append(line, '\n'))
	return err
}

func (f *lineFile) close() error {
	if f == nil || f.file == nil {
		return nil
	}
	return f.file.Close()
}
