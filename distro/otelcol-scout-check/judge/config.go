package judge

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor"
	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor"
	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor"
)

// stage is a processor with its settings.
type stage struct {
	factory processor.Factory
	config  component.Config
}

// Config is the settings of the three processors, in the order in which they run.
type Config struct{ stages []stage }

// DefaultConfig differs from the processors' own defaults in what depends on how fast the machine is: an N+1 counts
// however quickly a local database answers, and a call is slow by the threshold only, since a test run is too short to
// learn what is normal.
func DefaultConfig() Config {
	masking, slow, repeated := piimaskingprocessor.NewFactory(), slowqueryprocessor.NewFactory(), nplusoneprocessor.NewFactory()
	slowConfig := slow.CreateDefaultConfig().(*slowqueryprocessor.Config)
	slowConfig.Baseline.Enabled = false
	repeatedConfig := repeated.CreateDefaultConfig().(*nplusoneprocessor.Config)
	repeatedConfig.MinDuration = 0
	return Config{[]stage{{masking, masking.CreateDefaultConfig()}, {slow, slowConfig}, {repeated, repeatedConfig}}}
}

// LoadConfig reads the section processors of a collector's configuration file over DefaultConfig. Other processors and
// sections are not looked at; environment variables are replaced as the collector does.
func LoadConfig(ctx context.Context, path string) (Config, error) {
	file, err := resolve(ctx, path)
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", path, err)
	}
	config := DefaultConfig()
	for _, s := range config.stages {
		if err := s.load(file); err != nil {
			return Config{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	return config, nil
}

// resolve gives the processors of the file.
func resolve(ctx context.Context, path string) (*confmap.Conf, error) {
	resolver, err := confmap.NewResolver(confmap.ResolverSettings{
		URIs:              []string{"file:" + path},
		ProviderFactories: []confmap.ProviderFactory{fileprovider.NewFactory(), envprovider.NewFactory()},
		DefaultScheme:     "env",
	})
	if err != nil {
		return nil, err
	}
	file, err := resolver.Resolve(ctx)
	if err = errors.Join(err, resolver.Shutdown(ctx)); err != nil {
		return nil, err
	}
	if !file.IsSet("processors") {
		return nil, errors.New("has no section processors; name a collector's configuration, or put the settings below processors")
	}
	return file.Sub("processors")
}

// load reads the stage's settings. The extension that findings go to is no matter here.
func (s *stage) load(processors *confmap.Conf) error {
	name, err := s.name(processors)
	if err != nil || name == "" {
		return err
	}
	settings, err := processors.Sub(name)
	if err != nil {
		return fmt.Errorf("processors::%s: %w", name, err)
	}
	settings.Delete("findings")
	if err := settings.Unmarshal(s.config); err != nil {
		return fmt.Errorf("processors::%s: %w", name, err)
	}
	if err := confmap.Validate(s.config); err != nil {
		return fmt.Errorf("processors::%s: %w", name, err)
	}
	return nil
}

// name is the id under which the file has the stage; empty where it has none. The id without a name goes first.
func (s *stage) name(processors *confmap.Conf) (string, error) {
	kind := s.factory.Type().String()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(processors.ToStringMap())) {
		if name == kind {
			return name, nil
		}
		if strings.HasPrefix(name, kind+"/") {
			names = append(names, name)
		}
	}
	if len(names) > 1 {
		return "", fmt.Errorf("processors: has %s; keep one, or name the one to check with just %s", strings.Join(names, " and "), kind)
	}
	return strings.Join(names, ""), nil
}
