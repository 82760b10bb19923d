package findingsextension

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// Unmarshal implements confmap.Unmarshaler: it refuses keys that are not known, which confmap lets pass where the
// settings of an HTTP server stand beside others.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := conf.Unmarshal(c); err != nil {
		return err
	}
	known := keysOf(reflect.TypeFor[Config]())
	for _, key := range slices.Sorted(maps.Keys(conf.ToStringMap())) {
		if !slices.Contains(known, key) {
			return fmt.Errorf("%s: is not a setting; use one of %s", key, strings.Join(known, ", "))
		}
	}
	return nil
}

// keysOf gives the keys of a struct's settings, sorted.
func keysOf(settings reflect.Type) (keys []string) {
	for i := range settings.NumField() {
		field := settings.Field(i)
		key, options, _ := strings.Cut(field.Tag.Get(confmap.MapstructureTag), ",")
		switch {
		case options == "squash":
			keys = append(keys, keysOf(field.Type)...)
		case key != "":
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
