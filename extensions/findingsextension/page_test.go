package findingsextension

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// shop feeds what a shop's first minutes give.
func shop(e *findings) {
	for trace := range byte(24) {
		e.store.add([]finding.Finding{nPlusOneFinding(trace, "GET /api/articles", 20, time.Duration(40+trace)*ms)})
	}
	for trace := range byte(3) {
		slow := slowFinding(trace, "GET /api/articles/search", "articles", time.Duration(900+100*int(trace))*ms)
		slow.Hint = "The LIKE pattern cannot be seen here. If it starts with a wildcard, an ordered index cannot narrow it down: use a full-text or trigram index."
		e.store.add([]finding.Finding{slow})
	}
	parallel := nPlusOneFinding(40, "process notify_followers", 6, 90*ms)
	parallel.Service, parallel.Fingerprint, parallel.System, parallel.Summary = "articles-worker", 77, "", "GET users:8080"
	parallel.Text, parallel.NPlusOne.Call, parallel.NPlusOne.Source, parallel.NPlusOne.SourceCall = "GET http://users:8080/users/{id}", "http", "", finding.Interval{}
	info := nPlusOneFinding(41, "GET /api/tags", 5, 3*ms)
	info.Severity, info.Fingerprint, info.Summary, info.Text = finding.SeverityInfo, 78, "GET session:?", "GET session:?"
	info.System, info.NPlusOne.Call, info.NPlusOne.Source = "redis", "cache", ""
	e.store.add([]finding.Finding{parallel, info})
	rows := table{
		named(1, "SELECT articles users", "SELECT a.id, a.title, u.name FROM articles a JOIN users u ON u.id = a.author_id WHERE a.title LIKE ? ORDER BY a.created_at DESC LIMIT ?", 42, 38*time.Second, 800*ms, 1200*ms, 1900*ms),
		named(2, "SELECT favorites", "SELECT count(*) FROM favorites WHERE article_id = ?", 4820, 9*time.Second, 2*ms, 6*ms, 80*ms),
		named(3, "INSERT articles", "INSERT INTO articles (title, body, author_id) VALUES (?)", 310, 2*time.Second, 4*ms, 22*ms, 190*ms),
		named(4, "GET session:?", "GET session:?", 9120, 900*ms, 80*time.Microsecond, 300*time.Microsecond, 12*ms),
	}
	e.tables.add(rows)
	for minute := range 40 {
		at := time.Now().Add(time.Duration(minute-40) * time.Minute)
		e.masking.clock = func() time.Time { return at }
		e.masking.add([]finding.MaskingCount{
			{Processor: "pii_masking", Signal: "traces", Detector: "email", Place: "span_attribute", Count: int64(10 + minute*7%23)},
			{Processor: "pii_masking", Signal: "logs", Detector: "email", Place: "log_body", Count: int64(minute % 5)},
		})
		if minute%9 == 0 {
			e.masking.add([]finding.MaskingCount{{Processor: "pii_masking", Signal: "traces", Detector: "credit_card", Place: "event_attribute", Count: 2}})
		}
	}
	e.masking.clock = time.Now
}

func named(fingerprint uint64, summary, text string, calls int64, total, p50, p95, longest time.Duration) finding.Statement {
	s := statement(fingerprint, "articles-api", calls, total)
	s.Summary, s.Text, s.P50, s.P95, s.P99, s.Max, s.Errors = summary, text, p50, p95, (p95+longest)/2, longest, 0
	return s
}

