package slowqueryprocessor

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// newSwitch is a consumer that refuses while *refuse is true.
func newSwitch(refuse *bool) (consumer.Traces, error) {
	return consumer.NewTraces(func(context.Context, ptrace.Traces) error {
		if *refuse {
			return errors.New("refused")
		}
		return nil
	})
}
