package pgembed

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// cluster is a folder with a database cluster and the password of its only role, postgres.
type cluster struct {
	bindir    string
	dir       string
	temporary bool
	as        account
	password  string
}

func newCluster(ctx context.Context, o Options) (*cluster, error) {
	as, err := serverAccount()
	if err != nil {
		return nil, err
	}
	c := &cluster{as: as, dir: o.Dir, temporary: o.Dir == ""}
	if c.bindir, err = o.resolve(ctx, as); err != nil {
		return nil, err
	}
	if c.temporary {
		c.dir, err = as.tempDir()
	} else {
		err = c.openDir()
	}
	if err != nil {
		return nil, err
	}
	return c, c.init(ctx)
}

func (c *cluster) openDir() error {
	dir, err := filepath.Abs(c.dir)
	if err != nil {
		return err
	}
	c.dir = dir
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	if err := c.as.own(c.dir); err != nil {
		return err
	}
	if !c.as.reaches(c.dir) {
		return fmt.Errorf("pgembed: the account %q, which must run PostgreSQL for root, cannot reach %s: choose a folder under /var/tmp", c.as.name, c.dir)
	}
	return nil
}

func (c *cluster) data() string         { return filepath.Join(c.dir, "data") }
func (c *cluster) passwordFile() string { return filepath.Join(c.dir, "password") }

// init creates the cluster, unless the folder holds one.
func (c *cluster) init(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(c.data(), "PG_VERSION")); err == nil {
		password, err := os.ReadFile(c.passwordFile())
		c.password = string(password)
		return err
	}
	c.password = rand.Text()
	if err := os.WriteFile(c.passwordFile(), []byte(c.password), 0o600); err != nil {
		return err
	}
	if err := c.as.own(c.passwordFile()); err != nil {
		return err
	}
	err := c.initdb(ctx, "C.UTF-8")
	if err != nil && strings.Contains(err.Error(), "locale") {
		err = c.initdb(ctx, "C") // not every system has C.UTF-8; there, ILIKE knows ASCII letters only
	}
	if err != nil {
		return errors.Join(err, c.remove())
	}
	return nil
}

func (c *cluster) initdb(ctx context.Context, locale string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bindir, executable("initdb")), "-D", c.data(), "-U", "postgres",
		"-A", "scram-sha-256", "--pwfile", c.passwordFile(), "-E", "UTF8", "--locale", locale, "--no-sync")
	cmd.SysProcAttr = attach(c.as)
	cmd.Dir = c.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgembed: initdb: %w: %s", err, lastLines(out))
	}
	return nil
}

// remove deletes a temporary cluster and leaves a kept one.
func (c *cluster) remove() error {
	if !c.temporary {
		return nil
	}
	return os.RemoveAll(c.dir)
}

// lastLines returns the end of a program's output, where the reason stands.
func lastLines(out []byte) string {
	const limit = 800
	text := strings.TrimSpace(string(out))
	if len(text) > limit {
		text = text[len(text)-limit:]
	}
	return text
}
