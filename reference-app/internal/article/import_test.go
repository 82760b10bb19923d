package article

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestImport(t *testing.T) {
	good := Draft{Title: ptr("Title"), Body: ptr("Body")}
	for name, c := range map[string]struct {
		drafts []Draft
		want   map[string][]string
	}{
		"one":          {[]Draft{good}, nil},
		"the most":     {slices.Repeat([]Draft{good}, 100), nil},
		"not sent":     {nil, map[string][]string{"articles": {"is required"}}},
		"none":         {[]Draft{}, map[string][]string{"articles": {"must have 1 to 100 articles"}}},
		"one too many": {slices.Repeat([]Draft{{}}, 101), map[string][]string{"articles": {"must have 1 to 100 articles"}}},
		"every wrong field of every article": {
			[]Draft{{Title: ptr("T")}, good, {Title: ptr(""), Body: ptr("B"), Description: ptr(strings.Repeat("d", 1001))}},
			map[string][]string{"articles[0].body": {"is required"}, "articles[2].title": {"must have 1 to 255 characters"},
				"articles[2].description": {"must have at most 1000 characters"}}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, fieldsOf(t, Import{c.drafts}.Validate())) })
	}
}
