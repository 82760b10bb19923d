// Package httpapi serves the article API over HTTP: the contract is ../../openapi.yaml.
package httpapi

import (
	"net/http"
	"regexp"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/auth"
	"github.com/base-14/otelcol-scout/reference-app/internal/cache"
	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// Parts are what the API is made of.
type Parts struct {
	Store     *postgres.Store
	Cache     *cache.Cache
	Queue     *jobs.Queue
	Tokens    *auth.Tokens
	Passwords *auth.Passwords
	Metrics   telemetry.Metrics
	// ServiceName is what the health check calls the service.
	ServiceName string
	// Excluded are the paths that leave no telemetry; nil: none.
	Excluded *regexp.Regexp
	// Now tells the time.
	Now func() time.Time
}

type api struct {
	Parts
	self *http.Client
}

// New returns the handler of the API.
func New(p Parts) http.Handler { return (&api{Parts: p, self: newSelfClient()}).router() }
