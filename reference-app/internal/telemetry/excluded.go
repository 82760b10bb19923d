package telemetry

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// excludedURLs names the requests that are not to be traced or measured. The specification has no variable for this; the
// value is of the form that the Python SDK made customary with OTEL_PYTHON_EXCLUDED_URLS: regular expressions between commas,
// each looked for anywhere in the path.
const excludedURLs = "OTEL_GO_EXCLUDED_URLS"

// Excluded returns what tells whether a request is to leave no telemetry, as OTEL_GO_EXCLUDED_URLS says: nil for none.
func Excluded() (*regexp.Regexp, error) {
	var patterns []string
	for pattern := range strings.SplitSeq(os.Getenv(excludedURLs), ",") {
		if pattern = strings.TrimSpace(pattern); pattern == "" {
			continue
		}
		if _, err := regexp.Compile(pattern); err != nil {
			return nil, fmt.Errorf("%s: %w", excludedURLs, err)
		}
		patterns = append(patterns, "(?:"+pattern+")")
	}
	if len(patterns) == 0 {
		return nil, nil
	}
	return regexp.Compile(strings.Join(patterns, "|"))
}

// Exclude wraps the instrumentation of a handler, so that requests whose path matches pass it by. What they do, such as
// their statements, is below a span that nobody sampled: samplers that follow the parent, as the default does, drop it.
func Exclude(paths *regexp.Regexp, instrument func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	if paths == nil {
		return instrument
	}
	return func(next http.Handler) http.Handler {
		instrumented := instrument(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if paths.MatchString(r.URL.Path) {
				next.ServeHTTP(w, r.WithContext(unsampled(r.Context())))
				return
			}
			instrumented.ServeHTTP(w, r)
		})
	}
}

func unsampled(ctx context.Context) context.Context {
	var config trace.SpanContextConfig
	_, _ = rand.Read(config.TraceID[:]) // never fails
	_, _ = rand.Read(config.SpanID[:])
	return trace.ContextWithSpanContext(ctx, trace.NewSpanContext(config))
}
