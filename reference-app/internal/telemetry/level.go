package telemetry

import (
	"context"
	"log/slog"
)

// exported lets the records through that standard output shows, too: what libraries say at level DEBUG is many times
// what the application says.
type exported struct{ slog.Handler }

// Enabled implements slog.Handler.
func (e exported) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelInfo && e.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (e exported) WithAttrs(attrs []slog.Attr) slog.Handler {
	return exported{e.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (e exported) WithGroup(name string) slog.Handler { return exported{e.Handler.WithGroup(name)} }
