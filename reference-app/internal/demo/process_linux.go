package demo

import "syscall"

// ownGroup puts the child into a process group of its own and has the kernel end it when the demo dies without
// a chance to stop it.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
