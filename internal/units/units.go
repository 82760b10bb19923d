// Package units reads what is written in a component's configuration where the collector's own reader lets a mistake
// pass.
package units

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"go.opentelemetry.io/collector/confmap"
)

// Unmarshal reads the configuration into the component's own, which calls this in its method Unmarshal, and lists what is
// wrong with durations for its method Validate: each without a unit, by the path of its key. The collector takes
// threshold: 500 for 500 ns, and nobody means that. 0 needs no unit.
func Unmarshal(conf *confmap.Conf, config any) (faults []error, err error) {
	if err := conf.Unmarshal(config); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), heading)) // who reads the whole file says the same above it
	}
	return withoutUnit("", conf.ToStringMap(), reflect.TypeOf(config).Elem()), nil
}

// heading is how confmap begins an error.
const heading = "decoding failed due to the following error(s):\n\n"

var duration = reflect.TypeFor[time.Duration]()

// withoutUnit lists the numbers among what is written for a setting of the type, and for those inside it.
func withoutUnit(path string, written any, setting reflect.Type) (errs []error) {
	switch value := reflect.ValueOf(written); {
	case setting == duration:
		if value.CanInt() && value.Int() != 0 || value.CanFloat() && value.Float() != 0 {
			errs = append(errs, fmt.Errorf("%s: %v has no unit and would be nanoseconds; write %vms or %vs", path, written, written, written))
		}
	case setting.Kind() == reflect.Pointer:
		return withoutUnit(path, written, setting.Elem())
	case setting.Kind() == reflect.Slice && value.Kind() == reflect.Slice:
		for i := range value.Len() {
			errs = append(errs, withoutUnit(fmt.Sprintf("%s[%d]", path, i), value.Index(i).Interface(), setting.Elem())...)
		}
	case setting.Kind() == reflect.Struct:
		if keys, ok := written.(map[string]any); ok {
			return amongFields(path, keys, setting)
		}
	}
	return errs
}

func amongFields(path string, written map[string]any, settings reflect.Type) (errs []error) {
	for i := range settings.NumField() {
		field := settings.Field(i)
		key, options, _ := strings.Cut(field.Tag.Get(confmap.MapstructureTag), ",")
		if options == "squash" {
			errs = append(errs, amongFields(path, written, field.Type)...)
		} else if value, ok := written[key]; ok && value != nil {
			errs = append(errs, withoutUnit(join(path, key), value, field.Type)...)
		}
	}
	return errs
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
