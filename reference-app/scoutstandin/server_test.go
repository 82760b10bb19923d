package scoutstandin_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/pkg/client"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"go.uber.org/goleak"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, options scoutstandin.Options) *scoutstandin.Server {
	t.Helper()
	server, err := scoutstandin.Start(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		assert.NoError(t, server.Close(ctx))
	})
	return server
}

func token(t *testing.T, server *scoutstandin.Server, secret string) (*oauth2.Token, error) {
	t.Helper()
	cfg := clientcredentials.Config{ClientID: scoutstandin.ClientID, ClientSecret: secret, TokenURL: server.TokenURL()}
	return cfg.Token(t.Context())
}

func post(t *testing.T, url, bearer string, header http.Header, body []byte) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(t, err)
	request.Header = header.Clone()
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(raw)
}

var protobuf = http.Header{"Content-Type": {"application/x-protobuf"}}

func oneSpan(t *testing.T) []byte {
	t.Helper()
	td := ptrace.NewTraces()
	td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("GET /articles")
	raw, err := ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
	require.NoError(t, err)
	return raw
}

func TestAcceptedTelemetryIsWrittenBeforeItIsAcknowledged(t *testing.T) {
	dir := t.TempDir()
	files, err := scoutstandin.OpenFiles(dir)
	require.NoError(t, err)
	server := start(t, scoutstandin.Options{Sink: files})
	tok, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)

	md := pmetric.NewMetrics()
	md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty().SetName("articles.created")
	metrics, err := pmetricotlp.NewExportRequestFromMetrics(md).MarshalProto()
	require.NoError(t, err)
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("Article created")
	logs, err := plogotlp.NewExportRequestFromLogs(ld).MarshalProto()
	require.NoError(t, err)

	for signal, body := range map[string][]byte{"traces": oneSpan(t), "metrics": metrics, "logs": logs} {
		status, answer := post(t, server.Endpoint()+"/v1/"+signal, tok.AccessToken, protobuf, body)
		require.Equal(t, http.StatusOK, status, answer)
	}
	require.NoError(t, files.Close())
	for signal, want := range map[string]string{
		"traces":  `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"GET /articles"`,
		"metrics": `"name":"articles.created"`,
		"logs":    `"body":{"stringValue":"Article created"}`,
	} {
		raw, err := os.ReadFile(filepath.Join(dir, signal+".jsonl"))
		require.NoError(t, err)
		assert.Contains(t, string(raw), want)
		assert.Equal(t, 1, bytes.Count(raw, []byte("\n")), signal)
	}
}

func TestGzip(t *testing.T) {
	var spans int
	server := start(t, scoutstandin.Options{Sink: sinkFunc(func(td ptrace.Traces) error { spans += td.SpanCount(); return nil })})
	tok, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)
	var body bytes.Buffer
	zipper := gzip.NewWriter(&body)
	_, err = zipper.Write(oneSpan(t))
	require.NoError(t, err)
	require.NoError(t, zipper.Close())
	header := http.Header{"Content-Type": protobuf["Content-Type"], "Content-Encoding": {"gzip"}}
	status, answer := post(t, server.Endpoint()+"/v1/traces", tok.AccessToken, header, body.Bytes())
	require.Equal(t, http.StatusOK, status, answer)
	assert.Equal(t, 1, spans)
}

func TestRefusals(t *testing.T) {
	refuse := errors.New("the disk is full")
	server := start(t, scoutstandin.Options{Sink: sinkFunc(func(ptrace.Traces) error { return refuse })})
	other := start(t, scoutstandin.Options{Sink: sinkFunc(func(ptrace.Traces) error { return nil })})
	tok, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)
	foreign, err := token(t, other, scoutstandin.ClientSecret)
	require.NoError(t, err)
	zipped := http.Header{"Content-Type": protobuf["Content-Type"], "Content-Encoding": {"zstd"}}
	badGzip := http.Header{"Content-Type": protobuf["Content-Type"], "Content-Encoding": {"gzip"}}

	cases := map[string]struct {
		bearer string
		header http.Header
		body   []byte
		status int
		answer string
	}{
		"no token":       {"", protobuf, oneSpan(t), 401, "the bearer token is missing, expired or of another provider\n"},
		"garbage token":  {"abc", protobuf, oneSpan(t), 401, "the bearer token is missing, expired or of another provider\n"},
		"another issuer": {foreign.AccessToken, protobuf, oneSpan(t), 401, "the bearer token is missing, expired or of another provider\n"},
		"JSON":           {tok.AccessToken, http.Header{"Content-Type": {"application/json"}}, []byte("{}"), 415, "content type \"application/json\": send application/x-protobuf\n"},
		"zstd":           {tok.AccessToken, zipped, oneSpan(t), 415, "content encoding \"zstd\": send gzip or none\n"},
		"broken gzip":    {tok.AccessToken, badGzip, []byte("not gzip at all"), 400, "gzip: gzip: invalid header\n"},
		"sink refuses":   {tok.AccessToken, protobuf, oneSpan(t), 503, "the disk is full\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			status, answer := post(t, server.Endpoint()+"/v1/traces", c.bearer, c.header, c.body)
			assert.Equal(t, c.status, status)
			assert.Equal(t, c.answer, answer)
		})
	}
}

