package pgembed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// account is who runs the server. The zero value is the caller.
type account struct {
	name     string
	uid, gid int
}

// serverAccount returns the caller, or "nobody" when the caller is root, because PostgreSQL refuses root.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	found, err := user.Lookup("nobody")
	if err != nil {
		return account{}, fmt.Errorf("pgembed: PostgreSQL refuses to run as root, and there is no account \"nobody\" to run it: start this program as another user, or set DATABASE_URL: %w", err)
	}
	uid, uidErr := strconv.Atoi(found.Uid)
	gid, gidErr := strconv.Atoi(found.Gid)
	return account{name: found.Username, uid: uid, gid: gid}, errors.Join(uidErr, gidErr)
}

func (a account) isCaller() bool { return a.name == "" }

// own hands a file or folder over to the account.
func (a account) own(path string) error {
	if a.isCaller() {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}

// reaches tells whether the account may walk down to an existing folder.
func (a account) reaches(dir string) bool {
	if a.isCaller() {
		return true
	}
	for path := dir; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || (!a.owns(info) && info.Mode().Perm()&0o001 == 0) {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}

func (a account) owns(info fs.FileInfo) bool {
	uid, known := ownerOf(info)
	return known && uid == a.uid
}

// firstReachable creates and returns the first of the folders that the account can walk down to.
func firstReachable(dirs []string, as account) (string, error) {
	var errs error
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // programs for another account to run
			errs = errors.Join(errs, err)
			continue
		}
		if as.reaches(dir) {
			return dir, nil
		}
	}
	return "", errors.Join(fmt.Errorf("pgembed: no folder that the account %q can reach among %s", as.name, strings.Join(dirs, ", ")), errs)
}

// tempDir creates a folder that the account owns and can reach.
func (a account) tempDir() (string, error) {
	parent, err := firstReachable([]string{os.TempDir(), "/tmp", "/var/tmp"}, a)
	if err != nil {
		return "", err
	}
	_ = sweep(parent) // what another user left cannot be removed, and is in nobody's way
	dir, err := os.MkdirTemp(parent, tempPrefix)
	if err != nil {
		return "", err
	}
	return dir, errors.Join(sign(dir), a.own(dir))
}
