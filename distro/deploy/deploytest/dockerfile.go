package deploytest

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Stages reads a Dockerfile. Whatever BuildKit would warn of is an error.
func Stages(path string) ([]instructions.Stage, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	parsed, err := parser.Parse(file)
	if err != nil {
		return nil, err
	}
	var warnings []error
	for _, warning := range parsed.Warnings {
		warnings = append(warnings, errors.New(warning.Short))
	}
	warn := func(rule, _, _, message string, at []parser.Range) {
		warnings = append(warnings, fmt.Errorf("line %d: %s: %s", at[0].Start.Line, rule, message))
	}
	stages, _, err := instructions.Parse(parsed.AST, linter.New(&linter.Config{Warn: warn}))
	return stages, errors.Join(append(warnings, err)...)
}

// Commands returns the instructions of one kind in a stage, in order.
func Commands[C instructions.Command](stage instructions.Stage) (of []C) {
	for _, command := range stage.Commands {
		if c, ok := command.(C); ok {
			of = append(of, c)
		}
	}
	return of
}

// Built is what a RUN line of `go build` builds: its flags without -o and its packages.
func Built(stage instructions.Stage) (flags string, packages []string) {
	for _, run := range Commands[*instructions.RunCommand](stage) {
		line := strings.Join(run.CmdLine, " ")
		before, after, _ := strings.Cut(line, " -o /out/ ")
		if flags, is := strings.CutPrefix(before, "go build "); is {
			return flags, strings.Fields(after)
		}
	}
	return "", nil
}