// collectorMetrics is a collector's page of metrics that says all is well.
func collectorMetrics(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for signal, items := range map[string]string{"traces": "spans", "metrics": "metric_points", "logs": "log_records"} {
			_, _ = fmt.Fprintf(w, "otelcol_exporter_queue_size{data_type=%q,exporter=\"otlp_http/scout\"} 20480\n", signal)
			_, _ = fmt.Fprintf(w, "otelcol_exporter_queue_capacity{data_type=%q,exporter=\"otlp_http/scout\"} 1073741824\n", signal)
			_, _ = fmt.Fprintf(w, "otelcol_exporter_sent_%s{exporter=\"otlp_http/scout\"} 81234\n", items)
		}
		_, _ = w.Write([]byte("otelcol_extension_scout_auth_token_remaining 287\notelcol_extension_scout_auth_breaker_state 0\n"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// shown opens the page of a shop.
func shown(t *testing.T, window size) (*findings, *tab) {
	t.Helper()
	chromium(t)
	metrics := collectorMetrics(t)
	e, address := open(t, func(cfg *Config) {
		cfg.TraceLink, cfg.MetricsEndpoint = "http://localhost:16686/trace/{trace_id}", metrics
	})
	e.exports.units = map[string]string{"otlp_http/scout": "bytes"}
	shop(e)
	tb := browse(t, address, window)
	becomes(tb, 4, "document.querySelectorAll('#list > li').length")
	becomes(tb, "Everything gets through.", text(".verdict"))
	becomes(tb, 4, "document.querySelectorAll('#statements tbody tr').length")
	return e, tb
}

func TestThePageTellsWhatToFixFirst(t *testing.T) {
	_, tb := shown(t, desktop)
	assert.Equal(t, "GET /api/articles/search\nSELECT articles takes 1.10 s", eval[string](tb, text("#list li:first-child .open")))
	assert.Contains(t, eval[string](tb, text("#list li:first-child .fix")), "use a full-text or trigram index")
	assert.Equal(t, "3.00 s\nwasted", eval[string](tb, text("#list li:first-child .cost")))
	assert.Equal(t, "4.25 s wasted by 4 findings", eval[string](tb, text("#sum")))
	tb.screenshot("desktop-light")
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, true, "!!document.querySelector('.waterfall')?.checkVisibility()")
	tb.screenshot("desktop-light-open")
}

// A page that was open for an hour has minutes to tell, which are longer than seconds: they stay out of the export's column.
func TestALongTimeStaysInItsColumn(t *testing.T) {
	chromium(t)
	for _, window := range []size{desktop, phone} {
		e, address := open(t)
		tb := browse(t, address, window)
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, "GET /api/articles", 20, 55*time.Minute)})
		becomes(tb, "52 min 15 s", text("#list li:first-child .wasted"))
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(2, "GET /api/tags", 20, 126*time.Second)})
		becomes(tb, "2 min 0 s", text("#list li:nth-child(2) .wasted"))
		assert.LessOrEqual(t, eval[int](tb, "document.querySelector('.wasted').scrollWidth"), eval[int](tb, "document.querySelector('.wasted').clientWidth"))
	}
}

// Findings show up by themselves, in their place, while the page is open.
func TestFindingsShowUpWhileTheyAreFed(t *testing.T) {
	chromium(t)
	e, address := open(t)
	tb := browse(t, address, desktop)
	becomes(tb, true, text("#findings-empty")+".startsWith('Waiting for the first traces.')")
	tb.screenshot("empty")
	e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, "GET /api/articles", 20, 100*ms)})
	becomes(tb, "GET /api/articles", text("#list li:first-child .where"))
	becomes(tb, "95.0 ms", text("#list li:first-child .wasted"))
	assert.False(t, eval[bool](tb, "document.querySelector('#findings-empty').checkVisibility()"))
	e.Found(t.Context(), []finding.Finding{slowFinding(2, "GET /api/articles/search", "articles", 3*time.Second)})
	becomes(tb, "GET /api/articles/search", text("#list li:first-child .where"))
	for trace := byte(3); trace < 63; trace++ {
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(trace, "GET /api/articles", 20, 100*ms)})
	}
	becomes(tb, "GET /api/articles", text("#list li:first-child .where"))
	e.Masked(t.Context(), masked("email", 1234))
	becomes(tb, "1,234 values", text("#masking .lead"))
	remove := e.AddStatements(table{named(2, "SELECT favorites", "SELECT count(*) FROM favorites WHERE article_id = ?", 4820, 9*time.Second, 2*ms, 6*ms, 80*ms)})
	becomes(tb, "SELECT favorites", text("#statements tbody .name"))
	remove()
	becomes(tb, "No statement yet.", text("#statements .lead"))
}

