package pgembed

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// findLocal looks for programs on this machine that the account can run.
func findLocal(ctx context.Context, _ Options, as account) (string, error) {
	var errs error
	for _, dir := range localDirs(ctx) {
		err := usable(ctx, dir)
		if err == nil && !as.reaches(dir) {
			err = errors.New(dir + ": the account " + as.name + " cannot reach it")
		}
		if err == nil {
			return dir, nil
		}
		errs = errors.Join(errs, err)
	}
	if errs == nil {
		errs = errNotUsable
	}
	return "", errs
}

// localDirs lists the folders to try, each once, resolved, the most explicit first.
func localDirs(ctx context.Context) []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(resolved))
		}
		dirs = append(dirs, filepath.Dir(path))
	}
	dirs = append(dirs, newestFirst(glob("/usr/lib/postgresql/*/bin"))...)
	dirs = append(dirs, newestFirst(glob("/usr/pgsql-*/bin"))...)
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, prefix := range []string{"/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew"} {
		dirs = append(dirs, newestFirst(glob(prefix+"/opt/postgresql@*/bin"))...)
	}
	return eachOnce(dirs)
}

func glob(pattern string) []string {
	found, _ := filepath.Glob(pattern) // only a malformed pattern is an error
	return found
}

// newestFirst sorts folders such as /usr/lib/postgresql/15/bin by the number in them, descending.
func newestFirst(dirs []string) []string {
	slices.SortStableFunc(dirs, func(a, b string) int { return majorIn(b) - majorIn(a) })
	return dirs
}

// majorIn returns the number in the next to last element of a path, 0 when there is none.
func majorIn(bindir string) int {
	digits := strings.TrimLeftFunc(filepath.Base(filepath.Dir(bindir)), func(r rune) bool { return !unicode.IsDigit(r) })
	major, _ := strconv.Atoi(strings.SplitN(digits, ".", 2)[0]) // not a number: 0, sorted last
	return major
}

func eachOnce(dirs []string) []string {
	var once []string
	for _, dir := range dirs {
		if !slices.Contains(once, dir) {
			once = append(once, dir)
		}
	}
	return once
}
