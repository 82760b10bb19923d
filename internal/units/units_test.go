package units

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

type shared struct {
	Timeout time.Duration `mapstructure:"timeout"`
}

type inner struct {
	Wait  time.Duration  `mapstructure:"wait"`
	Limit *time.Duration `mapstructure:"limit"`
	Count int            `mapstructure:"count"`
}

type config struct {
	shared `mapstructure:",squash"`
	Wait   time.Duration `mapstructure:"wait"`
	Inner  inner         `mapstructure:"inner"`
	Rules  []inner       `mapstructure:"rules"`
	faults []error
}

func (c *config) Unmarshal(conf *confmap.Conf) (err error) {
	c.faults, err = Unmarshal(conf, c)
	return err
}

func read(written map[string]any) (*config, error) {
	c := &config{}
	return c, confmap.NewFromStringMap(written).Unmarshal(c)
}

func TestDurationsWithAUnit(t *testing.T) {
	limit := time.Nanosecond
	for name, tc := range map[string]struct {
		written map[string]any
		want    config
	}{
		"none":    {map[string]any{}, config{}},
		"units":   {map[string]any{"wait": "50ms", "timeout": "1s"}, config{Wait: 50 * time.Millisecond, shared: shared{time.Second}}},
		"zero":    {map[string]any{"wait": 0, "inner": map[string]any{"wait": 0.0}}, config{}},
		"nothing": {map[string]any{"wait": nil, "inner": nil, "rules": nil}, config{}},
		"inside": {map[string]any{"rules": []any{map[string]any{"limit": "1ns", "count": 7}}},
			config{Rules: []inner{{Limit: &limit, Count: 7}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(tc.written)
			require.NoError(t, err)
			assert.Equal(t, &tc.want, got)
		})
	}
}

func TestDurationsWithoutAUnit(t *testing.T) {
	for name, tc := range map[string]struct {
		written map[string]any
		want    string
	}{
		"a number":   {map[string]any{"wait": 500}, "wait: 500 has no unit and would be nanoseconds; write 500ms or 500s"},
		"a fraction": {map[string]any{"wait": 1.5}, "wait: 1.5 has no unit and would be nanoseconds; write 1.5ms or 1.5s"},
		"below zero": {map[string]any{"wait": -1}, "wait: -1 has no unit and would be nanoseconds; write -1ms or -1s"},
		"squashed":   {map[string]any{"timeout": 10}, "timeout: 10 has no unit and would be nanoseconds; write 10ms or 10s"},
		"inside":     {map[string]any{"inner": map[string]any{"limit": 3}}, "inner.limit: 3 has no unit and would be nanoseconds; write 3ms or 3s"},
		"in a list":  {map[string]any{"rules": []any{map[string]any{"wait": "1s"}, map[string]any{"wait": 2}}}, "rules[1].wait: 2 has no unit and would be nanoseconds; write 2ms or 2s"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(tc.written)
			require.NoError(t, err)
			assert.EqualError(t, errors.Join(got.faults...), tc.want)
		})
	}
}

func TestUnreadable(t *testing.T) {
	_, err := read(map[string]any{"wait": "x"})
	require.EqualError(t, err, "'' 'wait' time: invalid duration")
}
