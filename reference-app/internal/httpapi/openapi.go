package httpapi

import (
	"log/slog"
	"net/http"

	referenceapp "github.com/base-14/otelcol-scout/reference-app"
)

// openAPI serves the contract.
func openAPI(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/yaml") // RFC 9512
	if _, err := w.Write(referenceapp.OpenAPI); err != nil {
		slog.DebugContext(r.Context(), "Client went away", "error", err)
	}
}
