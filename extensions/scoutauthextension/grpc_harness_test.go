package scoutauthextension

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	grpcstatus "google.golang.org/grpc/status"
)

// grpcBackend is an OTLP/gRPC endpoint with TLS that refuses tokens like backend does.
type grpcBackend struct {
	ptraceotlp.UnimplementedGRPCServer
	addr, ca string
	refusal  atomic.Uint32 // a gRPC code; 0: none

	mu      sync.Mutex
	revoked map[string]bool
	tokens  []string
	spans   int
}

func startGRPCBackend(t *testing.T) *grpcBackend {
	t.Helper()
	certificate, ca := loopbackCertificate(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &grpcBackend{addr: listener.Addr().String(), ca: ca, revoked: map[string]bool{}}
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&certificate)))
	ptraceotlp.RegisterGRPCServer(server, b)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		assert.NoError(t, <-done)
	})
	return b
}

// Export implements ptraceotlp.GRPCServer.
func (b *grpcBackend) Export(ctx context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	incoming, _ := metadata.FromIncomingContext(ctx)
	token := append(incoming.Get("authorization"), "")[0]
	b.mu.Lock()
	defer b.mu.Unlock()
	switch code := codes.Code(b.refusal.Load()); {
	case code != codes.OK:
		return ptraceotlp.NewExportResponse(), grpcstatus.Error(code, "refused")
	case b.revoked[token] || token == "":
		return ptraceotlp.NewExportResponse(), grpcstatus.Error(codes.Unauthenticated, "revoked")
	}
	b.tokens = append(b.tokens, token)
	b.spans += request.Traces().SpanCount()
	return ptraceotlp.NewExportResponse(), nil
}

func (b *grpcBackend) revoke() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, token := range b.tokens {
		b.revoked[token] = true
	}
}

func (b *grpcBackend) taken() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spans
}

// loopbackCertificate returns a certificate for 127.0.0.1 and the file of the authority that signed it: itself.
func loopbackCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600))
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, file
}
