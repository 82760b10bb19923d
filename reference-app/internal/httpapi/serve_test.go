package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serving is a Serve under way.
type serving struct {
	t     *testing.T
	base  string
	end   context.CancelFunc
	ended chan error
}

// serve starts Serve on a free port.
func serve(t *testing.T, grace time.Duration, handler http.Handler) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &serving{t: t, end: cancel, ended: make(chan error, 1)}
	addrFile := filepath.Join(t.TempDir(), "addr")
	go func() {
		s.ended <- Serve(ctx, Listening{Addr: "127.0.0.1:0", AddrFile: addrFile, Grace: grace}, handler)
	}()
	require.Eventually(t, func() bool {
		addr, err := os.ReadFile(addrFile)
		s.base = "http://" + string(addr)
		return err == nil && len(addr) > 0
	}, 10*time.Second, time.Millisecond)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return s
}

// get sends a request and returns its status, 0 when it was cut off.
func (s *serving) get() int {
	res, err := http.Get(s.base)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode
}

func TestServeLetsRequestsUnderWayFinish(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	s := serve(t, time.Minute, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(entered); <-release }))
	status := make(chan int, 1)
	go func() { status <- s.get() }()
	<-entered
	s.end()
	require.Eventually(t, func() bool { return s.get() == 0 }, 10*time.Second, time.Millisecond, "nothing new is taken")
	close(release)
	assert.Equal(t, http.StatusOK, <-status)
	assert.NoError(t, <-s.ended)
}

func TestServeCutsOffWhatOutlastsTheGrace(t *testing.T) {
	entered := make(chan struct{})
	s := serve(t, time.Millisecond, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { close(entered); <-r.Context().Done() }))
	status := make(chan int, 1)
	go func() { status <- s.get() }()
	<-entered
	s.end()
	assert.EqualError(t, <-s.ended, "SHUTDOWN_TIMEOUT: requests were cut off: context deadline exceeded")
	assert.Zero(t, <-status)
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	err := Serve(t.Context(), Listening{Addr: "nowhere"}, http.NotFoundHandler())
	require.EqualError(t, err, "HTTP_ADDR: listen tcp: address nowhere: missing port in address")
	err = Serve(t.Context(), Listening{Addr: "127.0.0.1:0", AddrFile: "/no/such/folder/addr"}, http.NotFoundHandler())
	assert.EqualError(t, err, "HTTP_ADDR_FILE: open /no/such/folder/addr: no such file or directory")
}

func TestARequestNobodyWaitsForIsNoFailureOfTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	recorder := httptest.NewRecorder()
	fail(recorder, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil), context.Canceled)
	assert.Equal(t, clientGone, recorder.Code)
}
