package e2e_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

// authority issues certificates as cert-manager does.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.certificate, a.key = a.sign(t, x509.Certificate{Subject: pkix.Name{CommonName: "otelcol-scout"}, IsCA: true, BasicConstraintsValid: true})
	return a
}

// sign makes a certificate of the authority; the first is its own.
func (a *authority) sign(t *testing.T, template x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.certificate, a.key
	if parent == nil {
		parent, signer = &template, key
	}
	raw, err := x509.CreateCertificate(rand.Reader, &template, parent, key.Public(), signer)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(raw)
	require.NoError(t, err)
	return certificate, key
}

// secret is a folder as a Secret of cert-manager is mounted.
func (a *authority) secret(t *testing.T, usage x509.ExtKeyUsage, name string) (folder string) {
	t.Helper()
	certificate, key := a.sign(t, x509.Certificate{DNSNames: []string{name}, ExtKeyUsage: []x509.ExtKeyUsage{usage}})
	rawKey, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	folder = t.TempDir()
	for file, block := range map[string]*pem.Block{
		"tls.crt": {Type: "CERTIFICATE", Bytes: certificate.Raw},
		"tls.key": {Type: "PRIVATE KEY", Bytes: rawKey},
		"ca.crt":  {Type: "CERTIFICATE", Bytes: a.certificate.Raw},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, file), pem.EncodeToMemory(block), 0o600))
	}
	return folder
}

// TestTheManifestsSpeakTLS runs a gateway and a tier 1 with what the component tls gives them: the configurations and the
// variables are the manifests', the addresses and folders this machine's.
func TestTheManifestsSpeakTLS(t *testing.T) {
	t.Parallel()
	objects := rendered(t, "examples/kubernetes")
	var tier2, tier1 deploytest.Workload
	for _, w := range deploytest.Workloads(objects) {
		switch w.Name {
		case "otelcol-scout-gateway":
			tier2 = w
		case "otelcol-scout-agent":
			tier1 = w
		}
	}
	const quiet = "yaml:service::telemetry::metrics::level: none" // their port is a fixed one
	name := tier1.Env(objects)["GATEWAY_SERVER_NAME"]
	issuer, sink := newAuthority(t), newCollected()
	addr := freeAddr(t)

	gateway := newRig(t, startScout(t, sink), append(tlsEnv(tier2.Env(objects), issuer.secret(t, x509.ExtKeyUsageServerAuth, name)), "OTLP_GRPC_ENDPOINT="+addr)...)
	gateway.configs = append(configsOf(t, objects, tier2), quiet)
	gateway.start(t)
	refusesStrangers(t, issuer, addr, name)

	agent := newCollectorOf(t, "distro/deploy/kubernetes/base/tier1.yaml",
		append(tlsEnv(tier1.Env(objects), issuer.secret(t, x509.ExtKeyUsageClientAuth, "tier1")), "GATEWAY_RESOLVER={static: {hostnames: ["+addr+"]}}")...)
	agent.configs = append(configsOf(t, objects, tier1), quiet)
	for _, signal := range []string{"traces", "metrics", "logs"} { // k8s_attributes wants an API server
		agent.configs = append(agent.configs, "yaml:service::pipelines::"+signal+"::processors: [memory_limiter, pii_masking]")
	}
	agent.start(t)
	require.NoError(t, post(agent.otlp+"/v1/traces", request()))
	assert.Eventually(t, func() bool { return sink.spanCount() > 0 }, patience, tick, "through both tiers")
}

// tlsEnv are the variables of TLS, with the folder that stands for the Secret.
func tlsEnv(env map[string]string, folder string) (of []string) {
	for name, value := range env {
		if strings.HasPrefix(name, "GATEWAY_") {
			of = append(of, name+"="+strings.ReplaceAll(value, "/etc/otelcol-scout/tls", folder))
		}
	}
	return of
}

// refusesStrangers dials without a certificate. With TLS 1.3 a client learns only by reading that it was refused.
func refusesStrangers(t *testing.T, issuer *authority, addr, name string) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(issuer.certificate)
	connection, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: roots, ServerName: name, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	_, err = connection.Read(make([]byte, 1))
	assert.ErrorContains(t, err, "certificate required")
	require.NoError(t, connection.Close())
}
