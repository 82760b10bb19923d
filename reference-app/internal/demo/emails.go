package demo

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// address is a whole e-mail address of the traffic's users. Masking leaves at most two characters of the name.
var address = regexp.MustCompile(`[a-z0-9]{4,}@example\.com`)

// maxLine bounds a line of the files read back, in bytes; a line is one export request.
const maxLine = 64 << 20

// countAddresses counts whole e-mail addresses in the files that match the pattern.
func countAddresses(pattern string) (int, error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, path := range paths {
		err := eachLine(path, func(line []byte) error {
			total += len(address.FindAll(line, -1))
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return total, nil
}

// eachLine calls f with each line of the file until f fails.
func eachLine(path string, f func(line []byte) error) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := f(lines.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return lines.Err()
}
