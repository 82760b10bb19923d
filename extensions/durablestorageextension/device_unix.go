//go:build unix

package durablestorageextension

import (
	"os"
	"syscall"
)

// onOtherDevice tells whether two folders are known to lie on different file systems.
func onOtherDevice(a, b string) bool {
	deviceA, okA := device(a)
	deviceB, okB := device(b)
	return okA && okB && deviceA != deviceB
}

func device(path string) (uint64, bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return uint64(stat.Dev), true //nolint:unconvert // int32 on some systems
}
