package finding_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"

	"github.com/base-14/otelcol-scout/internal/finding"
)

type host struct {
	extensions map[component.ID]component.Component
}

func (h host) GetExtensions() map[component.ID]component.Component { return h.extensions }

type plain struct {
	component.StartFunc
	component.ShutdownFunc
}

type sink struct {
	plain
	name string
}

func (*sink) Masked(context.Context, []finding.MaskingCount) {}

func TestSinks(t *testing.T) {
	id := func(name string) component.ID {
		return component.NewIDWithName(component.MustNewType("findings"), name)
	}
	a, b := &sink{name: "a"}, &sink{name: "b"}
	h := host{map[component.ID]component.Component{id("b"): b, id("other"): &plain{}, id("a"): a}}
	for range 10 { // whatever the order of the map
		assert.Equal(t, []finding.MaskingSink{a, b}, finding.Sinks[finding.MaskingSink](h))
	}
	assert.Empty(t, finding.Sinks[finding.MaskingSink](componenttest.NewNopHost()))
}

func TestSinksOf(t *testing.T) {
	id, other, missing := component.MustNewID("findings"), component.MustNewID("other"), component.MustNewID("missing")
	a, b := &sink{name: "a"}, &sink{name: "b"}
	h := host{map[component.ID]component.Component{id: a, component.MustNewIDWithName("findings", "b"): b, other: &plain{}}}
	for name, tc := range map[string]struct {
		only *component.ID
		want []finding.MaskingSink
		err  string
	}{
		"all":           {nil, []finding.MaskingSink{a, b}, ""},
		"one":           {&id, []finding.MaskingSink{a}, ""},
		"missing":       {&missing, nil, `findings: there is no extension "missing"; define it under extensions and list it under service::extensions, or leave the setting out`},
		"takes no such": {&other, nil, `findings: the extension "other" does not take findings; name one that does, or leave the setting out`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := finding.SinksOf[finding.MaskingSink](h, tc.only)
			assert.Equal(t, tc.want, got)
			if tc.err == "" {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, tc.err)
			}
		})
	}
}
