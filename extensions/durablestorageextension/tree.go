package durablestorageextension

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
)

// The layout of a bbolt file (its internal/common: page.go, meta.go, bucket.go), version 2. Numbers are in the byte
// order of the machine.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2

	pageHead   = 16 // number 8, kind 2, count 2, overflow 4
	branchPage = 1
	leafPage   = 2
	element    = 16 // leaf: flags 4, position 4, key size 4, value size 4; branch: position 4, key size 4, page 8
	subBucket  = 1  // flag of a leaf's element
	bucketHead = 16 // page of the root 8, sequence 8
	metaSize   = 64 // magic 4, version 4, page size 4, flags 4, root bucket 16, freelist 8, high water mark 8, transaction 8, checksum 8
	maxDepth   = 32 // of a tree; a loop in a damaged one ends there at the latest
)

var native = binary.NativeEndian

// tree reads what can still be reached in a damaged file, page by page, without bbolt: a page that is not what it
// should be costs what is below it and nothing else.
type tree struct {
	file     io.ReaderAt
	size     int64
	pageSize int64
	visited  map[uint64]bool
	visit    func(key, value []byte) error
	strict   bool // whether what is not as it should be is an error, or left out
}

// errTree is for a page that is not what it should be, and for an element that points out of its page.
var errTree = errors.New("the tree is damaged")

// meta is the part of a meta page that leads to the entries.
type meta struct {
	pageSize    int64
	root        uint64
	transaction uint64
}

// walkTree calls visit for each entry of the storage's bucket that can be reached from the newest meta page, or from
// the other one where nothing can be reached from that. It fails where there is no meta page.
func walkTree(file *os.File, visit func(key, value []byte) error) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	metas := findMetas(file, info.Size())
	if len(metas) == 0 {
		return errors.New("no meta page is left: there is no way to the entries")
	}
	for _, m := range metas {
		reached := false
		t := &tree{file: file, size: info.Size(), pageSize: m.pageSize, visited: map[uint64]bool{}}
		t.visit = func(key, value []byte) error { reached = true; return visit(key, value) }
		if err := t.walk(m.root, 0, t.bucket); err != nil || reached {
			return err
		}
	}
	return nil
}

// checkTree fails where anything in the tree is not as it should be. bbolt checks less: it follows the sizes in a page
// out of the page, and out of the file.
func checkTree(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	metas := findMetas(file, info.Size())
	if len(metas) == 0 {
		return errTree
	}
	t := &tree{file: file, size: info.Size(), pageSize: metas[0].pageSize, visited: map[uint64]bool{}, strict: true}
	t.visit = func(_, _ []byte) error { return nil }
	return t.walk(metas[0].root, 0, t.bucket)
}

// wrong reports what is not as it should be.
func (t *tree) wrong() error {
	if t.strict {
		return errTree
	}
	return nil
}

// findMetas returns the sound meta pages, the newest first. The second one lies at the page size, which may be any.
func findMetas(file io.ReaderAt, size int64) []meta {
	var found []meta
	for at := int64(0); at < size && at <= 1<<24; at = max(2*at, 1024) {
		var raw [pageHead + metaSize]byte
		if _, err := file.ReadAt(raw[:], at); err != nil {
			break
		}
		m, ok := parseMeta(raw[pageHead:])
		if !ok || at != 0 && at != m.pageSize {
			continue
		}
		if len(found) > 0 && m.transaction > found[0].transaction {
			found = append([]meta{m}, found...)
		} else {
			found = append(found, m)
		}
	}
	return found
}

func parseMeta(raw []byte) (meta, bool) {
	sum := fnv.New64a()
	_, _ = sum.Write(raw[:metaSize-8])
	m := meta{pageSize: int64(native.Uint32(raw[8:])), root: native.Uint64(raw[16:]), transaction: native.Uint64(raw[48:])}
	sound := native.Uint32(raw) == boltMagic && native.Uint32(raw[4:]) == boltVersion && native.Uint64(raw[56:]) == sum.Sum64()
	return m, sound && m.pageSize >= 1024 && m.pageSize <= 1<<24
}

