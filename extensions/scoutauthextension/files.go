package scoutauthextension

import (
	"crypto/sha256"
	"os"
	"time"
)

// watchEvery is how often files with credentials are looked at while there is no token for want of good ones.
const watchEvery = time.Second

// watched tells whether a file's content differs from what it was at the last fetch. It reads instead of subscribing:
// mounted secrets change by swapping symbolic links, which notifications see in part, and the files are tiny.
type watched struct {
	paths []string
	seen  [sha256.Size]byte
}

// note keeps what the files hold now.
func (w *watched) note() { w.seen = w.digest() }

func (w *watched) changed() bool { return w.digest() != w.seen }

func (w *watched) digest() (sum [sha256.Size]byte) {
	hash := sha256.New()
	for _, path := range w.paths {
		content, err := os.ReadFile(path)
		if err != nil {
			content = []byte(err.Error()) // that a file is missing is a state, too
		}
		one := sha256.Sum256(content)
		hash.Write(one[:])
	}
	hash.Sum(sum[:0])
	return sum
}
