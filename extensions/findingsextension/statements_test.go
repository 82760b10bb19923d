package findingsextension

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The statements of a service that makes few and quick calls are behind those of all others; they are found none the less.
func TestStatementsOfAServiceAreTakenBeforeTheCut(t *testing.T) {
	c := openAPIClient(t)
	var rows table
	for i := range uint64(maxStatements + 10) {
		rows = append(rows, statement(i+1, "loud", 100, time.Minute))
	}
	rows = append(rows, statement(5000, "quiet", 3, 3*ms), statement(5001, "quiet", 1, ms))
	c.e.AddStatements(rows)
	ask := func(query string) (list statementsJSON) {
		require.NoError(t, json.Unmarshal(c.ask("/api/v1/statements"+query, http.StatusOK), &list))
		return list
	}
	quiet := ask("?service=quiet")
	require.Len(t, quiet.Statements, 2)
	assert.Equal(t, "0000000000001388", quiet.Statements[0].Fingerprint)
	assert.InDelta(t, 0.75, quiet.Statements[0].Share, 1e-9, "of the service's time")
	assert.Equal(t, 2, quiet.Known)
	assert.EqualValues(t, 4, quiet.Calls)
	assert.InDelta(t, 0.004, quiet.Total, 1e-9)

	first := ask("?service=quiet&limit=1")
	assert.Len(t, first.Statements, 1)
	quiet.Statements = quiet.Statements[:1]
	assert.Equal(t, quiet, first, "totals are those of the filter, not of the page")

	all := ask("?limit=1000")
	assert.Len(t, all.Statements, maxStatements)
	assert.Equal(t, maxStatements+12, all.Known)
	assert.EqualValues(t, 100*(maxStatements+10)+4, all.Calls)
	assert.Zero(t, ask("?service=none").Known)
}
