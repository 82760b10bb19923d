package sqlfingerprint_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/DataDog/go-sqllexer"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// newTexts writes texts that were never seen: the text with a comment that counts, as sqlcommenter's trace ids do.
// The fingerprint stays the same.
type newTexts struct {
	text []byte
	end  int
	n    int64
}

func newTextsOf(text string) *newTexts {
	return &newTexts{text: append([]byte(text), " -- "...), end: len(text) + len(" -- ")}
}

func (w *newTexts) next() string {
	w.n++
	w.text = strconv.AppendInt(w.text[:w.end], w.n, 10)
	return string(w.text) // one allocation, the same for all that is compared
}

// sqllexerNanoseconds is what ObfuscateAndNormalize takes for the text, measured here and now.
func sqllexerNanoseconds(b *testing.B, text string) float64 {
	const runs = 2000
	obfuscator, normalizer := sqllexer.NewObfuscator(), sqllexer.NewNormalizer()
	start := time.Now()
	for range runs {
		if _, _, err := sqllexer.ObfuscateAndNormalize(text, obfuscator, normalizer); err != nil {
			b.Fatal(err)
		}
	}
	return float64(time.Since(start).Nanoseconds()) / runs
}

// BenchmarkDescribe is fingerprint, normalised text and summary: of a text seen before (hit), of a new text whose
// statement is known (known), and without a cache (none). For SQL, sqllexer/op is how many times longer go-sqllexer
// takes for the normalised text alone.
func BenchmarkDescribe(b *testing.B) {
	for _, bench := range benchmarkTexts {
		var sqllexer float64
		if bench.dialect < sqlfingerprint.Redis {
			sqllexer = sqllexerNanoseconds(b, bench.text)
		}
		for _, way := range []struct {
			name string
			run  func(b *testing.B)
		}{
			{"hit", func(b *testing.B) {
				cache := sqlfingerprint.NewCache(1000)
				for b.Loop() {
					cache.Describe(bench.dialect, bench.text)
				}
			}},
			{"known", func(b *testing.B) {
				cache, texts := sqlfingerprint.NewCache(1000), newTextsOf(bench.text)
				for b.Loop() {
					cache.Describe(bench.dialect, texts.next())
				}
			}},
			{"none", func(b *testing.B) {
				for b.Loop() {
					_ = sqlfingerprint.Fingerprint(bench.dialect, bench.text).String()
					sqlfingerprint.Normalize(bench.dialect, bench.text)
					sqlfingerprint.Summarize(bench.dialect, bench.text)
				}
			}},
		} {
			b.Run(bench.name+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				way.run(b)
				if sqllexer > 0 {
					b.ReportMetric(sqllexer/(float64(b.Elapsed().Nanoseconds())/float64(b.N)), "sqllexer/op")
				}
			})
		}
	}
}

// BenchmarkCacheFingerprint is the fingerprint alone where every text is new, with the memo and without.
func BenchmarkCacheFingerprint(b *testing.B) {
	for name, text := range map[string]string{"short": benchmarkTexts[4].text[:32], "150B": benchmarkTexts[0].text} {
		cache := sqlfingerprint.NewCache(10_000)
		for way, fingerprint := range map[string]func(sqlfingerprint.Dialect, string) sqlfingerprint.ID{
			"memo": cache.Fingerprint, "scan": sqlfingerprint.Fingerprint,
		} {
			b.Run(name+"/"+way, func(b *testing.B) {
				texts := newTextsOf(text)
				for b.Loop() {
					fingerprint(sqlfingerprint.PostgreSQL, texts.next())
				}
			})
		}
	}
}

// BenchmarkCacheParallel is for -cpu 1,2: all cores ask for the same text (one), for a thousand in turn (many), and
// for texts that are new.
func BenchmarkCacheParallel(b *testing.B) {
	many := make([]string, 1000)
	for i := range many {
		many[i] = "SELECT c" + strconv.Itoa(i) + benchmarkTexts[0].text[len("SELECT id"):]
	}
	for _, bench := range []struct {
		name string
		text func() func() string // for each goroutine
	}{
		{"one", func() func() string { return func() string { return many[0] } }},
		{"many", func() func() string {
			i := 0
			return func() string { i++; return many[i%len(many)] }
		}},
		{"new", func() func() string { return newTextsOf(many[0]).next }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			cache := sqlfingerprint.NewCache(10_000)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				text := bench.text()
				for pb.Next() {
					cache.Describe(sqlfingerprint.PostgreSQL, text())
				}
			})
		})
	}
}
