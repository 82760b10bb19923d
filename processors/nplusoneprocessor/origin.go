package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// originOf tells apart the calls of one identity of which a finding says different things: those made from different
// places, and those that ask for pages of different size (LIMIT 5, LIMIT 1000).
func originOf(call *dbspan.Call) uint64 {
	const page = 1
	hash := hashCode(&call.Code)
	if call.Kind == dbspan.DB && isPage(call.Text) {
		hash = mix(hash, page)
	}
	return hash
}

// hashCode is 0 where the span does not tell where in the source it was made, as most do not.
func hashCode(c *dbspan.Code) uint64 {
	if *c == (dbspan.Code{}) {
		return 0
	}
	hash := mix(xxhash.Sum64String(c.Function), xxhash.Sum64String(c.File))
	hash = mix(hash, xxhash.Sum64String(c.LegacyNamespace))
	hash = mix(hash, xxhash.Sum64String(c.LegacyFunction))
	return notZero(mix(hash, uint64(c.Line)))
}

// codeOf copies the place for keeping. The texts are bounded like every other text of a finding.
func codeOf(c *dbspan.Code) finding.Code {
	if *c == (dbspan.Code{}) {
		return finding.Code{}
	}
	return finding.Code{
		Function: strings.Clone(finding.Shorten(c.QualifiedFunction(), maxTextLength)),
		File:     strings.Clone(finding.Shorten(c.File, maxTextLength)),
		Line:     c.Line,
	}
}
