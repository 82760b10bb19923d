package bench_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// machine tells which cores the collectors and the sender get.
type machine struct {
	taskset string // empty where there is no such program
	cores   int
}

// claim keeps this process off the collector's core, where that can be done.
func claim(b *testing.B) machine {
	b.Helper()
	m := machine{cores: runtime.NumCPU()}
	m.taskset, _ = exec.LookPath("taskset")
	if m.taskset == "" || m.cores == 1 {
		b.Log("no taskset, or a single core: nothing is pinned, and collector and sender share what there is")
		m.taskset = ""
		return m
	}
	// The sender leaves the second core to the collector that has two, where there is a third.
	from := min(2, m.cores-1)
	list := fmt.Sprintf("%d-%d", from, m.cores-1)
	said, err := exec.Command(m.taskset, "-a", "-c", "-p", list, strconv.Itoa(os.Getpid())).CombinedOutput()
	require.NoError(b, err, string(said))
	return m
}

// String tells what was measured on, and how busy that was: on a machine that has other things to do, trust ratios only.
func (m machine) String() string {
	said := fmt.Sprintf("%s/%s, %s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.Version(), m.cores)
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, model, found := strings.Cut(string(info), "model name"); found {
			model, _, _ = strings.Cut(strings.TrimLeft(model, "\t :"), "\n")
			said += ", " + model
		}
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		said += ", load averages " + strings.Join(strings.Fields(string(load))[:3], " ")
	}
	return said
}

// command is the collector on so many cores.
func (m machine) command(cores int, args ...string) *exec.Cmd {
	if m.taskset == "" {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores))
		return cmd
	}
	cmd := exec.Command(m.taskset, append([]string{"-c", fmt.Sprintf("0-%d", min(cores, m.cores)-1)}, args...)...)
	cmd.Env = os.Environ()
	return cmd
}

const built = "../../bin/otelcol-scout"

// collector is a contestant at work.
type collector struct {
	contestant
	b      *testing.B
	pid    int
	load   load
	rounds []round
}

// round is what one turn gave.
type round struct {
	rate float64 // records a second
	cpu  float64 // CPU seconds for a million records
	busy float64 // cores in use while the load lasted
}

func start(b *testing.B, m machine, c contestant) *collector {
	b.Helper()
	require.FileExists(b, built, "run `make bench-e2e`, which builds it")
	addr := freeAddr(b)
	cmd := m.command(c.cores, built, "--config", "configs/base.yaml", "--config", filepath.Join("configs", c.config+".yaml"))
	cmd.Env = append(cmd.Env, "OTLP_GRPC_ENDPOINT="+addr)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		require.NoError(b, cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(b, cmd.Wait(), said.String())
	})
	running := &collector{contestant: c, b: b, pid: cmd.Process.Pid, load: newLoad(b, c, addr)}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(b, running.load[0].send(ctx), "%s does not start", c.name)
	return running
}

// turn puts the collector under load for that long and then until it has nothing left to do.
func (c *collector) turn(length time.Duration) round {
	before, begin := c.cpuTime(), time.Now()
	records := float64(c.load.run(c.b, length))
	elapsed := time.Since(begin).Seconds()
	loaded := c.cpuTime() - before
	c.settle()
	return round{
		rate: records / elapsed,
		cpu:  (c.cpuTime() - before).Seconds() / records * 1e6,
		busy: loaded.Seconds() / elapsed,
	}
}

// settle waits until the collector idles, so that what it does after it has answered counts, and does not meet the next one.
func (c *collector) settle() {
	const look, quiet, patience = 100 * time.Millisecond, 2, 100
	for range patience {
		before := c.cpuTime()
		time.Sleep(look)
		if c.cpuTime()-before <= quiet*clockTick {
			return
		}
	}
	c.b.Fatalf("%s does not come to rest", c.name)
}

// clockTick is the unit of /proc/PID/stat, the same on all platforms that Go knows.
const clockTick = 10 * time.Millisecond

// cpuTime is what the process has used, user and system.
func (c *collector) cpuTime() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.pid))
	require.NoError(c.b, err, "CPU time comes from /proc, which only Linux has")
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	require.NoError(c.b, err)
	system, err := strconv.Atoi(fields[12])
	require.NoError(c.b, err)
	return time.Duration(user+system) * clockTick
}

// peak is the highest resident memory of the process so far, in MiB.
func (c *collector) peak() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.pid))
	require.NoError(c.b, err)
	for line := range strings.Lines(string(raw)) {
		if value, found := strings.CutPrefix(line, "VmHWM:"); found {
			kib, err := strconv.ParseFloat(strings.Fields(value)[0], 64)
			require.NoError(c.b, err)
			return kib / 1024
		}
	}
	c.b.Fatal("/proc tells no VmHWM")
	return 0
}

func freeAddr(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	require.NoError(b, listener.Close())
	return listener.Addr().String()
}
