package pgembed

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	tempPrefix = "pgembed-"
	// ownerFile of a temporary cluster holds the process id of the program that started it.
	ownerFile = "owner"
)

// sweep removes the temporary clusters that killed programs left behind: those whose owner and whose server are gone.
func sweep(parent string) error {
	dirs, err := filepath.Glob(filepath.Join(parent, tempPrefix+"*"))
	if err != nil {
		return err
	}
	var errs error
	for _, dir := range dirs {
		owner, known := pidIn(filepath.Join(dir, ownerFile))
		server, started := pidIn(filepath.Join(dir, "data", "postmaster.pid"))
		if known && !alive(owner) && (!started || !alive(server)) {
			errs = errors.Join(errs, os.RemoveAll(dir))
		}
	}
	return errs
}

// pidIn returns the number in the first line of a file.
func pidIn(path string) (pid int, known bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	line, _, _ := strings.Cut(string(data), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(line))
	return pid, err == nil && pid > 0
}

// sign writes who owns a temporary cluster.
func sign(dir string) error {
	return os.WriteFile(filepath.Join(dir, ownerFile), []byte(strconv.Itoa(os.Getpid())), 0o600)
}
