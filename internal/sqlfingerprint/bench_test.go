package sqlfingerprint_test

import (
	"strings"
	"testing"

	"github.com/DataDog/go-sqllexer"
	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// benchmarkTexts are statements as applications send them, by name.
var benchmarkTexts = []struct {
	name    string
	dialect sqlfingerprint.Dialect
	text    string
}{
	{"parameters 150B", sqlfingerprint.PostgreSQL,
		`SELECT id, slug, title, body, author_id, created_at, updated_at FROM articles WHERE author_id = $1 AND published = $2 ORDER BY created_at DESC LIMIT $3`},
	{"literals 300B", sqlfingerprint.PostgreSQL,
		`SELECT "orders"."id", "orders"."customer_id", "orders"."total" FROM "orders" INNER JOIN "customers" ON "customers"."id" = "orders"."customer_id" WHERE "customers"."email" = 'someone.special@example.com' AND "orders"."created_at" BETWEEN '2024-01-01 00:00:00' AND '2024-12-31 23:59:59' AND "orders"."total" > 1250.75`},
	{"insert 50 rows", sqlfingerprint.MySQL,
		"INSERT INTO `events` (`id`, `kind`, `payload`) VALUES (1, 'click', 'x')" + strings.Repeat(", (2, 'click', 'some payload')", 49)},
	{"in list 1000", sqlfingerprint.PostgreSQL,
		"SELECT * FROM users WHERE id IN (1" + strings.Repeat(", 12345", 999) + ")"},
	{"comment tail", sqlfingerprint.PostgreSQL,
		`SELECT id FROM users WHERE id = 17 /*action='show',controller='users',framework='rails',traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/`},
	{"redis", sqlfingerprint.Redis, `set session:4711:cart some-serialised-value ex 3600`},
	{"mongodb", sqlfingerprint.MongoDB, `{"find":"orders","filter":{"customer":"4711","state":{"$in":["open","paid"]}},"sort":{"_id":-1},"limit":20}`},
}

func BenchmarkFingerprint(b *testing.B) {
	for _, bench := range benchmarkTexts {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				sqlfingerprint.Fingerprint(bench.dialect, bench.text)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(bench.text)), "ns/byte")
		})
	}
}

// BenchmarkSQLLexer is what the library that most agents use takes for the same texts.
func BenchmarkSQLLexer(b *testing.B) {
	obfuscator := sqllexer.NewObfuscator()
	normalizer := sqllexer.NewNormalizer()
	for _, bench := range benchmarkTexts[:5] {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				if _, _, err := sqllexer.ObfuscateAndNormalize(bench.text, obfuscator, normalizer); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(bench.text)), "ns/byte")
		})
	}
}

func BenchmarkNormalize(b *testing.B) {
	for _, bench := range benchmarkTexts {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sqlfingerprint.Normalize(bench.dialect, bench.text)
			}
		})
	}
}

func BenchmarkCacheHit(b *testing.B) {
	cache := sqlfingerprint.NewCache(10)
	text := benchmarkTexts[0].text
	b.ReportAllocs()
	for b.Loop() {
		cache.Describe(sqlfingerprint.PostgreSQL, text)
	}
}

func TestFingerprintAllocatesNothing(t *testing.T) {
	cache := sqlfingerprint.NewCache(10)
	for _, bench := range benchmarkTexts {
		cache.Describe(bench.dialect, bench.text)
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			sqlfingerprint.Fingerprint(bench.dialect, bench.text)
			cache.Describe(bench.dialect, bench.text)
		}), bench.name)
	}
}
