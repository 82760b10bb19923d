package scoutauthextension

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensionauth"
	"go.opentelemetry.io/collector/extension/extensiontest"
)

// answers is a backend without a network: what remains is the cost of the authenticator.
type answers struct{ response *http.Response }

func (a answers) RoundTrip(*http.Request) (*http.Response, error) { return a.response, nil }

// BenchmarkRoundTrip is the cost of a token on a request, beside the stock extension, from many goroutines.
func BenchmarkRoundTrip(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"access_token":"abc","token_type":"Bearer","expires_in":3600}`)
	}))
	defer server.Close()
	ours := createDefaultConfig().(*Config)
	ours.ClientID, ours.ClientSecret, ours.TokenURL = "articles", configopaque.String("secret"), server.URL
	stock := oauth2clientauthextension.Config(*ours)
	b.Run("scout_auth", func(b *testing.B) { benchmarkRoundTrip(b, NewFactory(), ours) })
	b.Run("oauth2client", func(b *testing.B) {
		benchmarkRoundTrip(b, oauth2clientauthextension.NewFactory(), &stock)
	})
}

func benchmarkRoundTrip(b *testing.B, factory extension.Factory, cfg any) {
	e, err := factory.Create(b.Context(), extensiontest.NewNopSettings(factory.Type()), cfg)
	require.NoError(b, err)
	require.NoError(b, e.Start(b.Context(), componenttest.NewNopHost()))
	defer func() { require.NoError(b, e.Shutdown(context.Background())) }()
	transport, err := e.(extensionauth.HTTPClient).RoundTripper(answers{&http.Response{StatusCode: http.StatusOK, Body: http.NoBody}})
	require.NoError(b, err)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://127.0.0.1/v1/traces", http.NoBody)
		if err != nil {
			b.Error(err)
		}
		for pb.Next() {
			if _, err := transport.RoundTrip(request); err != nil { //nolint:bodyclose // http.NoBody
				b.Error(err)
			}
		}
	})
}
