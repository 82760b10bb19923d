package budget

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBudgetsAreRead(t *testing.T) {
	for text, want := range map[string]Budgets{
		"n_plus_one=0":                            {{finding.KindNPlusOne, "", 0}},
		"n_plus_one=0,slow_query=12":              {{finding.KindNPlusOne, "", 0}, {finding.KindSlowQuery, "", 12}},
		" n_plus_one=0 , slow_query=1 ":           {{finding.KindNPlusOne, "", 0}, {finding.KindSlowQuery, "", 1}},
		"n_plus_one@GET /api/articles=2":          {{finding.KindNPlusOne, "GET /api/articles", 2}},
		"n_plus_one@ GET /a =2":                   {{finding.KindNPlusOne, "GET /a", 2}},
		"n_plus_one@blog GET /a=2,slow_query=0":   {{finding.KindNPlusOne, "blog GET /a", 2}, {finding.KindSlowQuery, "", 0}},
		"n_plus_one@GET /{a},{b}=2":               {{finding.KindNPlusOne, "GET /{a},{b}", 2}},
		"n_plus_one@GET /a?b=c=2,slow_query@d=1":  {{finding.KindNPlusOne, "GET /a?b=c", 2}, {finding.KindSlowQuery, "d", 1}},
		"slow_query@a@b=1,n_plus_one@slow_query=": nil,
	} {
		t.Run(text, func(t *testing.T) {
			var got Budgets
			err := got.Set(text)
			if want == nil {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, want, got)
			var again Budgets
			require.NoError(t, again.Set(got.String()))
			assert.Equal(t, want, again)
		})
	}
}

func TestBudgetsSayWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                          `"": has no number; write for example n_plus_one=0`,
		"n_plus_one":                `"n_plus_one": has no number; write for example n_plus_one=0`,
		"n_plus_one=":               `"n_plus_one=": "" is no number of findings; write 0 to allow none`,
		"n_plus_one=-1":             `"n_plus_one=-1": "-1" is no number of findings; write 0 to allow none`,
		"n_plus_one=many":           `"n_plus_one=many": "many" is no number of findings; write 0 to allow none`,
		"n_plus_one=0,slow_qury=0":  `"slow_qury=0": there is no kind "slow_qury"; use n_plus_one or slow_query`,
		"n_plus_one@=0":             `"n_plus_one@=0": nothing stands behind the @; name a service or a route, or leave out the @`,
		"n_plus_one@ =0":            `"n_plus_one@ =0": nothing stands behind the @; name a service or a route, or leave out the @`,
		"n_plus_one=0,n_plus_one=1": `"n_plus_one=1": there are two budgets for the same; remove one`,
	} {
		t.Run(text, func(t *testing.T) {
			var got Budgets
			assert.EqualError(t, got.Set(text), want)
		})
	}
}

func group(service, route string, kind finding.Kind, requests ...string) report.Group {
	return report.Group{Key: report.Key{Service: service, Kind: kind, Route: route, Fingerprint: "f"}, Severity: finding.SeverityWarn, Requests: requests}
}

func TestTheClosestBudgetIsCharged(t *testing.T) {
	var budgets Budgets
	require.NoError(t, budgets.Set("n_plus_one=0,n_plus_one@blog=1,n_plus_one@GET /a=2,n_plus_one@shop GET /a=3"))
	groups := []report.Group{
		group("shop", "GET /a", finding.KindNPlusOne), group("blog", "GET /a", finding.KindNPlusOne),
		group("blog", "Posts.list", finding.KindNPlusOne, "GET /a", "GET /b"), group("blog", "GET /b", finding.KindNPlusOne),
		group("shop", "GET /b", finding.KindNPlusOne), group("shop", "GET /b", finding.KindSlowQuery),
	}
	spent := budgets.Apply(groups, nil, finding.SeverityWarn)
	assert.Equal(t, []report.Spent{
		{Kind: finding.KindNPlusOne, Limit: 0, Found: 1}, {Kind: finding.KindNPlusOne, Selector: "blog", Limit: 1, Found: 1},
		{Kind: finding.KindNPlusOne, Selector: "GET /a", Limit: 2, Found: 2}, {Kind: finding.KindNPlusOne, Selector: "shop GET /a", Limit: 3, Found: 1},
	}, spent)
	var over []bool
	for _, g := range groups {
		over = append(over, g.Over)
	}
	assert.Equal(t, []bool{false, false, false, false, true, false}, over)
	assert.False(t, groups[5].Counted, "there is no budget for its kind")
}

func TestWhatCounts(t *testing.T) {
	info := group("blog", "GET /info", finding.KindNPlusOne)
	info.Severity = finding.SeverityInfo
	known := group("blog", "GET /known", finding.KindNPlusOne)
	gone := group("blog", "GET /gone", finding.KindNPlusOne)
	before := Known{known.Key: true, gone.Key: true}
	for least, want := range map[finding.Severity]int{finding.SeverityWarn: 0, finding.SeverityInfo: 1} {
		groups := []report.Group{info, known}
		assert.Equal(t, want, Default().Apply(groups, before, least)[0].Found, string(least))
		assert.True(t, groups[1].Known)
		assert.Equal(t, 1, before.Gone(groups))
	}
}

func TestKnown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "known.json")
	g := group("blog", "GET /a", finding.KindNPlusOne)
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, (&report.Report{Groups: []report.Group{g}}).JSON(file))
	require.NoError(t, file.Close())
	known, err := LoadKnown(path)
	require.NoError(t, err)
	assert.Equal(t, Known{g.Key: true}, known)

	for name, text := range map[string]string{"cut off": `{"format":`, "another format": `{"format":"otelcol-scout-check/0","findings":[]}`, "a list": `[]`} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			_, err := LoadKnown(path)
			assert.EqualError(t, err, "baseline: "+path+`: is not what --format json of this version writes ("otelcol-scout-check/1"); write it anew`)
		})
	}
	_, err = LoadKnown("missing.json")
	assert.EqualError(t, err, "baseline: open missing.json: no such file or directory; write it with --format json --output missing.json")
}

// FuzzBudgets holds what is read to what it was written as.
func FuzzBudgets(f *testing.F) {
	f.Add("n_plus_one=0,slow_query@GET /{a},{b}=7")
	f.Fuzz(func(t *testing.T, text string) {
		var got, again Budgets
		if got.Set(text) != nil {
			return
		}
		for _, budget := range got {
			require.GreaterOrEqual(t, budget.Limit, 0)
		}
		require.NoError(t, again.Set(got.String()))
		require.Equal(t, got, again)
	})
}
