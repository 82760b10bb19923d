//go:build !unix

package durablestorageextension

// onOtherDevice cannot tell here, and says no.
func onOtherDevice(_, _ string) bool { return false }
