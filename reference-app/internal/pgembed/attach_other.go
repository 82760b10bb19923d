//go:build !unix

package pgembed

import (
	"io/fs"
	"os"
	"syscall"
)

// stopSignal is the only one this operating system can send.
var stopSignal = os.Kill

func attach(account) *syscall.SysProcAttr { return nil }

func ownerOf(fs.FileInfo) (uid int, known bool) { return 0, false }

// alive cannot tell here, so nothing is taken for dead.
func alive(int) bool { return true }
