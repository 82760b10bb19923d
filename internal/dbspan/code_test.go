package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestReadCode(t *testing.T) {
	type attrs = map[string]any
	for name, tc := range map[string]struct {
		attrs    attrs
		want     dbspan.Code
		function string
	}{
		"stable": {
			attrs{"code.function.name": "app.Posts.list", "code.file.path": "/app/posts.py", "code.line.number": 12},
			dbspan.Code{Function: "app.Posts.list", File: "/app/posts.py", Line: 12}, "app.Posts.list",
		},
		"legacy": {
			attrs{"code.function": "list", "code.namespace": "app.Posts", "code.filepath": "/app/posts.py", "code.lineno": 12},
			dbspan.Code{LegacyNamespace: "app.Posts", LegacyFunction: "list", File: "/app/posts.py", Line: 12}, "app.Posts.list",
		},
		"a line alone":     {attrs{"code.lineno": 3}, dbspan.Code{Line: 3}, ""},
		"of another type":  {attrs{"code.function.name": 7, "code.line.number": "12"}, dbspan.Code{}, ""},
		"no function":      {attrs{"code.namespace": "app"}, dbspan.Code{LegacyNamespace: "app"}, ""},
		"nothing of it":    {attrs{"db.system": "mysql", "c": "x"}, dbspan.Code{}, ""},
		"both conventions": {attrs{"code.filepath": "old.py", "code.file.path": "new.py"}, dbspan.Code{File: "new.py"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := pcommon.NewMap()
			require.NoError(t, m.FromRaw(tc.attrs))
			got := dbspan.ReadCode(m)
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.function, got.QualifiedFunction())
		})
	}
}

// The order of attributes makes no difference: the stable name wins.
func TestStableFunctionWinsInAnyOrder(t *testing.T) {
	for _, keys := range [][]string{
		{"code.function.name", "code.function", "code.namespace"},
		{"code.namespace", "code.function", "code.function.name"},
	} {
		m := pcommon.NewMap()
		for _, key := range keys {
			m.PutStr(key, key)
		}
		assert.Equal(t, "code.function.name", dbspan.ReadCode(m).QualifiedFunction())
	}
}

func TestACallTellsItsCode(t *testing.T) {
	span := ptrace.NewSpan()
	span.SetKind(ptrace.SpanKindClient)
	span.Attributes().PutStr("db.query.text", "SELECT a FROM t")
	span.Attributes().PutStr("code.function.name", "list")
	call, ok := dbspan.Read(span)
	require.True(t, ok)
	assert.Equal(t, dbspan.Code{Function: "list"}, call.Code)
}
