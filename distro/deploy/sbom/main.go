// Command sbom writes the bill of materials of a Go binary, in CycloneDX's JSON: every module that was linked into it, by
// what the linker wrote into the binary itself, and the Go version.
//
//	go mod graph | sbom -version 0.1.0 bin/otelcol-scout > out/otelcol-scout.cdx.json
//
// The graph on standard input says which module requires which; the binary does not. The same binary and graph give the
// same bytes: there is no time in it, and its serial number is made from its content.
package main

import (
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	version := flag.String("version", "", "version of the program in the binary, without v")
	flag.Parse()
	if err := run(*version, flag.Args(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(version string, arguments []string, graph io.Reader, out io.Writer) error {
	if version == "" || len(arguments) != 1 {
		return errors.New("usage: go mod graph | sbom -version 0.1.0 BINARY")
	}
	info, err := buildinfo.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	requires, err := readGraph(graph)
	if err != nil {
		return err
	}
	return write(out, bill(info, version, requires))
}
