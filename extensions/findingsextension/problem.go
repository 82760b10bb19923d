package findingsextension

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// problem is an answer that is not what was asked for; its text says what to change.
type problem struct {
	status int
	text   string
}

func badRequest(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func (p *problem) write(w http.ResponseWriter) {
	writeJSON(w, p.status, map[string]string{"error": p.text})
}

// writeJSON answers with a value of this package, which can always be encoded.
func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(true) // harmless even where somebody takes it for a page
	_ = encoder.Encode(value)   // the client has gone
}
