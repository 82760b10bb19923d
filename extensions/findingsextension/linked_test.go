package findingsextension

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// routes feeds so many findings, each of which wasted less than the one before.
func routes(t *testing.T, e *findings, n int) {
	t.Helper()
	for i := range n {
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, fmt.Sprintf("GET /%03d", i), 20, time.Duration(1000-i)*ms)})
	}
}

// addressOf the finding of the route.
func addressOf(route string) string {
	k := keyOf(new(nPlusOneFinding(1, route, 20, ms)))
	return "#finding-" + finding.Hex(k.hash())
}

// A shared address opens its finding, wherever it stands in the list.
func TestAnAddressOpensAFindingBeyondTheList(t *testing.T) {
	chromium(t)
	e, address := open(t)
	routes(t, e, 30)
	tb := browse(t, address+"/"+addressOf("GET /027"), desktop)
	becomes(tb, "GET /027", text("#linked li.is-open .where"))
	becomes(tb, true, "!!document.querySelector('#linked .waterfall')?.checkVisibility()")
	assert.Equal(t, "By its address. In the list below it is further down, or filtered out.", eval[string](tb, text("#linked-note")))
	becomes(tb, 20, "document.querySelectorAll('#list > li').length")
	tb.screenshot("desktop-linked")

	e.Found(t.Context(), []finding.Finding{nPlusOneFinding(3, "GET /027", 40, 2*time.Second)})
	becomes(tb, "GET /027", text("#list li:first-child.is-open .where"))
	becomes(tb, false, "document.querySelector('#linked').checkVisibility()")
	tb.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("void (location.hash = %q)", addressOf("GET /025"))))
	becomes(tb, "GET /025", text("#linked li.is-open .where"))
	tb.run(chromedp.Click(chromedp.CSS("#list li:nth-child(2) .open")))
	becomes(tb, false, "document.querySelector('#linked').checkVisibility()")
	becomes(tb, "GET /000", text("li.is-open .where"))
}

func TestAnAddressOfAFindingThatIsGone(t *testing.T) {
	chromium(t)
	e, address := open(t)
	routes(t, e, 1)
	for _, id := range []string{"00000000000000ff", "%3Cb%3E", "none"} {
		t.Run(id, func(t *testing.T) {
			tb := browse(t, address+"/#finding-"+id, desktop)
			becomes(tb, "The finding of this address is not here any more: the collector was started anew since, or let go of it for others. If it happens again, the same address shows it.", text("#linked-note"))
			tb.run(chromedp.Click(chromedp.CSS("#list li:first-child .open")))
			becomes(tb, false, "document.querySelector('#linked').checkVisibility()")
		})
	}
}

// The list ends with what it leaves out.
func TestTheEndOfALongListIsTold(t *testing.T) {
	chromium(t)
	e, address := open(t)
	routes(t, e, 203)
	tb := browse(t, address, desktop)
	for shown := 20; shown < 200; shown += 20 {
		becomes(tb, shown, "document.querySelectorAll('#list > li').length")
		assert.False(t, eval[bool](tb, "document.querySelector('#rest').checkVisibility()"))
		tb.run(chromedp.Click(chromedp.CSS("#more")))
	}
	becomes(tb, "3 more findings are not listed: choose a service, kind or severity above to narrow the list.", text("#rest"))
	assert.False(t, eval[bool](tb, "document.querySelector('#more').checkVisibility()"))
}

// What went wrong with one list is told until that list is read again, whatever becomes of the others.
func TestAListThatCannotBeReadIsTold(t *testing.T) {
	e, tb := shown(t, desktop)
	tb.run(chromedp.Evaluate[chromedp.Void](`(() => {
		window.ask = window.fetch;
		window.fetch = (path, options) => path.includes("/statements") ? Promise.resolve(new Response('{"error":"the table is broken"}', {status: 500})) : window.ask(path, options);
	})()`))
	told := "document.querySelector('#problem').checkVisibility() ? document.querySelector('#problem').innerText : ''"
	remove := e.AddStatements(table{statement(77, "shop", 1, time.Minute)})
	defer remove()
	becomes(tb, "Statements: the table is broken", told)
	e.Found(t.Context(), []finding.Finding{slowFinding(9, "GET /api/new", "news", time.Minute)})
	becomes(tb, "GET /api/new", text("#list li:first-child .where"))
	assert.Equal(t, "Statements: the table is broken", eval[string](tb, told), "another list was read")
	tb.run(chromedp.Evaluate[chromedp.Void]("void (window.fetch = window.ask)"))
	again := e.AddStatements(table{statement(78, "shop", 1, time.Minute)})
	defer again()
	becomes(tb, "", told)
}

// Lost is what was lost lately; the total stays.
func TestThePageTellsWhenSomethingWasLost(t *testing.T) {
	chromium(t)
	metrics := metricsPage(t, "otelcol_exporter_sent_spans{exporter=\"otlp_http/scout\"} 5\notelcol_exporter_send_failed_spans{exporter=\"otlp_http/scout\"} 3\n")
	_, address := open(t, func(cfg *Config) { cfg.MetricsEndpoint = metrics })
	tb := browse(t, address, desktop)
	becomes(tb, "Data is being lost or refused.", text(".verdict"))
	assert.Equal(t, "3\n3 in the last 5 minutes", eval[string](tb, text("#export tbody td:last-child")))
}
