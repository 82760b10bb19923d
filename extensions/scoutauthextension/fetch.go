package scoutauthextension

import (
	"context"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.uber.org/zap"
	"golang.org/x/oauth2"
)

// fetcher asks the token endpoint, by contrib's extension: its grant types, its TLS, its way to read files.
type fetcher struct {
	factory extension.Factory
	set     extension.Settings
	cfg     oauth2clientauthextension.Config
}

func newFetcher(set extension.Settings, cfg *Config) *fetcher {
	factory := oauth2clientauthextension.NewFactory()
	set.ID = component.NewIDWithName(factory.Type(), set.ID.Name()) // a factory makes its own type only
	set.Logger = zap.NewNop()                                       // what is said is said here, without secrets
	f := &fetcher{factory: factory, set: set, cfg: oauth2clientauthextension.Config(*cfg)}
	if f.cfg.Timeout == 0 {
		f.cfg.Timeout = defaultTimeout
	}
	return f
}

// source makes the stock extension, which reads certificates and keys as they are now.
func (f *fetcher) source(ctx context.Context) (oauth2clientauthextension.ContextTokenSource, error) {
	cfg := f.cfg
	stock, err := f.factory.Create(ctx, f.set, &cfg)
	if err != nil {
		return nil, err
	}
	return stock.(oauth2clientauthextension.ContextTokenSource), nil
}

// fetch asks once. The stock extension is made anew each time, because it gives no way to make it forget a token.
func (f *fetcher) fetch(ctx context.Context) (*oauth2.Token, error) {
	source, err := f.source(ctx)
	if err != nil {
		return nil, err
	}
	return source.Token(ctx)
}
