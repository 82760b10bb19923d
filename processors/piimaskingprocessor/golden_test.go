package piimaskingprocessor

import (
	"testing"

	"github.com/base-14/otelcol-scout/internal/goldentest"
)

// TestGolden runs testdata/golden: a case per signal with something to hide in every place, and at least
// one per setting.
func TestGolden(t *testing.T) {
	goldentest.Run(t, NewFactory())
}
