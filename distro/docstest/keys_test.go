package docstest

import (
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"

	"github.com/base-14/otelcol-scout/extensions/durablestorageextension"
	"github.com/base-14/otelcol-scout/extensions/scoutauthextension"
)

// TestEveryOldKeyHasARow compares the first column of the guide's tables with the keys that the old components have, so
// that neither can get ahead of the other.
func TestEveryOldKeyHasARow(t *testing.T) {
	for _, c := range []struct{ heading, table, name string }{
		{headings["redaction"], "old key", "redaction"},
		{headings["transform"], "old key", "transform"},
		{headings["oauth2client"], "key of `oauth2client`", "oauth2client"},
		{headings["oauth2client"], "key of `file_storage`", "file_storage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := keysOf(old[c.name]())
			rows := firstColumn(t, section(t, c.heading), c.table)
			for _, key := range keys {
				known := slices.ContainsFunc(rows, func(row string) bool { return matches(row, key) })
				assert.True(t, known, "%s: no row for the key %s", guide, key)
			}
			for _, row := range rows {
				used := slices.ContainsFunc(keys, func(key string) bool { return matches(row, key) })
				assert.True(t, used, "%s: %s is no key of %s", guide, row, c.name)
			}
		})
	}
}

var old = map[string]func() component.Config{
	"redaction":    redactionprocessor.NewFactory().CreateDefaultConfig,
	"transform":    transformprocessor.NewFactory().CreateDefaultConfig,
	"oauth2client": oauth2clientauthextension.NewFactory().CreateDefaultConfig,
	"file_storage": filestorage.NewFactory().CreateDefaultConfig,
}

// TestTheNewKeysAreTheOldOnes is what "rename, all keys stay" rests on.
func TestTheNewKeysAreTheOldOnes(t *testing.T) {
	assert.Equal(t, keysOf(old["oauth2client"]()), keysOf(scoutauthextension.NewFactory().CreateDefaultConfig()))
	assert.Equal(t, keysOf(old["file_storage"]()), keysOf(durablestorageextension.NewFactory().CreateDefaultConfig()))
}

// keysOf lists the keys of a configuration, those of its own parts as parent::key, not deeper.
func keysOf(cfg component.Config) []string {
	return keysBelow(reflect.TypeOf(cfg).Elem(), "")
}

func keysBelow(kind reflect.Type, parent string) (keys []string) {
	for field := range fields(kind) {
		name, _, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		if !field.IsExported() || name == "" || name == "-" {
			continue
		}
		part := element(field.Type)
		if parent == "" && part.Kind() == reflect.Struct && ofContribComponent(part) {
			keys = append(keys, keysBelow(part, name+"::")...)
			continue
		}
		keys = append(keys, parent+name)
	}
	return keys
}

// fields are those of a struct.
func fields(kind reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range kind.NumField() {
			if !yield(kind.Field(i)) {
				return
			}
		}
	}
}

// ofContribComponent tells the parts of a component's own settings from those of the collector, such as tls.
func ofContribComponent(kind reflect.Type) bool {
	return strings.HasPrefix(kind.PkgPath(), "github.com/open-telemetry/opentelemetry-collector-contrib/")
}

// element is the type behind pointers and lists.
func element(kind reflect.Type) reflect.Type {
	for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	return kind
}

// TestWhatHasNoCounterpartSaysWhy keeps a row from ending where a reader's question begins.
func TestWhatHasNoCounterpartSaysWhy(t *testing.T) {
	for line := range strings.Lines(read(t, guide)) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		for _, after := range strings.Split(line, "no counterpart")[1:] {
			assert.True(t, strings.HasPrefix(after, ", because "), "%s: %s", guide, line)
		}
	}
}

var named = regexp.MustCompile("`([^`]+)`")

// firstColumn lists the names between backquotes in the first cells of the table with that heading; what follows a
// colon and a space is a value.
func firstColumn(t *testing.T, text, heading string) (names []string) {
	t.Helper()
	_, table, found := strings.Cut(text, "| "+heading+" |")
	require.True(t, found, "no table %q", heading)
	rows, _, _ := strings.Cut(table, "\n\n")
	for _, row := range strings.Split(rows, "\n")[2:] {
		for _, name := range named.FindAllStringSubmatch(strings.Split(row, " | ")[0], -1) {
			key, _, _ := strings.Cut(name[1], ": ")
			names = append(names, key)
		}
	}
	return names
}

// matches compares a row's name, in which * stands for a part of a name, with a key.
func matches(row, key string) bool {
	ok, err := path.Match(row, key)
	return err == nil && ok
}
