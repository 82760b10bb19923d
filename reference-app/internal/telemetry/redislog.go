package telemetry

import (
	"context"
	"fmt"
	"log/slog"
)

// RedisLog takes what go-redis says of its connections, which it would write to standard error as plain text, where
// nobody who reads JSON lines or OTLP sees it: redis.SetLogger(RedisLog{}).
type RedisLog struct{}

// Printf passes a message on. go-redis says nothing of how bad it is; what it says at its default level is trouble.
func (RedisLog) Printf(ctx context.Context, format string, v ...any) {
	slog.WarnContext(ctx, "Redis client: "+fmt.Sprintf(format, v...))
}
