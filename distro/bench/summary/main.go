// Program summary reads the output of `go test -bench` on its standard input and prints the table of `make bench`.
package main

import (
	"fmt"
	"os"

	"github.com/base-14/otelcol-scout/distro/bench"
)

func main() {
	lines, err := bench.Compare(os.Stdin, bench.Comparisons())
	bench.Print(os.Stdout, lines)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
