package sqlfingerprint_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// documentForms are ways to write a document with one field; the first %s is the field, the second its value, both
// as JSON writes them.
var documentForms = []string{
	`{"find":"t","filter":{%s:%s}}`, `{"find":"t","filter":{%s:{"$in":[%s]}}}`, `{"insert":"t","documents":[{%s:%s}]}`,
	`find {%s: %s}`, `db.t.find({%s: %s})`, `{"find"=>"t", "filter"=>{%s=>%s}}`, `{"aggregate":"t","pipeline":[{"$match":{%s:%s}}]}`,
	`POST /t/_search {"query":{"match":{%s:%s}}}`, `{"q":{%s:%s}}` + "\n" + `{"q":{"b":1}}`, `[{"q":{%s:[[%s]]}}]`,
}

// FuzzNoValueOfADocumentSurvives holds that a document is the same whatever the value of a field is, and that nothing
// of the value is seen again.
func FuzzNoValueOfADocumentSurvives(f *testing.F) {
	for _, value := range []string{"", "it's", `"`, `\`, "a\nb", "{", "]", "}, {", "$oid", "=>", ": ", "?", "…", "...", "/x/", "a.b@c"} {
		f.Add("name", value)
		f.Add(value, "x")
	}
	f.Fuzz(func(t *testing.T, field, value string) {
		if strings.Contains(field, marker) {
			t.Skip("the marker would be a field")
		}
		key := asJSON(t, field)
		for _, form := range documentForms {
			write := func(value string) string { return fmt.Sprintf(form, key, value) }
			text := write(asJSON(t, value+marker))
			normalized := sqlfingerprint.Normalize(sqlfingerprint.MongoDB, text)
			require.NotContains(t, normalized, marker, text)
			require.NotContains(t, sqlfingerprint.Summarize(sqlfingerprint.MongoDB, text), marker, text)
			for _, other := range []string{"1", `"?"`, "?", "null", `{"$oid":"x"}`, `{"$date":{"$numberLong":"1"}}`, "ObjectId('x')"} {
				require.Equal(t, normalized, sqlfingerprint.Normalize(sqlfingerprint.MongoDB, write(other)), text)
			}
			checkInvariants(t, sqlfingerprint.MongoDB, text)
		}
	})
}

func asJSON(t *testing.T, text string) string {
	t.Helper()
	raw, err := json.Marshal(text)
	require.NoError(t, err)
	return string(raw)
}

// commandForms are commands with one value.
var commandForms = []string{
	"SET user:1 %s", "set user:1 %s ex 60", "HSET h f %s g 1", "AUTH %s", "EVAL %s 1 k", "CONFIG SET requirepass %s",
	"HELLO 3 AUTH default %s", "ACL SETUSER bob on %s", "MIGRATE h 1 k 0 5 AUTH %s", "SCRIPT LOAD %s", "PUBLISH c %s",
	"SET a 1\nSET user:1 %s\nGET b", "SET user:1 %s;GET b:1", "FT.SEARCH idx %s LIMIT 0 1",
}

// FuzzNoValueOfACommandSurvives does the same for values of Redis' command lines, quoted as its CLI does.
func FuzzNoValueOfACommandSurvives(f *testing.F) {
	for _, value := range []string{"", "it's", `"`, `\`, "a\nb", "\nGET secret", ";GET secret", "a b", "{\"a\": 1}", "?", "' "} {
		f.Add(value)
	}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	f.Fuzz(func(t *testing.T, value string) {
		for _, form := range commandForms {
			text := fmt.Sprintf(form, `"`+quote.Replace(value+marker)+`"`)
			normalized := sqlfingerprint.Normalize(sqlfingerprint.Redis, text)
			require.NotContains(t, normalized, marker, text)
			require.NotContains(t, sqlfingerprint.Summarize(sqlfingerprint.Redis, text), marker, text)
			for _, other := range []string{"1", "?", "'x y'"} {
				require.Equal(t, normalized, sqlfingerprint.Normalize(sqlfingerprint.Redis, fmt.Sprintf(form, other)), text)
			}
			checkInvariants(t, sqlfingerprint.Redis, text)
		}
	})
}
