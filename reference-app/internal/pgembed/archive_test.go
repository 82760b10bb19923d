package pgembed

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// repository serves, in the layout of the library's repository, an archive with fake programs. testdata/programs.txz
// holds bin/{initdb,postgres,pg_ctl}, scripts that print a version and refuse everything else.
func repository(t *testing.T, sum func(archive []byte) string) (url string, downloads *atomic.Int64) {
	t.Helper()
	programs, err := os.ReadFile(filepath.Join("testdata", "programs.txz"))
	require.NoError(t, err)
	var jar bytes.Buffer
	writer := zip.NewWriter(&jar)
	entry, err := writer.Create("postgres.txz")
	require.NoError(t, err)
	_, err = entry.Write(programs)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	downloads = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.True(t, strings.HasPrefix(r.URL.Path, "/io/zonky/test/postgres/embedded-postgres-binaries-"), r.URL.Path)
		if strings.HasSuffix(r.URL.Path, ".sha256") {
			_, _ = w.Write([]byte(sum(jar.Bytes())))
			return
		}
		downloads.Add(1)
		_, _ = w.Write(jar.Bytes())
	}))
	t.Cleanup(server.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return server.URL, downloads
}

func rightSum(archive []byte) string {
	sum := sha256.Sum256(archive)
	return hex.EncodeToString(sum[:])
}

func TestArchiveIsDownloadedCheckedAndUnpackedOnce(t *testing.T) {
	url, downloads := repository(t, rightSum)
	cache := t.TempDir()
	for range 2 {
		bindir, err := fetchArchive(t.Context(), Options{CacheDir: cache, repositoryURL: url}, account{})
		require.NoError(t, err)
		assert.FileExists(t, filepath.Join(bindir, "postgres"))
	}
	assert.EqualValues(t, 1, downloads.Load())
	left, err := filepath.Glob(filepath.Join(cache, "scratch-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestArchiveWithAnotherSumIsRefused(t *testing.T) {
	url, _ := repository(t, func([]byte) string { return strings.Repeat("0", 64) })
	_, err := fetchArchive(t.Context(), Options{CacheDir: t.TempDir(), repositoryURL: url}, account{})
	assert.ErrorContains(t, err, "downloaded checksums do not match")
}

func TestArchiveThatIsNotThereIsAnError(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	_, err := fetchArchive(t.Context(), Options{CacheDir: t.TempDir(), repositoryURL: server.URL}, account{})
	assert.ErrorContains(t, err, "no version found matching 18")
}
