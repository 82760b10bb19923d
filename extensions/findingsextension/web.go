package findingsextension

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed web
var webFiles embed.FS

// webHandler serves the embedded page: index.html at /, everything else by its name. Nothing is listed, and nothing is
// read from the disk.
func webHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		content, err := fs.ReadFile(webFiles, path.Join("web", path.Clean("/"+name)))
		if err != nil {
			(&problem{http.StatusNotFound, "there is nothing at this address; the page is at /"}).write(w)
			return
		}
		w.Header().Set("Content-Type", contentType(name))
		_, _ = w.Write(content) //nolint:gosec // an embedded file; an error means that the client has gone
	})
}

// contentType does not ask the machine's table, which may say anything.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}
