package durablestorageextension

import (
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
)

// Config has the settings of file_storage and no other, with the same defaults, limits and messages: a configuration
// moves by renaming file_storage to durable_storage. Switch fsync on (the default is off, as there), or what was
// acknowledged in the last seconds before a power cut is lost; the end of the process alone does not need it.
//
// It is a type of its own instead of one that embeds file_storage's, which would be validated twice.
type Config filestorage.Config

// Validate checks what file_storage checks.
func (c *Config) Validate() error { return (*filestorage.Config)(c).Validate() }
