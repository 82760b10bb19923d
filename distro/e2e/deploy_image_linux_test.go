package e2e_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

const imageUser = 10001

// image is the file system of the Dockerfile's collector stage, laid out in a folder: no image can be built in every
// place these tests run, but from scratch there is nothing in it that the Dockerfile does not name.
type image struct {
	root  string
	stage instructions.Stage
}

// layOut carries out the COPY instructions of the stage.
func layOut(t *testing.T) image {
	t.Helper()
	stages, err := deploytest.Stages(filepath.Join(repository(t), "distro", "deploy", "Dockerfile"))
	require.NoError(t, err)
	at := slices.IndexFunc(stages, func(s instructions.Stage) bool { return s.Name == "collector" })
	require.GreaterOrEqual(t, at, 0)
	i := image{root: t.TempDir(), stage: stages[at]}
	require.NoError(t, os.Chmod(i.root, 0o755))
	flags, _ := deploytest.Built(stages[0])
	built := map[string]string{
		"/out/otelcol-scout":                 builtBinary(t, "otelcol-scout"),
		"/out/healthcheck":                   buildHealthcheck(t, flags),
		"/etc/ssl/certs/ca-certificates.crt": writeFile(t, "no authority is asked here\n"),
		"/empty/tmp":                         t.TempDir(),
		"/empty/queue":                       t.TempDir(),
	}
	for _, c := range deploytest.Commands[*instructions.CopyCommand](i.stage) {
		for _, source := range c.SourcePaths {
			if c.From != "" {
				i.copy(t, built[source], path.Base(source), c)
				continue
			}
			files, err := filepath.Glob(filepath.Join(repository(t), source))
			require.NoError(t, err)
			for _, file := range files {
				i.copy(t, file, filepath.Base(file), c)
			}
		}
	}
	// Docker mounts this one into every container.
	require.NoError(t, os.WriteFile(filepath.Join(i.root, "etc", "hosts"), []byte("127.0.0.1 localhost\n"), 0o644))
	return i
}

func buildHealthcheck(t *testing.T, flags string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "healthcheck")
	build := exec.Command("go", "build", "-ldflags", strings.Trim(strings.TrimPrefix(flags, "-ldflags "), `"`),
		"-o", binary, "./distro/deploy/healthcheck")
	build.Dir, build.Env = repository(t), append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))
	return binary
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func (i image) copy(t *testing.T, from, name string, c *instructions.CopyCommand) {
	t.Helper()
	to := filepath.Join(i.root, c.DestPath)
	if strings.HasSuffix(c.DestPath, "/") {
		to = filepath.Join(to, name)
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
	info, err := os.Stat(from)
	require.NoError(t, err, "what does COPY %s stand for?", name)
	if info.IsDir() {
		require.NoError(t, os.MkdirAll(to, 0o755))
	} else {
		content, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to, content, info.Mode()|0o444))
	}
	if c.Chown != "" && os.Geteuid() == 0 {
		require.Equal(t, "10001:10001", c.Chown)
		require.NoError(t, os.Chown(to, imageUser, imageUser))
	}
}

// confine makes a command see nothing but the image, as its user. Who is not root becomes it in a namespace of his own,
// where he is the only user there is.
func (i image) confine(cmd *exec.Cmd) {
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: i.root, Credential: &syscall.Credential{Uid: imageUser, Gid: imageUser}}
	if os.Geteuid() != 0 {
		own := func(id int) []syscall.SysProcIDMap {
			return []syscall.SysProcIDMap{{ContainerID: imageUser, HostID: id, Size: 1}}
		}
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings, cmd.SysProcAttr.GidMappings = own(os.Geteuid()), own(os.Getegid())
		cmd.SysProcAttr.Credential.NoSetGroups = true
	}
}

// command is one of the image's, by its name in the image, with the image's environment.
func (i image) command(env []string, line ...string) *exec.Cmd {
	cmd := &exec.Cmd{Path: line[0], Args: line}
	for _, e := range deploytest.Commands[*instructions.EnvCommand](i.stage) {
		for _, pair := range e.Env {
			cmd.Env = append(cmd.Env, pair.String())
		}
	}
	cmd.Env = append(cmd.Env, env...)
	i.confine(cmd)
	return cmd
}

// TestTheImageRuns starts what the Dockerfile's ENTRYPOINT and CMD say, as the image's user, where nothing else exists;
// and asks what its HEALTHCHECK asks.
func TestTheImageRuns(t *testing.T) {
	t.Parallel()
	i := layOut(t)
	env := []string{
		"HEALTH_ENDPOINT=" + freeAddr(t), "OTLP_GRPC_ENDPOINT=" + freeAddr(t), "OTLP_HTTP_ENDPOINT=" + freeAddr(t),
		"ZPAGES_ENDPOINT=" + freeAddr(t), "PPROF_ENDPOINT=" + freeAddr(t), "FINDINGS_ENDPOINT=" + freeAddr(t),
		"COLLECTOR_METRICS_PORT=" + strconv.Itoa(int(20000+portsAsked.Add(1)%10000)),
	}
	health := deploytest.Commands[*instructions.HealthCheckCommand](i.stage)[0].Health.Test[1:]
	said, err := i.command(env, health...).CombinedOutput()
	require.Error(t, err, "nothing runs yet")
	assert.Regexp(t, `^healthcheck: .*connection refused\n$`, string(said))

	line := append(slices.Clone(deploytest.Commands[*instructions.EntrypointCommand](i.stage)[0].CmdLine),
		deploytest.Commands[*instructions.CmdCommand](i.stage)[0].CmdLine...)
	collector := i.command(env, line...)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	collector.Stdout, collector.Stderr = log, log
	require.NoError(t, collector.Start())
	ended := make(chan error, 1)
	go func() { ended <- collector.Wait() }()
	healthy := assert.Eventually(t, func() bool { return i.command(env, health...).Run() == nil }, patience, tick)
	require.NoError(t, collector.Process.Signal(syscall.SIGTERM))
	if err := <-ended; !terminated(err) {
		assert.NoError(t, err)
	}
	require.NoError(t, log.Close())
	if !healthy {
		raw, err := os.ReadFile(log.Name())
		require.NoError(t, err)
		t.Log(tail(string(raw), 40))
	}
	assertOwned(t, filepath.Join(i.root, "var", "lib", "otelcol-scout", "queue"))
}

// assertOwned wants files of the queue, and all of them the image's user's.
func assertOwned(t *testing.T, queue string) {
	t.Helper()
	files := 0
	require.NoError(t, filepath.WalkDir(queue, func(name string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		if os.Geteuid() == 0 {
			assert.EqualValues(t, imageUser, info.Sys().(*syscall.Stat_t).Uid, name)
		}
		if !entry.IsDir() {
			files++
		}
		return nil
	}))
	assert.Positive(t, files, "the queue is on the image's disk")
}