// leaf handles an element of a leaf page.
type leaf func(flags uint32, key, value []byte) error

// bucket looks for the storage's bucket in the root of the file.
func (t *tree) bucket(flags uint32, key, value []byte) error {
	if flags&subBucket == 0 || string(key) != "default" || len(value) < bucketHead {
		return t.wrong() // file_storage has no other bucket, and stores nothing beside it
	}
	if root := native.Uint64(value); root != 0 {
		return t.walk(root, 0, t.entry)
	}
	return t.elements(value[bucketHead:], 0, t.entry) // a small bucket stands inside its element
}

func (t *tree) entry(flags uint32, key, value []byte) error {
	if flags != 0 || len(key) == 0 {
		return nil
	}
	return t.visit(key, value)
}

func (t *tree) walk(id uint64, depth int, each leaf) error {
	if depth > maxDepth || t.visited[id] {
		return t.wrong()
	}
	t.visited[id] = true
	page := t.page(id)
	if page == nil {
		return t.wrong()
	}
	return t.elements(page, depth, each)
}

// page reads a page with its overflow, as far as the file goes and its elements reach; nil where it is not the page it
// should be.
func (t *tree) page(id uint64) []byte {
	if id > uint64(t.size/t.pageSize) {
		return nil
	}
	at := int64(id) * t.pageSize
	var head [pageHead]byte
	if _, err := t.file.ReadAt(head[:], at); err != nil || native.Uint64(head[:]) != id {
		return nil
	}
	size := (int64(native.Uint32(head[12:])) + 1) * t.pageSize
	if size > t.size-at && t.strict {
		return nil
	}
	size = min(size, t.size-at)
	table := t.read(at, min(size, pageHead+element*int64(native.Uint16(head[10:]))))
	return t.read(at, min(size, reach(table, size)))
}

func (t *tree) read(at, size int64) []byte {
	page := make([]byte, size)
	if _, err := t.file.ReadAt(page, at); err != nil {
		return nil
	}
	return page
}

// reach is where the last element ends that lies in a page of a size. The size is not to be trusted: one damaged byte
// makes a page of a gigabyte.
func reach(table []byte, size int64) int64 {
	farthest := int64(len(table))
	for at := pageHead; at+element <= len(table); at += element {
		field := table[at:]
		end := int64(at) + int64(native.Uint32(field)) + int64(native.Uint32(field[4:])) // of a branch
		if native.Uint16(table[8:]) == leafPage {
			end = int64(at) + int64(native.Uint32(field[4:])) + int64(native.Uint32(field[8:])) + int64(native.Uint32(field[12:]))
		}
		if end <= size {
			farthest = max(farthest, end)
		}
	}
	return farthest
}

// elements goes through a page; an element that points out of it is left out.
func (t *tree) elements(page []byte, depth int, each leaf) error {
	if len(page) < pageHead {
		return t.wrong()
	}
	kind, count := native.Uint16(page[8:]), int(native.Uint16(page[10:]))
	if kind != branchPage && kind != leafPage || pageHead+count*element > len(page) {
		if err := t.wrong(); err != nil {
			return err
		}
	}
	for at := pageHead; at < pageHead+count*element && at+element <= len(page); at += element {
		var err error
		switch kind {
		case branchPage:
			err = t.branchElement(page, at, depth, each)
		case leafPage:
			err = t.leafElement(page, at, each)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) branchElement(page []byte, at, depth int, each leaf) error {
	key := uint64(at) + uint64(native.Uint32(page[at:]))
	if key+uint64(native.Uint32(page[at+4:])) > uint64(len(page)) && t.strict {
		return errTree
	}
	return t.walk(native.Uint64(page[at+8:]), depth+1, each)
}

func (t *tree) leafElement(page []byte, at int, each leaf) error {
	key := uint64(at) + uint64(native.Uint32(page[at+4:]))
	value := key + uint64(native.Uint32(page[at+8:]))
	end := value + uint64(native.Uint32(page[at+12:]))
	if end > uint64(len(page)) {
		return t.wrong()
	}
	return each(native.Uint32(page[at:]), page[key:value], page[value:end])
}
