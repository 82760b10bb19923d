package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
)

const (
	collectorBinary = "bin/otelcol-scout"
	apiBinary       = "bin/api"
	workerBinary    = "bin/worker"
)

// build makes the programs that the demo starts. What is up to date is not built again.
func build(ctx context.Context, out io.Writer) error {
	if _, err := os.Stat("otel-config.yaml"); err != nil {
		return fmt.Errorf("start the demo in the root folder of the repository: %w", err)
	}
	for _, args := range [][]string{{"build"}, {"build-app"}} {
		cmd := exec.CommandContext(ctx, "make", append([]string{"--no-print-directory"}, args...)...)
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("make %s: %w", args[0], err)
		}
	}
	return nil
}
