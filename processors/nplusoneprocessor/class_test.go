package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func spanOf(s testSpan) ptrace.Span {
	span := ptrace.NewSpan()
	s.copyTo(span)
	return span
}

func TestClassify(t *testing.T) {
	postgres := func(name string, kind ptrace.SpanKind, attrs map[string]any) testSpan {
		attrs["db.system.name"] = "postgresql"
		return testSpan{id: 1, name: name, kind: kind, attrs: attrs}
	}
	sql := func(text string) map[string]any { return map[string]any{"db.query.text": text} }
	for name, tc := range map[string]struct {
		span testSpan
		want class
	}{
		"server":               {testSpan{kind: ptrace.SpanKindServer}, boundary},
		"consumer":             {testSpan{kind: ptrace.SpanKindConsumer}, boundary},
		"producer":             {testSpan{kind: ptrace.SpanKindProducer}, wrapper},
		"internal":             {testSpan{kind: ptrace.SpanKindInternal}, wrapper},
		"no kind":              {testSpan{}, wrapper},
		"request by its name":  {testSpan{name: "GET https://a/b/1", kind: ptrace.SpanKindInternal}, counted},
		"client of no call":    {testSpan{kind: ptrace.SpanKindClient}, wrapper},
		"query":                {postgres("q", ptrace.SpanKindClient, sql("SELECT 2 FROM t")), counted},
		"query without a kind": {postgres("q", ptrace.SpanKindUnspecified, sql("SELECT 2 FROM t")), counted},
		"query, internal":      {postgres("q", ptrace.SpanKindInternal, sql("SELECT 2 FROM t")), counted},
		"transaction":          {postgres("q", ptrace.SpanKindClient, sql("BEGIN")), wrapper},
		"connect":              {postgres("connect", ptrace.SpanKindClient, map[string]any{}), wrapper},
		"cursor":               {postgres("q", ptrace.SpanKindClient, sql("FETCH NEXT FROM c")), bundle},
		"ping":                 {postgres("q", ptrace.SpanKindClient, sql("SELECT 1")), bundle},
		"request":              {testSpan{kind: ptrace.SpanKindClient, attrs: map[string]any{"http.request.method": "GET", "url.full": "http://a/1"}}, counted},
		"retry": {testSpan{kind: ptrace.SpanKindClient, attrs: map[string]any{
			"http.request.method": "GET", "url.full": "http://a/1", "http.request.resend_count": 1}}, bundle},
		"batch": {postgres("q", ptrace.SpanKindClient, map[string]any{
			"db.query.text": "INSERT INTO t VALUES (1)", "db.operation.batch.size": 3}), bundle},
	} {
		t.Run(name, func(t *testing.T) {
			var call dbspan.Call
			assert.Equal(t, tc.want, classify(spanOf(tc.span), newRules(defaults()), &call))
		})
	}
}

func TestClassifyKnowsOnlyTheKindsThatAreOn(t *testing.T) {
	http := testSpan{kind: ptrace.SpanKindClient, attrs: map[string]any{"http.request.method": "GET", "url.full": "http://a/1"}}
	var call dbspan.Call
	assert.Equal(t, counted, classify(spanOf(http), newRules(defaults()), &call))
	dbOnly := newRules(defaults(func(c *Config) { c.Kinds = []string{"db"} }))
	assert.Equal(t, wrapper, classify(spanOf(http), dbOnly, &call))
}
