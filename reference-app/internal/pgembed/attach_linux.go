package pgembed

import "syscall"

// attach makes the child run as the account, out of reach of the terminal's Ctrl-C (the owner stops it when its own
// work is drained), and makes the kernel stop it when the parent dies without stopping it.
func attach(as account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if !as.isCaller() {
		attr.Credential = &syscall.Credential{Uid: uint32(as.uid), Gid: uint32(as.gid)}
	}
	return attr
}
