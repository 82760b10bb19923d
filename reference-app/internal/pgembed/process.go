package pgembed

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// shutdownGrace is how long a server may take to stop before it is killed.
const shutdownGrace = 10 * time.Second

// process is a running postgres.
type process struct {
	cmd    *exec.Cmd
	output *tail
	exited chan struct{}
}

// startProcess starts postgres on a port of 127.0.0.1.
func startProcess(ctx context.Context, c *cluster, port int, o Options) (*process, error) {
	args := []string{"-D", c.data(), "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="}
	if o.UnsafeFast {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	// The server outlives the context of its start: Stop ends it.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(c.bindir, executable("postgres")), args...)
	cmd.SysProcAttr = attach(c.as)
	cmd.Dir = c.dir
	p := &process{cmd: cmd, output: &tail{next: o.Log}, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.output, p.output
	started := make(chan error)
	go p.run(started)
	return p, <-started
}

// run starts the child and waits for it on one operating-system thread: Linux sends the parent-death signal when the
// thread that started the child ends, not when the process does.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.exited)
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // a server that was told to stop says so by its exit status
	}
}

// stop asks the server to stop, and kills it when it does not.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(stopSignal); err != nil {
		<-p.exited
		return nil // it had exited already
	}
	timer := time.NewTimer(shutdownGrace)
	defer timer.Stop()
	select {
	case <-p.exited:
		return nil
	case <-timer.C:
	}
	err := p.cmd.Process.Signal(os.Kill)
	<-p.exited
	return err
}

// tail passes output on and keeps its end for error messages.
type tail struct {
	mu   sync.Mutex
	next io.Writer
	last []byte
}

const tailBytes = 4096

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, p...)
	if over := len(t.last) - tailBytes; over > 0 {
		t.last = t.last[over:]
	}
	if t.next != nil {
		return t.next.Write(p)
	}
	return len(p), nil
}

func (t *tail) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return lastLines(t.last)
}
