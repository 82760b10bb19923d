package pgembed

import (
	"io"
	"os"
	"path/filepath"
)

// Options say which server to use and how to start it. The zero value starts a temporary server.
type Options struct {
	// URL of a server that runs already, for example the value of DATABASE_URL. When set, nothing is started and the
	// other fields are ignored.
	URL string
	// Dir keeps the cluster between runs. Empty: a temporary folder that Stop removes.
	Dir string
	// CacheDir keeps downloaded programs. Empty: a folder of the user's cache directory.
	CacheDir string
	// UnsafeFast switches fsync off: a crash of the machine may destroy the data. For tests only.
	UnsafeFast bool
	// Log receives the server's own log. Nil: the log is dropped, except for its end when the start fails.
	Log io.Writer
	// Progress is told, in one line each, what takes long (a download). Nil: nobody is told.
	Progress func(line string)

	// npm is the npm client; empty: the one in PATH. For tests.
	npm string
	// repositoryURL is where the archives are; empty: the library's own. For tests.
	repositoryURL string
	// sources replace the order above; nil: the order above. For tests.
	sources []source
}

func (o Options) progress(line string) {
	if o.Progress != nil {
		o.Progress(line)
	}
}

// cacheDir returns the folder for downloaded programs, created. The account that runs the server must reach it.
func (o Options) cacheDir(as account) (string, error) {
	candidates := []string{o.CacheDir}
	if o.CacheDir == "" {
		candidates = defaultCacheDirs()
	}
	return firstReachable(candidates, as)
}

func defaultCacheDirs() []string {
	const name = "reference-app-postgres"
	dirs := []string{filepath.Join("/var/cache", name), filepath.Join(os.TempDir(), name)}
	if user, err := os.UserCacheDir(); err == nil {
		dirs = append([]string{filepath.Join(user, name)}, dirs...)
	}
	return dirs
}
