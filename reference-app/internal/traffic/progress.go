package traffic

import (
	"io"
	"sync"
	"time"
)

// redraw goes to the start of the line and clears it (ECMA-48: CR, EL).
const redraw = "\r\x1b[K"

// showProgress writes a line a second until the returned function is called, which ends the line of a terminal.
func showProgress(c Config, r *recorder) (stop func()) {
	if c.Progress == nil {
		return func() {}
	}
	before, after, end := "", "\n", ""
	if c.Live {
		before, after, end = redraw, "", "\n"
	}
	show := func(text string) { _, _ = io.WriteString(c.Progress, text) } // a line that cannot be shown is no reason to stop
	done := make(chan struct{})
	var shown sync.WaitGroup
	shown.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				show(before + r.snapshot().String() + after)
			case <-done:
				show(before + r.snapshot().String() + after + end)
				return
			}
		}
	})
	return func() { close(done); shown.Wait() }
}
