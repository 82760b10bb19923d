//go:build unix

package pgembed

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// stopSignal asks the server for a fast shutdown: sessions are ended, data is written.
var stopSignal os.Signal = syscall.SIGINT

func ownerOf(info fs.FileInfo) (uid int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Uid), true
}

// alive tells whether a process with the id exists; another one may have taken the id since.
func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
