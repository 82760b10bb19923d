package piimaskingprocessor

import (
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// Before OTLP 0.15 the scopes of a resource stood in another field, number 1000. Receivers of OTLP requests move them to
// where they belong; what was read from a file or a queue keeps them where no method of pdata reaches, and sends them on.
// A resource without scopes may be such a one. Writing the batch as a request and reading it back moves them.

func (p *pass) moveDeprecatedSpans(batch ptrace.Traces) {
	for _, rs := range batch.ResourceSpans().All() {
		if rs.ScopeSpans().Len() == 0 {
			rewriteAs(p, ptraceotlp.NewExportRequestFromTraces(batch), ptraceotlp.NewExportRequest(),
				func(r ptraceotlp.ExportRequest) { r.Traces().MoveTo(batch) })
			return
		}
	}
}

func (p *pass) moveDeprecatedMetrics(batch pmetric.Metrics) {
	for _, rm := range batch.ResourceMetrics().All() {
		if rm.ScopeMetrics().Len() == 0 {
			rewriteAs(p, pmetricotlp.NewExportRequestFromMetrics(batch), pmetricotlp.NewExportRequest(),
				func(r pmetricotlp.ExportRequest) { r.Metrics().MoveTo(batch) })
			return
		}
	}
}

func (p *pass) moveDeprecatedLogs(batch plog.Logs) {
	for _, rl := range batch.ResourceLogs().All() {
		if rl.ScopeLogs().Len() == 0 {
			rewriteAs(p, plogotlp.NewExportRequestFromLogs(batch), plogotlp.NewExportRequest(),
				func(r plogotlp.ExportRequest) { r.Logs().MoveTo(batch) })
			return
		}
	}
}

// request is an OTLP request of any signal.
type request interface {
	MarshalProto() ([]byte, error)
	UnmarshalProto([]byte) error
}

// rewriteAs moves a batch from one request to another. It cannot fail on what is in memory already; if it does, the batch goes on as it is and counts as unscanned.
func rewriteAs[R request](p *pass, from, to R, take func(R)) {
	raw, err := from.MarshalProto()
	if err == nil {
		err = to.UnmarshalProto(raw)
	}
	if err != nil {
		p.tally.unscanned[reasonFormat]++
		return
	}
	take(to)
}
