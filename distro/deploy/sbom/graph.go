package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readGraph reads what `go mod graph` prints: a line for each requirement, "module@version required@version". The main
// module has no version.
func readGraph(r io.Reader) (requires map[string][]string, err error) {
	requires = map[string][]string{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 2 {
			return nil, fmt.Errorf("standard input: %q is no line of go mod graph", lines.Text())
		}
		requires[fields[0]] = append(requires[fields[0]], fields[1])
	}
	if len(requires) == 0 && lines.Err() == nil {
		return nil, errors.New("standard input is empty; it has to be what go mod graph prints")
	}
	return requires, lines.Err()
}