// A slow call whose request came in another batch is not named as if its own span were a route.
func TestARequestThatIsNotKnown(t *testing.T) {
	chromium(t)
	e, address := open(t)
	e.Found(t.Context(), []finding.Finding{slowFinding(1, "", "articles", time.Second)})
	tb := browse(t, address, desktop)
	becomes(tb, "shop, request not known\nSELECT articles takes 1.00 s", text("#list .open"))
	assert.Contains(t, eval[string](tb, text("#list .meta")), "its request came in another batch")
}

// Redis has a GET as HTTP has one: the page says which.
func TestACommandAloneIsNamedWithItsSystem(t *testing.T) {
	chromium(t)
	e, address := open(t)
	f := slowFinding(1, "GET /api/articles", "articles", time.Second)
	f.System, f.Summary = "redis", "GET"
	e.Found(t.Context(), []finding.Finding{f})
	tb := browse(t, address, desktop)
	becomes(tb, "GET /api/articles\nredis GET takes 1.00 s", text("#list .open"))
}

func TestLongListsAreShownInParts(t *testing.T) {
	chromium(t)
	e, address := open(t)
	var rows table
	for i := range 25 {
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, fmt.Sprintf("GET /%02d", i), 20, 100*ms)})
		rows = append(rows, statement(uint64(i+1), "shop", 10, time.Second))
	}
	e.AddStatements(rows)
	tb := browse(t, address, desktop)
	for list, counts := range map[string][2]int{"#list > li": {20, 25}, "#statements tbody tr": {10, 25}} {
		button := map[string]string{"#list > li": "#more", "#statements tbody tr": "#statements-more"}[list]
		becomes(tb, counts[0], fmt.Sprintf("document.querySelectorAll(%q).length", list))
		tb.run(chromedp.Click(chromedp.CSS(button)))
		becomes(tb, counts[1], fmt.Sprintf("document.querySelectorAll(%q).length", list))
		becomes(tb, false, fmt.Sprintf("document.querySelector(%q).checkVisibility()", button))
	}
}

// What is open stays open, with its focus, while others pass it by; its evidence becomes that of the worst.
func TestAnOpenFindingStaysOpen(t *testing.T) {
	e, tb := shown(t, desktop)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, "GET /api/articles", text("li.is-open .where"))
	e.Found(t.Context(), []finding.Finding{slowFinding(9, "GET /api/new", "news", time.Minute), nPlusOneFinding(99, "GET /api/articles", 40, 400*ms)})
	becomes(tb, "GET /api/new", text("#list li:first-child .where"))
	becomes(tb, true, text("li.is-open figcaption")+".startsWith('The worst of them: 40 calls, 400 ms in all.')")
	assert.Equal(t, "GET /api/articles", eval[string](tb, text("li.is-open .where")))
	assert.True(t, eval[bool](tb, "document.activeElement === document.querySelector('li.is-open .open')"), "the focus stays")
	assert.Equal(t, 1, eval[int](tb, "document.querySelectorAll('li.is-open').length"))
}

func TestAFindingOpensToItsEvidence(t *testing.T) {
	_, tb := shown(t, desktop)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, 14, "document.querySelectorAll('li.is-open .rows > li').length") // parent, query before, gap, ten calls, the rest
	assert.Equal(t, "GET /api/articles|SELECT posts|gap before the first call|SELECT users × 20|call 2", eval[string](tb, "[...document.querySelectorAll('li.is-open .label')].slice(0, 5).map(l => l.innerText).join('|')"))
	starts := eval[[]float64](tb, "[...document.querySelectorAll('li.is-open .track .bar')].map(b => Math.round(b.getBoundingClientRect().left))")
	assert.IsNonDecreasing(t, starts, "time goes from left to right")
	assert.True(t, eval[bool](tb, "[...document.querySelectorAll('li.is-open .rows > li')].every(row => { const r = row.getBoundingClientRect(), b = row.querySelector('.bar').getBoundingClientRect(); return b.top >= r.top && b.bottom <= r.bottom })"), "each bar is in its row")
	link := eval[string](tb, "document.querySelector('li.is-open .facts a').href")
	assert.Equal(t, "http://localhost:16686/trace/17000000000000000000000000000000", link)
	assert.Equal(t, "20 one after the other, with different parameters, through PostSerializer", eval[string](tb, "[...document.querySelectorAll('li.is-open dd')][2].innerText"))

	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(1) .open")))
	becomes(tb, "SELECT articles|normal (95 of 100 calls)|slow from here on (threshold)", "[...document.querySelectorAll('li.is-open .label')].map(l => l.innerText).join('|')")
	assert.Equal(t, 1, eval[int](tb, "document.querySelectorAll('li.is-open').length"), "one at a time")
	tb.screenshot("desktop-slow-query")
}

