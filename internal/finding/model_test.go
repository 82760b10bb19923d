package finding_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestCodeWritesWhatIsKnown(t *testing.T) {
	for name, tc := range map[string]struct {
		code  finding.Code
		want  map[string]any
		known bool
	}{
		"all":     {finding.Code{Function: "a.b", File: "a.go", Line: 3}, map[string]any{"code.function.name": "a.b", "code.file.path": "a.go", "code.line.number": int64(3)}, true},
		"a line":  {finding.Code{Line: 3}, map[string]any{"code.line.number": int64(3)}, true},
		"no line": {finding.Code{File: "a.go"}, map[string]any{"code.file.path": "a.go"}, true},
		"nothing": {finding.Code{}, map[string]any{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			attrs := pcommon.NewMap()
			tc.code.Write(attrs)
			assert.Equal(t, tc.want, attrs.AsRaw())
			assert.Equal(t, tc.known, tc.code.Known())
		})
	}
}

func TestServiceName(t *testing.T) {
	for name, tc := range map[string]struct {
		attrs map[string]any
		want  string
	}{
		"there":           {map[string]any{"service.name": "blog"}, "blog"},
		"of another type": {map[string]any{"service.name": 7}, ""},
		"missing":         {map[string]any{"host.name": "a"}, ""},
	} {
		attrs := pcommon.NewMap()
		require.NoError(t, attrs.FromRaw(tc.attrs))
		assert.Equal(t, tc.want, finding.ServiceName(attrs), name)
	}
}
