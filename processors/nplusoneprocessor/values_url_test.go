package nplusoneprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestURLIDs(t *testing.T) {
	assert.NotZero(t, urlIDs("http://es:9200/articles/_doc/7"))
	assert.Equal(t, urlIDs("http://es:9200/articles/_doc/7"), urlIDs("/articles/_doc/7?pretty"))
	assert.NotEqual(t, urlIDs("/articles/_doc/7"), urlIDs("/articles/_doc/8"))
	assert.Zero(t, urlIDs("/articles/_search"), "what is searched for stands in the body")
	assert.Zero(t, urlIDs(""))
	for i := range 64 {
		assert.NotZero(t, urlIDs(fmt.Sprintf("/articles/_doc/%d", i))&partlyTold, "%d: the body may differ", i)
	}
}
