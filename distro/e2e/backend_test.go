package e2e_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// backend is where Scout stands: a collector of its own that checks tokens and writes what it acknowledges to a file.
type backend struct {
	*rig
	http, grpc string // addresses
	ca, key    string // files: the certificate of the gRPC address, which is its own authority
	arrivals   arrivals
}

func newBackend(t *testing.T, scout *scoutstandin.Server) *backend {
	t.Helper()
	b := &backend{rig: newProcess(t, filepath.Join("testdata", "backend.yaml")), http: freeAddr(t), grpc: freeAddr(t)}
	b.arrivals = arrivals{path: filepath.Join(t.TempDir(), "arrived.jsonl"), times: map[uint64]int{}}
	cert, key := loopbackCertificate(t)
	b.ca, b.key = cert, key
	b.env = append(b.env,
		"BACKEND_ISSUER="+scout.Issuer(),
		"BACKEND_HTTP_ENDPOINT="+b.http,
		"BACKEND_GRPC_ENDPOINT="+b.grpc,
		"BACKEND_FILE="+b.arrivals.path,
		"BACKEND_CERT_FILE="+cert,
		"BACKEND_KEY_FILE="+key,
	)
	return b
}

// loopbackCertificate writes net/http/httptest's certificate for 127.0.0.1, which is its own authority.
func loopbackCertificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	certificate := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	require.NoError(t, err)
	write := func(name, kind string, raw []byte) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600))
		return path
	}
	return write("cert.pem", "CERTIFICATE", certificate.Certificate[0]), write("key.pem", "PRIVATE KEY", key)
}

// arrivals counts how often each numbered record stands in the backend's file.
type arrivals struct {
	path  string
	read  int64 // bytes of whole lines
	times map[uint64]int
}

var numberOnALine = regexp.MustCompile(`"spanId":"([0-9a-f]{16})"`)

// update reads what was written since the last time. A line that is not whole yet is left for the next time.
func (a *arrivals) update(t *testing.T) {
	t.Helper()
	file, err := os.Open(a.path)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = file.Seek(a.read, io.SeekStart)
	require.NoError(t, err)
	raw, err := io.ReadAll(file)
	require.NoError(t, err)
	raw = raw[:bytes.LastIndexByte(raw, '\n')+1]
	a.read += int64(len(raw))
	for _, match := range numberOnALine.FindAllSubmatch(raw, -1) {
		number, err := strconv.ParseUint(string(match[1]), 16, 64)
		require.NoError(t, err)
		a.times[number]++
	}
}