// A slow call inside an N+1 says where its time is counted.
func TestASlowCallInsideAnNPlusOneSaysSo(t *testing.T) {
	chromium(t)
	e, address := open(t)
	e.Found(t.Context(), []finding.Finding{loop(1, 4*time.Second), slowIn(1, 1, parentSpan, time.Second, 2*time.Second)})
	tb := browse(t, address, desktop)
	becomes(tb, "3.60 s wasted by 2 findings", text("#sum"))
	assert.Equal(t, "0 ms\nwasted", eval[string](tb, text("#list li:nth-child(2) .cost")))
	assert.Equal(t, "shop · Slow query · 2.00 s inside an N+1, counted there · found once · last just now", eval[string](tb, text("#list li:nth-child(2) .meta")))
}

// The address of an open finding can be shared.
func TestTheAddressNamesTheFinding(t *testing.T) {
	e, tb := shown(t, desktop)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(3) .open")))
	becomes(tb, "process notify_followers", text("li.is-open .where"))
	address := eval[string](tb, "location.href")
	require.Contains(t, address, "#finding-"+finding.Hex(e.store.page(&query{order: orders[0], limit: 3}).groups[2].id))
	tb.run(chromedp.Navigate("about:blank"), chromedp.Navigate(address))
	becomes(tb, "process notify_followers", text("li.is-open .where"))
}

func TestCopy(t *testing.T) {
	_, tb := shown(t, desktop)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, "Copy", text("li.is-open .statement .copy"))
	tb.run(chromedp.Evaluate[chromedp.Void](`(() => {
		const button = document.querySelector("li.is-open .statement .copy");
		window.labels = []; // what it said for a moment only is kept
		new MutationObserver(() => window.labels.push(button.textContent)).observe(button, {childList: true, characterData: true, subtree: true});
	})()`))
	tb.run(chromedp.Click(chromedp.CSS("li.is-open .statement .copy")))
	becomes(tb, "SELECT name FROM users WHERE id = ?", "navigator.clipboard.readText()")
	becomes(tb, "Copied|Copy", "window.labels.join('|')")
}

// Whatever the API lists, no row stays behind.
func TestRowsOfOneKeyDoNotPileUp(t *testing.T) {
	_, tb := shown(t, desktop)
	assert.Equal(t, "a,b,a|b,a", eval[string](tb, `import('/dom.js').then(({el, keyed}) => {
		const list = el('ol');
		const show = (keys) => {
			keyed(list, keys, (key) => key, (key) => el('li', {}, key), () => {});
			return [...list.children].map((li) => li.textContent).join(',');
		};
		return [show(['a', 'b', 'a']), show(['b', 'a'])].join('|');
	})`))
}

func TestFiltersOfThePage(t *testing.T) {
	_, tb := shown(t, desktop)
	choose := func(name, value string) {
		tb.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("(() => { const s = document.querySelector('select[name=%s]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()", name, value)))
	}
	routes := "[...document.querySelectorAll('#list .where')].map(w => w.innerText).join('|')"
	choose("kind", "slow_query")
	becomes(tb, "GET /api/articles/search", routes)
	choose("kind", "*")
	choose("severity", "info")
	becomes(tb, "GET /api/tags", routes)
	choose("service", "=articles-worker")
	becomes(tb, "No finding matches.", text("#findings-empty .lead"))
	tb.run(chromedp.Click(chromedp.CSS("#findings-empty button")))
	becomes(tb, 4, "document.querySelectorAll('#list > li').length")
	choose("order", "count")
	becomes(tb, "GET /api/articles", text("#list li:first-child .where"))
	assert.Equal(t, "All|articles-worker|shop", eval[string](tb, "[...document.querySelector('select[name=service]').options].map(o => o.text).join('|')"))
}

