package durablestorageextension

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"go.uber.org/zap"
)

// asideTime is the time in the name of a file that was set aside, in UTC.
const asideTime = "20060102T150405.000Z"

var (
	// storageFile is how file_storage names its files: by kind and ID of the component, or by a hash of that where it
	// is too long. Other files of the folder are not ours to rename.
	storageFile = regexp.MustCompile(`^(?:(?:receiver|processor|exporter|extension|connector|other)_.*|[0-9a-f]{64})$`)
	// asideFile is one that was set aside, by this extension or by file_storage with recreate.
	asideFile = regexp.MustCompile(`\.corrupt-\d{8}T\d{6}\.\d{3}Z$|\.\d{8}T\d{6}\.\d{3}[^.]*\.backup$`)
)

// folder is the folder with the files.
type folder struct {
	path    string
	logger  *zap.Logger
	watch   *watch
	now     func() time.Time
	inspect func(context.Context, []string) []finding
}

func newFolder(path string, logger *zap.Logger, watch *watch) *folder {
	return &folder{path: path, logger: logger, watch: watch, now: time.Now, inspect: inspectAll}
}

// check has all files of the folder read, also those of components that this run does not have, and sets aside what is
// damaged. One child does it for all, because its start costs more than most files.
func (f *folder) check(ctx context.Context) error {
	files, err := f.files()
	if err != nil || len(files) == 0 {
		return err
	}
	var errs error
	for _, found := range f.inspect(ctx, files) {
		switch found.Verdict {
		case corrupt:
			errs = errors.Join(errs, f.setAside(ctx, found))
		case unknown:
			f.logger.Warn("Could not check a storage file before it is opened. If it is damaged, the collector ends when it opens it.",
				zap.String("file", found.File), zap.String("reason", found.Reason))
		}
	}
	return errs
}

// files lists the storage files that hold anything.
func (f *folder) files() ([]string, error) {
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	var files []string
	for _, entry := range entries {
		path := filepath.Join(f.path, entry.Name())
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && info.Size() > 0 && storageFile.MatchString(entry.Name()) && !asideFile.MatchString(entry.Name()) {
			files = append(files, path)
		}
	}
	return files, nil
}

// setAside renames a damaged file, and says so in words to act on.
func (f *folder) setAside(ctx context.Context, found finding) error {
	aside, err := f.freeName(found.File)
	if err != nil {
		return err
	}
	size := int64(0)
	if info, err := os.Stat(found.File); err == nil {
		size = info.Size()
	}
	if err := os.Rename(found.File, aside); err != nil {
		return fmt.Errorf("the storage file %s is damaged (%s) and cannot be set aside; move it away: %w", found.File, found.Reason, err)
	}
	if err := syncDirectory(f.path); err != nil {
		return err
	}
	f.watch.setAside(ctx)
	f.logger.Error("A storage file is damaged and was set aside. The collector starts with a new one; what was in the damaged file is not sent. "+
		"Find out what damaged it (disk errors, a file changed by hand, a copy of a running collector's folder). "+
		"Delete the file that was set aside when nobody needs it: nothing else does.",
		zap.String("file", found.File), zap.Int64("bytes", size), zap.String("reason", found.Reason), zap.String("set_aside", aside))
	return nil
}

// freeName never names a file that exists: Rename would replace it.
func (f *folder) freeName(file string) (string, error) {
	for at := f.now().UTC(); ; at = at.Add(time.Millisecond) {
		name := file + ".corrupt-" + at.Format(asideTime)
		_, err := os.Lstat(name)
		if errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}
