package durablestorageextension

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// The time a child gets: a part for its start and one for what it reads, 10 MiB a second at least.
const (
	childStartTime      = time.Minute
	childBytesPerSecond = 10 << 20
	// maxChildErrors bounds what is kept of the child's standard error, in bytes. A panic begins with what it is about.
	maxChildErrors = 8 << 10
)

// inspectAll has a child process look at the files, and answers for each in the same order. A child that does not come to
// its end tells nothing about any of them: bbolt panics in goroutines of its own, which may do so while the child is at
// another file already. Then each file gets a child to itself.
func inspectAll(ctx context.Context, files []string) []finding {
	limited, cancel := context.WithTimeout(ctx, childTime(files))
	defer cancel()
	if found, _, _, err := askChild(limited, files); err == nil && len(found) == len(files) {
		return found
	}
	findings := make([]finding, 0, len(files))
	for _, file := range files {
		findings = append(findings, inspectAlone(ctx, file))
	}
	return findings
}

func inspectAlone(ctx context.Context, file string) finding {
	files := []string{file}
	ctx, cancel := context.WithTimeout(ctx, childTime(files))
	defer cancel()
	found, begun, stderr, err := askChild(ctx, files)
	if len(found) == 0 && !begun && err != nil && ctx.Err() == nil {
		found, begun, stderr, err = askChild(ctx, files) // a process that does not start on a busy machine may do so now
	}
	switch {
	case len(found) == 1:
		return found[0]
	case begun && ctx.Err() == nil && endedByFile(err, stderr):
		return finding{File: file, Verdict: corrupt, Reason: firstLine(stderr)}
	default:
		return finding{File: file, Verdict: unknown, Reason: why(ctx, err, stderr)}
	}
}

func askChild(ctx context.Context, files []string) (found []finding, begun bool, stderr string, err error) {
	var stdout bytes.Buffer
	errs := head{left: maxChildErrors}
	err = startChild(ctx, childCheck, files, &stdout, &errs)
	found, begun = readFindings(&stdout, len(files))
	return found, begun, errs.String(), err
}

// startChild runs this program as a child that does the task with the order on its standard input, until it ends.
func startChild(ctx context.Context, task string, order any, stdout *bytes.Buffer, stderr *head) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	input, err := json.Marshal(order)
	if err != nil {
		return err
	}
	child := exec.CommandContext(ctx, program)
	child.Env = append(os.Environ(), childVariable+"="+task)
	child.Stdin, child.Stdout, child.Stderr = bytes.NewReader(input), stdout, stderr
	child.WaitDelay = time.Second
	return child.Run()
}

// readFindings reads the verdicts of the child, and whether it had begun with another file.
func readFindings(out *bytes.Buffer, limit int) (found []finding, begun bool) {
	lines := bufio.NewScanner(out)
	for lines.Scan() && len(found) < limit {
		var line finding
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			return found, begun // not a child of ours, or ended in the middle of a line
		}
		begun = line.Verdict == reading
		if !begun {
			found = append(found, line)
		}
	}
	return found, begun
}

// endedByFile tells whether the child ended by a panic, by a fault in the file's memory, or by a loop in its tree. Go
// programs also end for want of memory or of threads, and by signals from outside: that says nothing about the file.
func endedByFile(err error, stderr string) bool {
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 2 {
		return false
	}
	for _, sign := range []string{"panic: ", "unexpected fault address", "fatal error: stack overflow"} {
		if strings.HasPrefix(stderr, sign) || strings.Contains(stderr, "\n"+sign) {
			return true
		}
	}
	return false
}

func why(ctx context.Context, err error, stderr string) string {
	if ctx.Err() != nil {
		return "the check took too long"
	}
	if err == nil {
		return "this program does not answer as otelcol-scout does"
	}
	return strings.TrimSuffix(fmt.Sprintf("%v: %s", err, firstLine(stderr)), ": ")
}

func childTime(files []string) time.Duration {
	total := int64(0)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			total += info.Size()
		}
	}
	return childStartTime + time.Duration(total/childBytesPerSecond)*time.Second
}

func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// head keeps the first bytes of what is written to it.
type head struct {
	bytes.Buffer
	left int
}

func (h *head) Write(p []byte) (int, error) {
	kept := min(len(p), h.left)
	h.left -= kept
	h.Buffer.Write(p[:kept])
	return len(p), nil
}
