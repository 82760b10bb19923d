package traffic

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressShowsRateErrorsAndPercentiles(t *testing.T) {
	line := `2 requests, \d+\.\d/s, 1 errors, p50 30ms, p99 50ms`
	for name, c := range map[string]struct {
		live bool
		want string
	}{
		"in a file or pipe, a line a time": {false, "^(" + line + "\n)+$"},
		"on a terminal, in its place":      {true, "^(\r\x1b\\[K" + line + ")+\n$"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder(1)
			r.record(sent{step: "x", took: 30 * time.Millisecond})
			r.record(sent{step: "x", took: 50 * time.Millisecond, failure: assert.AnError})
			var shown bytes.Buffer
			showProgress(Config{Progress: &shown, Live: c.live}, r)()
			assert.Regexp(t, regexp.MustCompile(c.want), shown.String())
		})
	}
	showProgress(Config{Live: true}, newRecorder(1))() // nothing to show it on
}
