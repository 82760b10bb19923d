package slowqueryprocessor

import (
	"testing"

	"github.com/base-14/otelcol-scout/internal/goldentest"
)

func TestGolden(t *testing.T) {
	goldentest.Run(t, NewFactory())
}