func TestOneRoute(t *testing.T) {
	_, tb := shown(t, desktop)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	tb.run(chromedp.Evaluate[chromedp.Void]("[...document.querySelectorAll('li.is-open button')].find(b => b.innerText === 'Only this route').click()"))
	becomes(tb, "GET /api/articles", "[...document.querySelectorAll('#list .where')].map(w => w.innerText).join('|')")
	assert.Equal(t, "Only GET /api/articles Show all routes", eval[string](tb, text("#route")))
	tb.run(chromedp.Click(chromedp.CSS("#route button")))
	becomes(tb, 4, "document.querySelectorAll('#list > li').length")
}

func TestTheKeyboardReachesEverything(t *testing.T) {
	_, tb := shown(t, desktop)
	focused := "document.activeElement.closest('li')?.querySelector('.where')?.innerText ?? document.activeElement.innerText"
	tb.run(chromedp.KeyEvent(kb.Tab))
	assert.Equal(t, "Skip to findings", eval[string](tb, focused))
	tb.run(chromedp.KeyEvent(kb.Enter))
	becomes(tb, "findings", "document.activeElement.id")
	for range 5 { // four filters, then the first finding
		tb.run(chromedp.KeyEvent(kb.Tab))
	}
	assert.Equal(t, "GET /api/articles/search", eval[string](tb, focused))
	tb.run(chromedp.KeyEvent(kb.ArrowDown))
	assert.Equal(t, "GET /api/articles", eval[string](tb, focused))
	tb.run(chromedp.KeyEvent(kb.Enter))
	becomes(tb, "GET /api/articles", text("li.is-open .where"))
	assert.Equal(t, "true", eval[string](tb, "document.activeElement.getAttribute('aria-expanded')"))
	tb.run(chromedp.KeyEvent(kb.Tab))
	assert.Equal(t, "Copy", eval[string](tb, "document.activeElement.innerText"))
	tb.run(chromedp.KeyEvent(kb.ArrowUp), chromedp.Focus(chromedp.CSS("li.is-open .open")), chromedp.KeyEvent(kb.Escape))
	becomes(tb, 0, "document.querySelectorAll('li.is-open').length")
	assert.Equal(t, "GET /api/articles", eval[string](tb, focused))
	tb.run(chromedp.KeyEvent(kb.ArrowUp))
	assert.Equal(t, "GET /api/articles/search", eval[string](tb, focused))
}

const darkGround = "rgb(20, 19, 17)"

func prefers(scheme string) chromedp.Action[chromedp.Void] {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

func TestTheme(t *testing.T) {
	_, tb := shown(t, desktop)
	ground := "getComputedStyle(document.body).backgroundColor"
	light := eval[string](tb, ground)
	tb.run(prefers("dark"))
	becomes(tb, darkGround, ground)
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, 14, "document.querySelectorAll('li.is-open .rows > li').length")
	tb.screenshot("desktop-dark-open")
	choose := "(() => { const s = document.getElementById('theme'); s.value = '%s'; s.dispatchEvent(new Event('change')) })()"
	tb.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(choose, "light")))
	becomes(tb, light, ground)
	tb.run(chromedp.Reload())
	becomes(tb, light, ground)
	assert.Equal(t, "light", eval[string](tb, "document.getElementById('theme').value"), "the choice is kept")
	tb.run(prefers("light"), chromedp.Evaluate[chromedp.Void](fmt.Sprintf(choose, "dark")))
	becomes(tb, darkGround, ground)
	tb.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(choose, "auto")))
	becomes(tb, light, ground)
}

