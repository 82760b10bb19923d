package demo

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"regexp"
)

var traceIDShape = regexp.MustCompile(`^[0-9a-f]{32}$`)

// pages serves, as plain text, what the demo prints: the findings at / (a browser reloads it by itself), one trace as a tree at /traces/{id}.
func pages(writeFindings func(io.Writer), tracesFile string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		plain(w)
		w.Header().Set("Refresh", "2") // seconds
		writeFindings(w)
	})
	mux.HandleFunc("GET /traces/{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if !traceIDShape.MatchString(id) {
			http.Error(w, "a trace id is 32 hexadecimal digits", http.StatusBadRequest)
			return
		}
		spans, err := readTrace(tracesFile, id)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case len(spans) == 0:
			http.Error(w, "no span of this trace has arrived", http.StatusNotFound)
		default:
			plain(w)
			writeTree(w, spans)
		}
	})
	return mux
}

func plain(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
}
