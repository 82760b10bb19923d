package durablestorageextension

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
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
	salvage func(ctx context.Context, from, to string) (int, error)
	sync    func(directory string) error
	link    func(file, name string) error
}

func newFolder(path string, logger *zap.Logger, watch *watch) *folder {
	return &folder{path: path, logger: logger, watch: watch, now: time.Now, inspect: inspectAll, salvage: salvageFile, sync: syncDirectory, link: os.Link}
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

// setAside puts a new file with what is still readable in the place of a damaged one, and says so in words to act on.
func (f *folder) setAside(ctx context.Context, found finding) error {
	aside, err := f.freeName(found.File)
	if err != nil {
		return err
	}
	size := int64(0)
	if info, err := os.Stat(found.File); err == nil {
		size = info.Size()
	}
	entries, err := f.replace(ctx, found.File, aside)
	if err != nil {
		return fmt.Errorf("the storage file %s is damaged (%s) and cannot be set aside; move it away: %w", found.File, found.Reason, err)
	}
	f.syncNames()
	f.watch.setAside(ctx)
	f.watch.salvaged(ctx, entries)
	f.logger.Error("A storage file is damaged and was set aside. The collector starts with a new one, which has the entries that could still be read; "+
		"the others are not sent. Find out what damaged it (disk errors, a file changed by hand, a copy of a running collector's folder). "+
		"Delete the file that was set aside when nobody needs it: nothing else does.",
		zap.String("file", found.File), zap.Int64("bytes", size), zap.String("reason", found.Reason),
		zap.Int("entries_salvaged", entries), zap.String("set_aside", aside))
	return nil
}

// replace brings the damaged file under its new name and returns how many entries were salvaged. At each moment the name
// of the queue is that of the damaged file or that of the complete new one, so that a crash leaves one of them.
func (f *folder) replace(ctx context.Context, file, aside string) (int, error) {
	next := filepath.Join(f.path, filestorage.TempDbPrefix+"-"+filepath.Base(aside))
	defer func() { _ = os.Remove(next) }() // what is left of it when anything failed
	entries, err := f.salvage(ctx, file, next)
	if err != nil {
		f.logger.Warn("Nothing was salvaged from a damaged storage file. If the reason lies elsewhere (no memory, no space), mend that and try again: "+
			"stop the collector, move the new file away, give the one that was set aside its old name, start.",
			zap.String("file", file), zap.String("reason", err.Error()))
	}
	if err != nil || entries == 0 {
		return 0, os.Rename(file, aside)
	}
	if f.link(file, aside) != nil && copyFile(file, aside) != nil { // a file system without links, and without room
		return entries, errors.Join(os.Rename(file, aside), os.Rename(next, file))
	}
	f.syncNames() // the second name first, or a power cut could leave none to the damaged file
	return entries, os.Rename(next, file)
}

// syncNames makes the names of the folder durable. That it fails stops no start: the files are there.
func (f *folder) syncNames() {
	if err := syncNames(f.path, f.sync); err != nil {
		f.logger.Warn("The folder of the storage could not be synced. A power cut in the next seconds may undo what was done to its files.", zap.Error(err))
	}
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if err = errors.Join(err, target.Sync(), target.Close()); err != nil {
		_ = os.Remove(to)
	}
	return err
}

// maxAsideBase leaves room in the 255 bytes that a name may have on most file systems.
const maxAsideBase = 200

// freeName never names a file that exists: Rename would replace it.
func (f *folder) freeName(file string) (string, error) {
	base := filepath.Base(file)
	file = filepath.Join(f.path, base[:min(len(base), maxAsideBase)])
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
