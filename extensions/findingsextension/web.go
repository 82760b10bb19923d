package findingsextension

import (
	"embed"
	"io/fs"
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
		content, err := fs.ReadFile(webFiles, "web/"+name) // takes no name but a clean one
		if err != nil {
			(&problem{http.StatusNotFound, "there is nothing at this address; the page is at /"}).write(w)
			return
		}
		w.Header().Set("Content-Type", contentTypes[path.Ext(name)])
		_, _ = w.Write(content) //nolint:gosec // an embedded file; an error means that the client has gone
	})
}

// contentTypes are those of the files of the page. The machine's table is not asked: it may say anything.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}
