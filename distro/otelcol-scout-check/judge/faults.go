package judge

import "go.uber.org/zap/zapcore"

// faults is a log that keeps the message of the first error, and nothing else: fields may hold anything.
type faults struct{ court *court }

// Enabled is true from error on.
func (faults) Enabled(level zapcore.Level) bool { return level >= zapcore.ErrorLevel }

// With leaves the fields out.
func (f faults) With([]zapcore.Field) zapcore.Core { return f }

// Check takes every error.
func (f faults) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if f.Enabled(entry.Level) {
		return checked.AddCore(entry, f)
	}
	return checked
}

// Write keeps the first message.
func (f faults) Write(entry zapcore.Entry, _ []zapcore.Field) error {
	f.court.mu.Lock()
	defer f.court.mu.Unlock()
	if f.court.fault == "" {
		f.court.fault = entry.Message
	}
	return nil
}

// Sync has nothing to do.
func (faults) Sync() error { return nil }
