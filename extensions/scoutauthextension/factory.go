package scoutauthextension

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"github.com/base-14/otelcol-scout/extensions/scoutauthextension/internal/metadata"
)

// NewFactory returns the factory of the scout_auth extension, a client authenticator for HTTP and gRPC.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, createExtension, metadata.ExtensionStability)
}

func createDefaultConfig() component.Config {
	return &Config{Timeout: defaultTimeout}
}

func createExtension(ctx context.Context, set extension.Settings, cfg component.Config) (extension.Extension, error) {
	return newExtension(ctx, set, cfg.(*Config))
}
