package deploy_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

func stage(t *testing.T, name string) instructions.Stage {
	t.Helper()
	stages, err := deploytest.Stages("Dockerfile")
	require.NoError(t, err)
	at := slices.IndexFunc(stages, func(s instructions.Stage) bool { return s.Name == name })
	require.GreaterOrEqual(t, at, 0, "no stage %s", name)
	return stages[at]
}

// only is the one instruction of a kind in a stage.
func only[C instructions.Command](t *testing.T, s instructions.Stage) (c C) {
	t.Helper()
	commands := deploytest.Commands[C](s)
	require.Len(t, commands, 1, "%T of stage %s", c, s.Name)
	return commands[0]
}

func TestAWarningOfBuildKitIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Dockerfile")
	require.NoError(t, os.WriteFile(path, []byte("FROM scratch as a\nMAINTAINER nobody\n"), 0o600))
	_, err := deploytest.Stages(path)
	assert.ErrorContains(t, err, "line 1: FromAsCasing: ")
	assert.ErrorContains(t, err, "line 2: MaintainerDeprecated: ")
}

func TestEveryImageIsPinned(t *testing.T) {
	stages, err := deploytest.Stages("Dockerfile")
	require.NoError(t, err)
	var named []string
	for _, s := range stages {
		if s.BaseName != "scratch" && !slices.Contains(named, s.BaseName) {
			assert.Regexp(t, `^[a-z]+:\d+\.\d+\.\d+(-[a-z]+\d+\.\d+)?$`, s.BaseName, s.Name)
		}
		named = append(named, s.Name)
	}
}

// TestTheGoOfTheImageIsThatOfTheModule keeps the image from a compiler that refuses go.mod.
func TestTheGoOfTheImageIsThatOfTheModule(t *testing.T) {
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(module)
	require.NotNil(t, version)
	assert.Contains(t, stage(t, "build").BaseName, "golang:"+string(version[1])+"-")
}

func TestTheCollectorsImageHasNothingElseInIt(t *testing.T) {
	collector := stage(t, "collector")
	assert.Equal(t, "scratch", collector.BaseName)
	assert.Empty(t, deploytest.Commands[*instructions.RunCommand](collector), "nothing can run in scratch")
	assert.Empty(t, deploytest.Commands[*instructions.AddCommand](collector), "ADD fetches and unpacks")
	var copied []string
	for _, c := range deploytest.Commands[*instructions.CopyCommand](collector) {
		for _, source := range c.SourcePaths {
			name := c.DestPath
			if strings.HasSuffix(name, "/") {
				name = path.Join(name, path.Base(source))
			}
			copied = append(copied, c.Chown+" "+name)
		}
	}
	assert.ElementsMatch(t, []string{
		" /etc/ssl/certs/ca-certificates.crt", " /etc/passwd", " /etc/group",
		"10001:10001 /tmp", "10001:10001 /var/lib/otelcol-scout", "10001:10001 /var/lib/otelcol-scout/queue",
		" /usr/local/bin/otelcol-scout", " /usr/local/bin/healthcheck",
		" /etc/otelcol-scout/otel-config.yaml", " /etc/otelcol-scout/*.yaml",
	}, copied)
}

func TestTheCollectorsImageRunsAsNobodyAndTellsItsHealth(t *testing.T) {
	collector := stage(t, "collector")
	assert.Equal(t, "10001:10001", only[*instructions.UserCommand](t, collector).User)
	passwd, err := os.ReadFile(filepath.Join("image", "passwd"))
	require.NoError(t, err)
	assert.Equal(t, "otelcol-scout:x:10001:10001:otelcol-scout:/var/lib/otelcol-scout:/nonexistent\n", string(passwd))

	health := only[*instructions.HealthCheckCommand](t, collector).Health
	assert.Equal(t, []string{"CMD", "/usr/local/bin/healthcheck"}, health.Test, "no shell: the exec form")
	assert.Greater(t, health.Timeout, 3*time.Second, "healthcheck itself gives up after 3")
	assert.False(t, only[*instructions.EntrypointCommand](t, collector).PrependShell)
	assert.False(t, only[*instructions.CmdCommand](t, collector).PrependShell)
	assert.Equal(t, []string{"4317", "4318"}, only[*instructions.ExposeCommand](t, collector).Ports)
}

// TestTheImageIsBuiltAsMakeBuildBuilds is why the tests of bin/otelcol-scout hold for the image.
func TestTheImageIsBuiltAsMakeBuildBuilds(t *testing.T) {
	flags, packages := deploytest.Built(stage(t, "build"))
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	assert.Contains(t, string(makefile), "go build "+flags+" -o $(BIN) ./distro/otelcol-scout\n")
	env := only[*instructions.EnvCommand](t, stage(t, "build")).Env
	assert.Equal(t, "CGO_ENABLED=0", env[0].String())
	assert.Contains(t, env[1].Value, "-trimpath")

	require.Len(t, packages, 4)
	for _, folder := range packages {
		main, err := filepath.Glob(filepath.Join(root, folder, "main.go"))
		require.NoError(t, err)
		assert.Len(t, main, 1, folder)
	}
}

func TestEveryFileThatIsCopiedExists(t *testing.T) {
	_, packages := deploytest.Built(stage(t, "build"))
	made := []string{"/etc/ssl/certs/ca-certificates.crt", "/empty/tmp", "/empty/queue"} // by Alpine's Go image; by mkdir
	for _, folder := range packages {
		made = append(made, "/out/"+path.Base(folder))
	}
	stages, err := deploytest.Stages("Dockerfile")
	require.NoError(t, err)
	for _, s := range stages {
		for _, c := range deploytest.Commands[*instructions.CopyCommand](s) {
			for _, source := range c.SourcePaths {
				if c.From != "" {
					assert.Contains(t, made, source, s.Name)
					continue
				}
				found, err := filepath.Glob(filepath.Join(root, source))
				require.NoError(t, err)
				assert.NotEmpty(t, found, source)
			}
		}
	}
}
