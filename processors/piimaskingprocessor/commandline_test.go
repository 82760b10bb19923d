package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestNamesCommandLine(t *testing.T) {
	for _, key := range []string{"process.command_line", "process.command_args", "process.command", "cmdline", "commandLine", "argv", "cmd_args", "command.arguments"} {
		assert.Equal(t, hintCommandLine, newKeyRules(nil).verdict(key).hint, key)
	}
	for _, key := range []string{"", "line", "args", "code.line", "url.args", "command.duration", "db.query.text", "recommand"} {
		assert.Zero(t, newKeyRules(nil).verdict(key).hint, key)
	}
}

// maskedUnder masks a value under a key, twice, and returns what the first time left.
func maskedUnder(t *testing.T, key string, value any, settings ...func(*Config)) any {
	t.Helper()
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(map[string]any{key: value}))
	newTestPass(settings...).attributes(placeResource, attrs)
	once := attrs.AsRaw()[key]
	newTestPass(settings...).attributes(placeResource, attrs)
	assert.Equal(t, once, attrs.AsRaw()[key], "twice")
	return once
}

func TestOptionsOfCommandLines(t *testing.T) {
	for in, want := range map[string]string{
		"mysql --password s3cr3t -h db":                   "mysql --password [REDACTED:secret] -h db",
		"app --api-key abc --port 80":                     "app --api-key [REDACTED:secret] --port 80",
		"app --token 'a b c' run --secret  x":             "app --token '[REDACTED:secret]' run --secret  [REDACTED:secret]",
		"app --db-password=x1 --client_secret y1":         "app --db-password=[REDACTED:secret] --client_secret [REDACTED:secret]",
		"app --password":                                  "app --password",
		"app --password --verbose on":                     "app --password --verbose on",
		"app --password -v on":                            "app --password -v on",
		"app --password $PW --token ${T} --secret ***":    "app --password $PW --token ${T} --secret ***",
		"app --password-file /run/x --max-token 100 ":     "app --password-file /run/x --max-token 100 ",
		"app -- password x --user ann --":                 "app -- password x --user ann --",
		"app no--password x1y2 ---password x1y2":          "app no--password x1y2 ---password x1y2",
		"java -Dpassword=x1 -jar a.jar --private-key abc": "java -Dpassword=[REDACTED:secret] -jar a.jar --private-key [REDACTED:secret]",
	} {
		assert.Equal(t, want, maskedUnder(t, "process.command_line", in))
	}
	const call = "app --password s3cr3t db"
	assert.Equal(t, call, maskedUnder(t, "log.line", call))
	assert.Equal(t, call, maskedUnder(t, "process.command_line", call, setAction("secret", ActionOff)))
	assert.Equal(t, "app --password *** db", maskedUnder(t, "process.command_line", call, setAction("secret", ActionRemove)))
}

func TestArgumentsOfCommands(t *testing.T) {
	args := []any{"app", "--password", "s3cr3t", "db", "--token", "--verbose", "--api-key", "$KEY", "--secret", int64(7), "--to=ann@example.com", "--token"}
	want := []any{"app", "--password", "[REDACTED:secret]", "db", "--token", "--verbose", "--api-key", "$KEY", "--secret", int64(7), "--to=***@example.com", "--token"}
	assert.Equal(t, want, maskedUnder(t, "process.command_args", args))

	call := []any{"app", "--password", "correct horse", "db"}
	for action, want := range map[Action]string{ActionRemove: "", ActionMask: "***", ActionDetect: "correct horse", ActionOff: "correct horse"} {
		assert.Equal(t, []any{"app", "--password", want, "db"}, maskedUnder(t, "process.command_args", call, setAction("secret", action)), action)
	}
	assert.Equal(t, call, maskedUnder(t, "words", call))
}
