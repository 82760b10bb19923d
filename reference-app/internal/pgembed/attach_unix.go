//go:build unix && !linux

package pgembed

import "syscall"

// attach makes the child run as the account, out of reach of the terminal's Ctrl-C: the owner stops it when its own
// work is drained. Nothing here ties the child to its parent's life, so a killed parent leaves it running.
func attach(as account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if !as.isCaller() {
		attr.Credential = &syscall.Credential{Uid: uint32(as.uid), Gid: uint32(as.gid)}
	}
	return attr
}
