package traffic

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// showProgress writes a line a second until the returned function is called.
func showProgress(w io.Writer, r *recorder) (stop func()) {
	if w == nil {
		return func() {}
	}
	done := make(chan struct{})
	var shown sync.WaitGroup
	shown.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_, _ = fmt.Fprintln(w, r.snapshot()) // a progress line that cannot be shown is no reason to stop
			case <-done:
				return
			}
		}
	})
	return func() { close(done); shown.Wait() }
}