func TestThePageFitsAPhone(t *testing.T) {
	_, tb := shown(t, phone)
	tb.screenshot("phone")
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, 14, "document.querySelectorAll('li.is-open .rows > li').length")
	assert.LessOrEqual(t, eval[int](tb, "document.documentElement.scrollWidth"), int(phone.width), "nothing is to be scrolled to the side")
	tb.screenshot("phone-open")
}

// TestAccessibility asks axe (https://github.com/dequelabs/axe-core) about each state of the page. The page's policy is
// lifted, because axe brings markup of its own.
func TestAccessibility(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		window size
		scheme string
		script string
	}{
		"light":         {desktop, "light", "0"},
		"dark":          {desktop, "dark", "0"},
		"open":          {desktop, "light", "document.querySelectorAll('.open')[1].click()"},
		"open and dark": {desktop, "dark", "document.querySelectorAll('.open')[0].click()"},
		"no match":      {desktop, "light", "(() => { const s = document.querySelector('[name=service]'); s.value = '=articles-worker'; document.querySelector('[name=severity]').value = 'info'; s.dispatchEvent(new Event('change', {bubbles: true})) })()"},
		"phone":         {phone, "light", "document.querySelectorAll('.open')[1].click()"},
	} {
		t.Run(name, func(t *testing.T) {
			_, tb := shown(t, tc.window)
			tb.run(command(cdpage.SetBypassCSP, cdpage.SetBypassCSPParams{Enabled: true}), prefers(tc.scheme), chromedp.Reload())
			becomes(tb, 4, "document.querySelectorAll('#list > li').length")
			becomes(tb, 4, "document.querySelectorAll('#statements tbody tr').length")
			tb.run(chromedp.Evaluate[chromedp.Void](tc.script), chromedp.Evaluate[chromedp.Void]("document.getAnimations().forEach(a => a.finish())"))
			tb.run(chromedp.Evaluate[chromedp.Void](string(axe)))
			violations := eval[[]violation](tb, "axe.run().then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, where: v.nodes.map(n => n.html + ' ' + n.failureSummary)})))")
			assert.Empty(t, violations)
		})
	}
}

// violation is one of axe's; its impact is minor, moderate, serious or critical.
type violation struct {
	ID, Impact, Help string
	Where            []string
}

// TestHostileNamesStayText puts markup and scripts into every text that telemetry brings. Nothing of it may become an
// element, run, or ask for anything; and every one of them is shown as it is.
func TestHostileNamesStayText(t *testing.T) {
	chromium(t)
	attack := func(where string) string {
		return fmt.Sprintf(`<img src=x onerror="window.hit='%s'"></script><script>window.hit='%s'</script>"'><svg onload=alert(1)>javascript:alert(1)`, where, where)
	}
	e, address := open(t, func(cfg *Config) { cfg.TraceLink = "http://localhost:16686/trace/{trace_id}" })
	f := nPlusOneFinding(1, attack("route"), 12, time.Second)
	f.Service, f.Text, f.Summary, f.Hint, f.System = attack("service"), attack("text"), attack("summary"), attack("hint"), attack("system")
	f.Code = finding.Code{Function: attack("function"), File: attack("file"), Line: 1}
	f.NPlusOne.Source, f.NPlusOne.Via = attack("source"), []string{attack("via")}
	slow := slowFinding(2, attack("slow"), "t", 2*time.Second)
	slow.SpanName = attack("span")
	e.Found(t.Context(), []finding.Finding{f, slow})
	s := statement(1, attack("service"), 10, time.Second)
	s.Text, s.Summary, s.System = attack("statement"), attack("statement summary"), attack("statement system")
	e.AddStatements(table{s})
	e.Masked(t.Context(), []finding.MaskingCount{{Processor: attack("processor"), Signal: attack("signal"), Detector: attack("detector"), Place: attack("place"), Count: 1}})
	tb := browse(t, address, desktop)
	becomes(tb, 2, "document.querySelectorAll('#list > li').length")
	for i := range 2 {
		tb.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelectorAll('.open')[%d].click()", i)))
		becomes(tb, i, "[...document.querySelectorAll('#list > li')].findIndex(li => li.classList.contains('is-open'))")
		assert.Equal(t, 0, eval[int](tb, "document.querySelectorAll('main img, main script, main svg[onload], main iframe').length"))
	}
	becomes(tb, 1, "document.querySelectorAll('#statements tbody tr').length")
	becomes(tb, 1, "document.querySelectorAll('#masking .counts li').length")
	assert.False(t, eval[bool](tb, "'hit' in window"))
	shown := eval[string](tb, "document.querySelector('main').textContent")
	for _, where := range []string{"route", "service", "summary", "hint", "slow", "statement", "statement summary", "statement system"} {
		assert.Contains(t, shown, attack(where), where)
	}
	tb.screenshot("hostile")
}

