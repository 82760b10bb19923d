//go:build !linux

package demo

import "syscall"

// ownGroup has nothing portable to ask for: the demo stops its children itself.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
