package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const arrivedLine = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[` +
	`{"body":{"stringValue":"another"},"traceId":"01000000000000000000000000000000","spanId":"0200000000000000"},` +
	`{"body":{"stringValue":"User registered: al***@example.com"},"traceId":"01000000000000000000000000000000","spanId":"0100000000000000"}]}]}]}` + "\n"

func TestOneLogLineBeforeAndAfter(t *testing.T) {
	for name, c := range map[string]struct{ api, logs, want string }{
		"both are there": {
			`{"msg":"Listening"}` + "\nnot JSON\n" +
				`{"msg":"User registered: alice01@example.com","trace_id":"01000000000000000000000000000000","span_id":"0100000000000000"}` + "\n",
			arrivedLine,
			"\nOne log line of them:\n\n  written  User registered: alice01@example.com\n  arrived  User registered: al***@example.com\n",
		},
		"it has not arrived": {
			`{"msg":"User registered: alice01@example.com","trace_id":"01000000000000000000000000000000","span_id":"0900000000000000"}` + "\n",
			arrivedLine, "",
		},
		"no address was written": {`{"msg":"Listening"}` + "\n", arrivedLine, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "api.log"), []byte(c.api), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "logs.jsonl"), []byte(c.logs), 0o600))
			var out bytes.Buffer
			require.NoError(t, writeMasking(&out, dir))
			assert.Equal(t, c.want, out.String())
		})
	}
}
