package e2e_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// How long a statement takes must not be up to the machine: it is slow by construction. In the schema slowed, comparing two
// texts with ILIKE and making one lower case take a millisecond and no less; an API whose connections look there first runs
// its own statements, each as slow as what it asks for.

const comparison = time.Millisecond

const slowedSchema = `CREATE SCHEMA slowed;
	CREATE FUNCTION slowed.lower(text) RETURNS text LANGUAGE sql VOLATILE
		AS 'SELECT pg_catalog.pg_sleep(0.001); SELECT pg_catalog.lower($1)';
	CREATE FUNCTION slowed.matches(text, text) RETURNS boolean LANGUAGE sql VOLATILE
		AS 'SELECT pg_catalog.pg_sleep(0.001); SELECT pg_catalog.texticlike($1, $2)';
	CREATE OPERATOR slowed.~~* (LEFTARG = text, RIGHTARG = text, FUNCTION = slowed.matches)`

// slowDown starts a second API on the database of the first, in which text is slowed; what follows goes to it.
func (s *scene) slowDown() {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.database)
	require.NoError(s.t, err)
	_, err = conn.Exec(s.t.Context(), slowedSchema)
	require.NoError(s.t, err)
	require.NoError(s.t, conn.Close(s.t.Context()))
	require.Contains(s.t, s.database, "?")
	s.startAPI(s.database + "&search_path=public,slowed,pg_catalog")
}

// timed makes a visit and tells how long it took: no span of its trace took longer.
func (s *scene) timed(v visit) (traceID string, took time.Duration) {
	s.t.Helper()
	began := time.Now()
	traceID = s.goTo(v)
	return traceID, time.Since(began)
}

// visitWithin makes a visit until one took less than the time, and returns the trace of that one. What the machine holds up
// may be slow, and rightly so.
func (s *scene) visitWithin(v visit, within time.Duration) (traceID string) {
	s.t.Helper()
	waitUntil(s.t, fmt.Sprintf("an answer from %s within %s", v.path, within), func() bool {
		id, took := s.timed(v)
		traceID = id
		return took < within
	})
	return traceID
}

// findingsOf returns everything that the collector says in a trace, as "scout.slow_query on SELECT".
func (s *scene) findingsOf(traceID string) (said []string) {
	s.t.Helper()
	spans := s.witness.trace(traceID)
	require.NotEmpty(s.t, spans, "the trace arrived")
	for _, span := range spans {
		for _, event := range span.Events().All() {
			if strings.HasPrefix(event.Name(), "scout.") {
				said = append(said, event.Name()+" on "+span.Name())
			}
		}
		for key := range span.Attributes().All() {
			if key == "scout.findings" || strings.HasPrefix(key, "scout.n_plus_one") {
				said = append(said, key+" on "+span.Name())
			}
		}
	}
	return said
}
