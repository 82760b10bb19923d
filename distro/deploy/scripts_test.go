package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// machine is where the packages' scripts run: a folder in place of /, and programs that only note how they were called.
type machine struct{ root, programs string }

func newMachine(t *testing.T) machine {
	t.Helper()
	m := machine{root: t.TempDir(), programs: t.TempDir()}
	require.NoError(t, os.MkdirAll(m.path("/etc/otelcol-scout"), 0o755))
	for _, name := range []string{"groupadd", "useradd", "systemctl"} {
		m.program(t, name, `echo "`+name+` $*" >>"$CALLS"`)
	}
	m.program(t, "getent", "exit 2") // nobody is there
	return m
}

func (m machine) path(name string) string { return filepath.Join(m.root, name) }

func (m machine) program(t *testing.T, name, does string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(m.programs, name), []byte("#!/bin/sh\n"+does+"\n"), 0o700))
}

func (m machine) withSystemd(t *testing.T) machine {
	t.Helper()
	require.NoError(t, os.MkdirAll(m.path("/run/systemd/system"), 0o755))
	return m
}

// run runs a script and returns what it called and what it printed.
func (m machine) run(t *testing.T, script string, arguments ...string) (calls []string, said string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("packages", script+".sh"))
	require.NoError(t, err)
	here := strings.NewReplacer("/etc/otelcol-scout", m.path("/etc/otelcol-scout"),
		"/var/lib/otelcol-scout", m.path("/var/lib/otelcol-scout"), "/run/systemd", m.path("/run/systemd")).Replace(string(text))
	noted := filepath.Join(t.TempDir(), "calls")
	cmd := exec.Command("sh", append([]string{"-c", here, script}, arguments...)...)
	cmd.Env = []string{"PATH=" + m.programs + ":" + os.Getenv("PATH"), "CALLS=" + noted}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	raw, err := os.ReadFile(noted)
	if err == nil {
		calls = strings.Split(strings.TrimSpace(strings.ReplaceAll(string(raw), m.root, "")), "\n")
	}
	return calls, strings.ReplaceAll(string(out), m.root, "")
}

func TestTheUserIsMadeOnce(t *testing.T) {
	m := newMachine(t)
	calls, _ := m.run(t, "preinstall", "install")
	assert.Equal(t, []string{
		"groupadd --system otelcol-scout",
		"useradd --system --gid otelcol-scout --no-create-home --home-dir /var/lib/otelcol-scout --shell /usr/sbin/nologin otelcol-scout",
	}, calls)
	m.program(t, "getent", "exit 0") // now both are there
	calls, _ = m.run(t, "preinstall", "upgrade", "0.1.0-1")
	assert.Empty(t, calls)
}

func TestTheSecretsFileIsRootsAloneAndKept(t *testing.T) {
	m := newMachine(t)
	secret := m.path("/etc/otelcol-scout/client-secret")
	m.run(t, "postinstall", "configure", "")
	info, err := os.Stat(secret)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())

	require.NoError(t, os.WriteFile(secret, []byte("s3cret"), 0o600))
	m.run(t, "postinstall", "configure", "0.1.0-1")
	kept, err := os.ReadFile(secret)
	require.NoError(t, err)
	assert.Equal(t, "s3cret", string(kept))
}

const whatToDo = `otelcol-scout: write your account into /etc/otelcol-scout/otelcol-scout.env and /etc/otelcol-scout/client-secret,
otelcol-scout: then: systemctl enable --now otelcol-scout
`

// TestTheServiceFollowsThePackage goes through the ways in which dpkg and rpm call scripts.
func TestTheServiceFollowsThePackage(t *testing.T) {
	restarted := []string{"systemctl daemon-reload", "systemctl try-restart otelcol-scout.service"}
	stopped := []string{"systemctl disable --now otelcol-scout.service"}
	for name, c := range map[string]struct {
		script    string
		arguments []string
		calls     []string
		says      string
	}{
		"dpkg installs":            {"postinstall", []string{"configure", ""}, restarted, whatToDo},
		"dpkg installs, old style": {"postinstall", []string{"configure"}, restarted, whatToDo},
		"dpkg upgrades":            {"postinstall", []string{"configure", "0.1.0-1"}, restarted, ""},
		"dpkg gives up":            {"postinstall", []string{"abort-upgrade", "0.2.0-1"}, nil, ""},
		"rpm installs":             {"postinstall", []string{"1"}, restarted, whatToDo},
		"rpm upgrades":             {"postinstall", []string{"2"}, restarted, ""},
		"dpkg removes":             {"preremove", []string{"remove"}, stopped, ""},
		"dpkg removes to upgrade":  {"preremove", []string{"upgrade", "0.2.0-1"}, nil, ""},
		"rpm removes":              {"preremove", []string{"0"}, stopped, ""},
		"rpm removes to upgrade":   {"preremove", []string{"1"}, nil, ""},
		"dpkg removed":             {"postremove", []string{"remove"}, restarted[:1], ""},
	} {
		t.Run(name, func(t *testing.T) {
			calls, said := newMachine(t).withSystemd(t).run(t, c.script, c.arguments...)
			assert.Equal(t, c.calls, calls)
			assert.Equal(t, c.says, said)
		})
	}
}

func TestNobodyAsksSystemdWhereItDoesNotRun(t *testing.T) {
	for script, argument := range map[string]string{"postinstall": "configure", "preremove": "remove", "postremove": "remove"} {
		calls, _ := newMachine(t).run(t, script, argument)
		assert.Empty(t, calls, script)
	}
}

// TestOnlyAPurgeTakesTheQueue holds the rule that what was acknowledged is not thrown away unasked.
func TestOnlyAPurgeTakesTheQueue(t *testing.T) {
	m := newMachine(t)
	queue, secret := m.path("/var/lib/otelcol-scout/queue"), m.path("/etc/otelcol-scout/client-secret")
	require.NoError(t, os.MkdirAll(queue, 0o700))
	require.NoError(t, os.WriteFile(secret, []byte("s3cret"), 0o600))
	for _, argument := range []string{"remove", "upgrade", "0", "1"} {
		m.run(t, "postremove", argument)
		assert.DirExists(t, queue, argument)
		assert.FileExists(t, secret, argument)
	}
	m.run(t, "postremove", "purge")
	assert.NoDirExists(t, filepath.Dir(queue))
	assert.NoFileExists(t, secret)
}
