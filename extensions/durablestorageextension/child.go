package durablestorageextension

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// The environment variable that makes a program with this package a child, and the values it knows.
const (
	childVariable = "OTELCOL_SCOUT_STORAGE_CHILD"
	childCheck    = "check-v1"
	childSalvage  = "salvage-v1"
)

// lockTimeout is how long the child waits for a file that another process has open.
const lockTimeout = 500 * time.Millisecond

// verdict is what is known of a file.
type verdict string

const (
	reading verdict = "reading" // begun: the answer if the child ends while it reads
	sound   verdict = "sound"
	corrupt verdict = "corrupt"
	unknown verdict = "unknown" // locked, not to be opened, no memory: nothing is wrong with the file itself
)

// finding is one line that the child writes. Reason says what is wrong, without anything of what the file stores.
type finding struct {
	File    string  `json:"file"`
	Verdict verdict `json:"verdict"`
	Reason  string  `json:"reason,omitempty"`
}

// init ends the process where it was started as a child, before anything of the collector runs. What a damaged file
// does to bbolt cannot be recovered from: it panics in a goroutine of its own, or reads behind the end of the file,
// which the operating system answers with a signal. So it does that in a process that may end by it.
func init() {
	run := map[string]func(io.Reader, io.Writer) error{childCheck: runCheck, childSalvage: runSalvage}[os.Getenv(childVariable)]
	if run == nil {
		return
	}
	// A damaged tree may have a loop in it, which ends with the stack: let that be soon.
	debug.SetMaxStack(64 << 20)
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// runCheck reads a list of files and answers for each, in order: a line when it begins and one with the verdict.
func runCheck(in io.Reader, out io.Writer) error {
	var files []string
	if err := json.NewDecoder(in).Decode(&files); err != nil {
		return fmt.Errorf("the list of files: %w", err)
	}
	lines := json.NewEncoder(out)
	for _, file := range files {
		if err := lines.Encode(finding{File: file, Verdict: reading}); err != nil {
			return err
		}
		if err := lines.Encode(inspect(file)); err != nil {
			return err
		}
	}
	return nil
}

// inspect opens a file as file_storage does, but read-only, checks its structure and reads every value. It panics or
// faults where file_storage would.
func inspect(file string) finding {
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return finding{File: file, Verdict: sound}
	}
	if err != nil {
		return finding{File: file, Verdict: unknown, Reason: err.Error()}
	}
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{
		Timeout: lockTimeout, ReadOnly: true, PreLoadFreelist: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
	})
	if err != nil {
		return finding{File: file, Verdict: verdictOn(err, info.Size()), Reason: err.Error()}
	}
	defer func() { _ = db.Close() }() // until then it is locked, so that nobody writes while it is read
	switch err := openAnd(file, checkTree); {
	case errors.Is(err, errTree):
		return finding{File: file, Verdict: corrupt, Reason: err.Error()}
	case err != nil:
		return finding{File: file, Verdict: unknown, Reason: err.Error()}
	}
	read := readAll
	if oneMetaIsBroken(file, db.Info().PageSize) {
		read = readValues
	}
	if err := db.View(read); err != nil {
		return finding{File: file, Verdict: corrupt, Reason: err.Error()}
	}
	return finding{File: file, Verdict: sound}
}

func openAnd(file string, do func(*os.File) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return do(f)
}

// smallest is what bbolt needs of a file, two pages of the smallest size it reads; below that it has an error without
// a name.
const smallest = 2 * 1024

func verdictOn(err error, size int64) verdict {
	damaged := errors.Is(err, berrors.ErrInvalid) || errors.Is(err, berrors.ErrChecksum) || errors.Is(err, berrors.ErrVersionMismatch)
	tooSmall := size < smallest || size < int64(2*os.Getpagesize())
	if damaged || tooSmall && !errors.Is(err, berrors.ErrTimeout) && !errors.Is(err, os.ErrPermission) {
		return corrupt
	}
	return unknown
}

// oneMetaIsBroken tells of a file with one of its two meta pages gone. bbolt reads it by the other one and writes the
// broken one anew with its next transaction, but its own check of the structure stumbles over it. Opening the file has
// then walked the structure already, for the free pages.
func oneMetaIsBroken(file string, pageSize int) bool {
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	for id := range uint64(2) {
		var head [10]byte // of a page: its number, and what kind of page it is
		if _, err := f.ReadAt(head[:], int64(id)*int64(pageSize)); err != nil {
			return true
		}
		const metaPage = 4
		if binary.NativeEndian.Uint64(head[:]) != id || binary.NativeEndian.Uint16(head[8:]) != metaPage {
			return true
		}
	}
	return false
}

// readAll checks the structure of a file and reads every value.
func readAll(tx *bbolt.Tx) error {
	var first error
	for err := range tx.Check() { // to its end: the goroutine that sends would wait for ever
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return first
	}
	return readValues(tx)
}

// readValues touches every byte of every key and value.
func readValues(tx *bbolt.Tx) error {
	sum := crc32.NewIEEE()
	return tx.ForEach(func(_ []byte, bucket *bbolt.Bucket) error {
		return bucket.ForEach(func(key, value []byte) error {
			_, _ = sum.Write(key) // a hash has no errors
			_, _ = sum.Write(value)
			return nil
		})
	})
}
