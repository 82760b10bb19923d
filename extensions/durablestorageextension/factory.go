package durablestorageextension

import (
	"context"
	"errors"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/xextension/storage"

	"github.com/base-14/otelcol-scout/extensions/durablestorageextension/internal/metadata"
)

// NewFactory returns the factory of the durable_storage extension.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, createExtension, metadata.ExtensionStability)
}

func createDefaultConfig() component.Config {
	return (*Config)(filestorage.NewFactory().CreateDefaultConfig().(*filestorage.Config))
}

func createExtension(ctx context.Context, set extension.Settings, cfg component.Config) (extension.Extension, error) {
	own := cfg.(*Config)
	stock, err := createStock(ctx, set, own)
	if err != nil {
		return nil, err
	}
	return newDurableStorage(set, own, stock)
}

// createStock makes the file_storage that does the storing. Its factory insists on a component ID of its own type.
func createStock(ctx context.Context, set extension.Settings, cfg *Config) (storage.Extension, error) {
	factory := filestorage.NewFactory()
	set.ID = component.NewIDWithName(factory.Type(), set.ID.Name())
	stock, err := factory.Create(ctx, set, (*filestorage.Config)(cfg))
	if err != nil {
		return nil, err
	}
	files, ok := stock.(storage.Extension)
	if !ok {
		return nil, errors.New("file_storage is no storage extension any more: this version of it does not fit durable_storage")
	}
	return files, nil
}
