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
	{"ORM quoted 20 columns", sqlfingerprint.PostgreSQL, ormText},
	{"long upper case", sqlfingerprint.Oracle,
		`SELECT CUSTOMER_ACCOUNT_NUMBER, CUSTOMER_DISPLAY_NAME, BILLING_ADDRESS_LINE, OUTSTANDING_BALANCE_AMOUNT FROM CUSTOMER_ACCOUNTS WHERE CUSTOMER_ACCOUNT_STATUS = :status AND LAST_STATEMENT_DATE >= :since ORDER BY OUTSTANDING_BALANCE_AMOUNT DESC`},
	{"lower case", sqlfingerprint.MySQL,
		`select u.id, u.name, count(*) as orders from users u left join orders o on o.user_id = u.id where u.country = 'de' and o.state in ('open', 'paid') group by u.id, u.name having count(*) > 3 order by orders desc limit 20`},
	{"analytic 2KB", sqlfingerprint.PostgreSQL, analyticText},
	{"redis", sqlfingerprint.Redis, `set session:4711:cart some-serialised-value ex 3600`},
	{"mongodb", sqlfingerprint.MongoDB, `{"find":"orders","filter":{"customer":"4711","state":{"$in":["open","paid"]}},"sort":{"_id":-1},"limit":20}`},
}

// ormText is what object-relational mappers write: every name quoted and qualified.
var ormText = `SELECT "public"."purchase_orders".` + strings.Join(strings.Fields(`"id" "customer_id" "billing_address_id"
	"shipping_address_id" "status" "currency" "subtotal_amount" "discount_amount" "tax_amount" "total_amount" "placed_at"
	"confirmed_at" "shipped_at" "delivered_at" "cancelled_at" "tracking_number" "carrier" "notes" "created_at" "updated_at"`),
	`, "public"."purchase_orders".`) + ` FROM "public"."purchase_orders" WHERE ("public"."purchase_orders"."customer_id" = $1 ` +
	`AND "public"."purchase_orders"."status" IN ($2,$3,$4)) ORDER BY "public"."purchase_orders"."created_at" DESC LIMIT $5 OFFSET $6`

// analyticText is a report as people write it by hand.
const analyticText = `WITH monthly_revenue AS (
    SELECT date_trunc('month', o.placed_at) AS month, c.region, c.segment,
           SUM(oi.quantity * oi.unit_price * (1 - COALESCE(oi.discount, 0))) AS revenue,
           COUNT(DISTINCT o.id) AS order_count, COUNT(DISTINCT o.customer_id) AS customer_count
    FROM orders o
    INNER JOIN order_items oi ON oi.order_id = o.id
    INNER JOIN customers c ON c.id = o.customer_id
    LEFT JOIN promotions p ON p.code = o.promotion_code AND p.active = TRUE
    WHERE o.placed_at >= '2024-01-01' AND o.placed_at < '2025-01-01'
      AND o.status NOT IN ('cancelled', 'refunded', 'pending')
      AND (c.deleted_at IS NULL OR c.deleted_at > o.placed_at)
    GROUP BY date_trunc('month', o.placed_at), c.region, c.segment
), ranked AS (
    SELECT month, region, segment, revenue, order_count, customer_count,
           RANK() OVER (PARTITION BY month ORDER BY revenue DESC) AS revenue_rank,
           LAG(revenue, 1) OVER (PARTITION BY region, segment ORDER BY month) AS previous_revenue,
           SUM(revenue) OVER (PARTITION BY region, segment ORDER BY month ROWS BETWEEN 11 PRECEDING AND CURRENT ROW) AS trailing_year
    FROM monthly_revenue
    WHERE revenue > 1000.00 AND order_count >= 5
), churned AS (
    SELECT c.region, c.segment, COUNT(*) AS lost_customers
    FROM customers c
    WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.placed_at >= '2024-06-01')
    GROUP BY c.region, c.segment
)
SELECT r.month, r.region, r.segment, r.revenue, r.revenue_rank, r.trailing_year,
       CASE WHEN r.previous_revenue IS NULL THEN 0
            WHEN r.previous_revenue = 0 THEN 100
            ELSE ROUND((r.revenue - r.previous_revenue) / r.previous_revenue * 100, 2) END AS growth_percent,
       COALESCE(ch.lost_customers, 0) AS lost_customers
FROM ranked r
LEFT JOIN churned ch ON ch.region = r.region AND ch.segment = r.segment
WHERE r.revenue_rank <= 10
ORDER BY r.month DESC, r.revenue_rank ASC
LIMIT 500 OFFSET 0`

// BenchmarkFingerprint is the fingerprint without a cache and, for SQL, beside it what the library that most agents use
// takes for the same text.
func BenchmarkFingerprint(b *testing.B) {
	obfuscator, normalizer := sqllexer.NewObfuscator(), sqllexer.NewNormalizer()
	for _, bench := range benchmarkTexts {
		b.Run(bench.name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				sqlfingerprint.Fingerprint(bench.dialect, bench.text)
			}
			reportPerByte(b, bench.text)
		})
		if bench.dialect >= sqlfingerprint.Redis {
			continue
		}
		b.Run(bench.name+"/sqllexer", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				if _, _, err := sqllexer.ObfuscateAndNormalize(bench.text, obfuscator, normalizer); err != nil {
					b.Fatal(err)
				}
			}
			reportPerByte(b, bench.text)
		})
	}
}

func reportPerByte(b *testing.B, text string) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(text)), "ns/byte")
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
