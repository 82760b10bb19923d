package nplusoneprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func documentHash(text string) uint64 {
	return valuesOfText(&dbspan.Call{Kind: dbspan.DB, System: "mongodb", Text: text})
}

func TestDocumentValues(t *testing.T) {
	const one = `{"find":"authors","filter":{"_id":1},"lsid":{"id":7}}`
	assert.NotZero(t, documentHash(one))
	assert.Equal(t, documentHash(one), documentHash(`{"find": "authors", "filter": {"_id": 1}, "lsid": {"id": 8}}`), "another session")
	assert.Equal(t, documentHash(one), documentHash(`{"find":"authors","filter":{"id":1},"$clusterTime":{"t":9}}`), "another key")
	assert.NotEqual(t, documentHash(one), documentHash(`{"find":"authors","filter":{"_id":2},"lsid":{"id":7}}`), "another number")
	assert.NotEqual(t, documentHash(`{"filter":{"_id":"a"}}`), documentHash(`{"filter":{"_id":"b"}}`), "another string")
	assert.NotEqual(t, documentHash(`{"_id":{"$oid":"a"}}`), documentHash(`{"_id":{"$oid":"b"}}`), "another object id")
}

// Whether the values are known in full is no matter of which values they are.
func TestDocumentValuesAreToldInFull(t *testing.T) {
	for i := range 64 {
		assert.Zero(t, documentHash(fmt.Sprintf(`{"filter":{"_id":%d}}`, i))&partlyTold, i)
	}
}

func TestDocumentValuesUnknown(t *testing.T) {
	for _, text := range []string{"", `{"filter":{}}`, `{"find":"authors","filter":{"_id":"?"}}`, `{"find":"authors","filter":{"_id":?}}`, `{'_id': '?'}`} {
		assert.Zero(t, documentHash(text), text)
	}
}

func TestDocumentValuesAllocateNothing(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { documentHash(`{"find":"authors","filter":{"_id":1}}`) }))
}