// The page goes on when the collector does: here its streams are ended.
func TestThePageConnectsAgain(t *testing.T) {
	e, tb := shown(t, desktop)
	e.api.hub.mu.Lock()
	for c := range e.api.hub.clients {
		e.api.hub.drop(c)
	}
	e.api.hub.mu.Unlock()
	require.Eventually(t, func() bool { return e.api.hub.size() == 1 }, patience, tick)
	becomes(tb, "Live", text("#live"))
	e.Found(t.Context(), []finding.Finding{slowFinding(9, "GET /api/new", "news", time.Minute)})
	becomes(tb, "GET /api/new", text("#list li:first-child .where"))
}

// Nothing that the page is made of comes from elsewhere, and nothing of it turns text into markup.
func TestThePageIsMadeOfItsOwnFiles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("web", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, banned := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", " style=", "onclick=", "//cdn"} {
			assert.NotContains(t, string(raw), banned, file)
		}
		for _, line := range strings.Split(string(raw), "\n") {
			if strings.Contains(line, "://") && !strings.Contains(line, "http://www.w3.org/2000/svg") && !strings.Contains(line, "http://localhost:4318") {
				assert.Fail(t, "an address", "%s: %s", file, line)
			}
		}
	}
}

// How numbers and times are written, by the page's own module.
func TestFormats(t *testing.T) {
	chromium(t)
	_, address := open(t)
	tb := browse(t, address, desktop)
	for script, want := range map[string]string{
		"duration(0)":                        "0 ms",
		"duration(0.0000004)":                "1 µs",
		"duration(0.00085)":                  "850 µs",
		"duration(0.0009996)":                "1.00 ms",
		"duration(0.0123)":                   "12.3 ms",
		"duration(0.123)":                    "123 ms",
		"duration(0.9996)":                   "1.00 s",
		"duration(4.5252)":                   "4.53 s",
		"duration(99.96)":                    "100 s",
		"duration(125)":                      "2 min 5 s",
		"duration(7260)":                     "2 h 1 min",
		"percent(0)":                         "0.0 %",
		"percent(0.0001)":                    "< 0.1 %",
		"percent(0.042)":                     "4.2 %",
		"percent(0.755)":                     "76 %",
		"times(1)":                           "once",
		"times(1234)":                        "1,234 times",
		"plural(1, 'call')":                  "1 call",
		"plural(2, 'more was', 'more were')": "2 more were",
		"amount(0, 'bytes')":                 "0 B",
		"amount(20480, 'bytes')":             "20.0 KiB",
		"amount(1073741824, 'bytes')":        "1.0 GiB",
		"amount(1500, 'items')":              "1,500 items",
		"amount(1500)":                       "1,500",
		"ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:04Z'))": "just now",
		"ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:34Z'))": "30 s ago",
		"ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:59:59Z'))": "59 min ago",
		"ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T05:00:00Z'))": "5 h ago",
		"ago('2026-01-01T00:00:00Z', Date.parse('2026-01-03T05:00:00Z'))": "2 days ago",
		"ago('2026-01-01T00:00:09Z', Date.parse('2026-01-01T00:00:00Z'))": "just now",
	} {
		assert.Equal(t, want, eval[string](tb, "import('/format.js').then(f => f."+script+")"), script)
	}
}
