package findingsextension

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// browserNames are the programs that do, the smallest first.
var browserNames = []string{"chromium-headless-shell", "headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// chromium finds a browser. Without one the tests of the page are left out, except in CI.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the page is tested in a browser only without -short")
	}
	for _, name := range append([]string{os.Getenv("CHROMIUM")}, browserNames...) {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "no Chromium: the page is not tested; apt-get install chromium-headless-shell, or set CHROMIUM to the path of Chromium or Chrome"
	if os.Getenv("CI") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// tab is an open page, with what it said and asked for.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	said     []string // console messages, exceptions, violations of the policy
	requests []string
}

// size of a window, in CSS pixels.
type size struct{ width, height int64 }

var (
	desktop = size{1360, 1000}
	phone   = size{390, 844}
)

// browse opens the page in a browser of its own. At the end of the test it demands that nothing was said on the console
// and that no other host was asked.
func browse(t *testing.T, address string, window size) *tab {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir())}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox is not for root
	}
	tb := &tab{t: t, url: address}
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...), chromedp.WithListener(tb.listen))
	tb.ctx = ctx
	t.Cleanup(func() {
		tb.check()
		assert.NoError(t, chromedp.Cancel(ctx)) // waits for the browser's end
		cancel()
	})
	tb.run(
		command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}),
		allow("clipboard-read", address), allow("clipboard-write", address),
		chromedp.EmulateViewport(window.width, window.height),
		chromedp.Navigate(address),
	)
	becomes(tb, "Live", text("#live"))
	return tb
}

func allow(permission, origin string) chromedp.Action[chromedp.Void] {
	return command(browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: permission}, Setting: browser.PermissionSettingGranted, Origin: origin,
	})
}

// command sends a command of the browser's protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

func (tb *tab) listen(event any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	switch event := event.(type) {
	case *runtime.EventConsoleAPICalled:
		tb.said = append(tb.said, fmt.Sprintf("console.%s: %s", event.Type, event.Args[0].Value))
	case *runtime.EventExceptionThrown:
		tb.said = append(tb.said, fmt.Sprintf("%s %+v", event.ExceptionDetails.Text, event.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		tb.said = append(tb.said, fmt.Sprintf("%s: %s %s", event.Entry.Level, event.Entry.Text, event.Entry.URL))
	case *network.EventRequestWillBeSent:
		tb.requests = append(tb.requests, event.Request.URL)
	}
}

func (tb *tab) check() {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	assert.Empty(tb.t, tb.said, "the console is quiet")
	here, err := url.Parse(tb.url)
	require.NoError(tb.t, err)
	for _, request := range tb.requests {
		asked, err := url.Parse(request)
		require.NoError(tb.t, err)
		assert.Equal(tb.t, here.Host, asked.Host, "another host is asked")
	}
	assert.NotEmpty(tb.t, tb.requests)
}

func (tb *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	require.NoError(tb.t, chromedp.Do(tb.ctx, steps...))
}

// eval gives a script's result.
func eval[T any](tb *tab, script string) T {
	tb.t.Helper()
	result, err := chromedp.Run(tb.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(tb.t, err, script)
	return result
}

// becomes waits until the script gives what is wanted.
func becomes[T comparable](tb *tab, want T, script string) {
	tb.t.Helper()
	again := time.NewTicker(tick)
	defer again.Stop()
	last := eval[T](tb, script)
	for end := time.Now().Add(patience); last != want && time.Now().Before(end); last = eval[T](tb, script) {
		<-again.C
	}
	require.Equal(tb.t, want, last, script)
}

// text of the first element, as it is shown.
func text(selector string) string {
	return fmt.Sprintf("(document.querySelector(%q)?.innerText ?? '')", selector)
}

// screenshot writes the whole page to out/, for people to look at.
func (tb *tab) screenshot(name string) {
	tb.t.Helper()
	picture, err := chromedp.Run(tb.ctx, chromedp.FullScreenshot(100))
	require.NoError(tb.t, err)
	dir := filepath.Join("..", "..", "out", "findings")
	require.NoError(tb.t, os.MkdirAll(dir, 0o750))
	require.NoError(tb.t, os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600))
}