func TestExpiredTokenIsRefused(t *testing.T) {
	server := start(t, scoutstandin.Options{
		TokenLifetime: time.Millisecond,
		Sink:          sinkFunc(func(ptrace.Traces) error { return nil }),
	})
	tok, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)
	require.Eventually(t, func() bool { // a token's expiry counts whole seconds
		status, _ := post(t, server.Endpoint()+"/v1/traces", tok.AccessToken, protobuf, oneSpan(t))
		return status == http.StatusUnauthorized
	}, 10*time.Second, 50*time.Millisecond)
}

func TestWrongSecretGetsNoToken(t *testing.T) {
	server := start(t, scoutstandin.Options{Sink: sinkFunc(func(ptrace.Traces) error { return nil })})
	_, err := token(t, server, "wrong")
	var refused *oauth2.RetrieveError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "invalid_client", refused.ErrorCode)
}

func TestSecretIsChanged(t *testing.T) {
	server := start(t, scoutstandin.Options{})
	for _, accepted := range [][]string{{scoutstandin.ClientSecret, "new"}, {"new"}, {}} {
		server.AcceptSecrets(accepted...)
		for _, secret := range []string{scoutstandin.ClientSecret, "new"} {
			_, err := token(t, server, secret)
			assert.Equal(t, slices.Contains(accepted, secret), err == nil, "%q of %q: %v", secret, accepted, err)
		}
	}
}

// keySet reads the keys as a backend does: by the issuer's discovery document.
func keySet(t *testing.T, server *scoutstandin.Server) *jose.JSONWebKeySet {
	t.Helper()
	discovered, err := client.Discover(t.Context(), server.Issuer(), http.DefaultClient)
	require.NoError(t, err)
	assert.Equal(t, server.TokenURL(), discovered.TokenEndpoint)
	var keys jose.JSONWebKeySet
	response, err := http.Get(discovered.JwksURI)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.NoError(t, json.NewDecoder(response.Body).Decode(&keys))
	return &keys
}

func TestRotatedKeyIsGone(t *testing.T) {
	server := start(t, scoutstandin.Options{Sink: sinkFunc(func(ptrace.Traces) error { return nil })})
	verifies := func(tok *oauth2.Token) bool {
		signed, err := jose.ParseSigned(tok.AccessToken, []jose.SignatureAlgorithm{jose.RS256})
		require.NoError(t, err)
		_, err = signed.Verify(keySet(t, server))
		return err == nil
	}
	old, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)
	require.True(t, verifies(old))

	require.NoError(t, server.RotateKey())
	fresh, err := token(t, server, scoutstandin.ClientSecret)
	require.NoError(t, err)
	for tok, want := range map[*oauth2.Token]int{old: http.StatusUnauthorized, fresh: http.StatusOK} {
		status, answer := post(t, server.Endpoint()+"/v1/traces", tok.AccessToken, protobuf, oneSpan(t))
		assert.Equal(t, want, status, answer)
		assert.Equal(t, want == http.StatusOK, verifies(tok))
	}
	assert.Len(t, keySet(t, server).Keys, 1)
}

func TestListensOnLoopbackOnly(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:0":   `stand-in address "0.0.0.0:0": must be loopback, for example 127.0.0.1:0`,
		"example:0":   `stand-in address "example:0": must be loopback, for example 127.0.0.1:0`,
		"no-port":     `stand-in address "no-port": address no-port: missing port in address`,
		"192.0.2.1:0": `stand-in address "192.0.2.1:0": must be loopback, for example 127.0.0.1:0`,
	} {
		_, err := scoutstandin.Start(t.Context(), scoutstandin.Options{Addr: addr})
		assert.EqualError(t, err, want)
	}
}

// sinkFunc is a Sink of traces alone.
type sinkFunc func(ptrace.Traces) error

func (f sinkFunc) Traces(td ptrace.Traces) error { return f(td) }
func (sinkFunc) Metrics(pmetric.Metrics) error   { return nil }
func (sinkFunc) Logs(plog.Logs) error            { return nil }
