package nplusoneprocessor

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Of calls made from several places the finding names that of the first by start, not of the first to come.
func TestTheFirstCallTellsThePlace(t *testing.T) {
	direct := selects(6, 0x100, rootID, 10)
	for i := range direct {
		direct[i].attrs["code.line.number"] = 10 * (i + 1)
	}
	wrapped := slices.Clone(direct)
	var wrappers []testSpan
	for i := range wrapped {
		wrapped[i].parent = uint64(0x200 + i)
		wrappers = append(wrappers, internal(wrapped[i].parent, rootID, "find", wrapped[i].start, wrapped[i].end))
	}
	for name, spans := range map[string][]testSpan{"direct": direct, "behind wrappers": append(wrappers, wrapped...)} {
		backwards := slices.Clone(spans)
		slices.Reverse(backwards)
		for _, batches := range [][][]testSpan{singly(append(spans, root())), singly(append(backwards, root())), {append(backwards, root())}} {
			got := newRig(t).feed(t, batches...)
			require.Len(t, got, 1, name)
			assert.EqualValues(t, 10, got[0].attrs[finding.AttrCodeLineNumber], name)
		}
	}
}
