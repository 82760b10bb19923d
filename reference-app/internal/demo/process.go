package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// stopGrace is how long a part may take to flush after it was asked to stop; the collector's exporter timeout
// is 30s.
const stopGrace = 40 * time.Second

// process is a part of the demo that runs as a child: its own process group, so that Ctrl-C in a terminal
// reaches only the demo, which stops the parts in order.
type process struct {
	name    string
	logPath string
	cmd     *exec.Cmd
	done    chan struct{}
	err     error
}

// startProcess runs the program with its output in <dir>/<name>.log.
func startProcess(dir, name, program string, args, env []string) (*process, error) {
	logPath := filepath.Join(dir, name+".log")
	log, err := os.Create(logPath)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, args...) //nolint:noctx // stopped by a signal first: see stop
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = ownGroup()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), log.Close())
	}
	p := &process{name: name, logPath: logPath, cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.err = errors.Join(cmd.Wait(), log.Close())
	}()
	return p, nil
}

// stop asks the process to end, waits for it, and ends it by force after stopGrace.
func (p *process) stop() error {
	select {
	case <-p.done:
		return p.died()
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return p.died()
	case <-time.After(stopGrace):
		err := p.cmd.Process.Kill()
		<-p.done
		return errors.Join(fmt.Errorf("%s did not stop within %s; see %s", p.name, stopGrace, p.logPath), err)
	}
}

// died says how the process ended, nil for a clean end.
func (p *process) died() error {
	if p.err == nil {
		return nil
	}
	return fmt.Errorf("%s ended with %w; see %s", p.name, p.err, p.logPath)
}

// waitUntil polls ready until it holds, the process has ended, or ctx is over.
func (p *process) waitUntil(ctx context.Context, what string, ready func(context.Context) bool) error {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for !ready(ctx) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %s: %w; see %s", p.name, what, ctx.Err(), p.logPath)
		case <-p.done:
			return errors.Join(fmt.Errorf("%s ended before it was ready; see %s", p.name, p.logPath), p.err)
		case <-ticker.C:
		}
	}
	return nil
}
