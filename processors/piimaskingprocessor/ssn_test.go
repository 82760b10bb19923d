package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// scanFunc is a scanner that looks at one position of a text.
type scanFunc func(s string, i int) (start, end int, ok bool)

// bracketed puts brackets around everything the finders find from the positions that starts selects. What was
// found is not looked at again.
func bracketed(t *testing.T, s string, starts func(byte) bool, finders ...scanFunc) string {
	t.Helper()
	var out strings.Builder
	done := 0
	for i := range len(s) {
		if i < done || !starts(s[i]) {
			continue
		}
		for _, find := range finders {
			start, end, ok := find(s, i)
			if !ok || start < done {
				continue
			}
			if start > end || end <= i || end > len(s) {
				t.Fatalf("%q at %d: %d..%d", s, i, start, end)
			}
			out.WriteString(s[done:start] + "<" + s[start:end] + ">")
			done = end
			break
		}
	}
	return out.String() + s[done:]
}

func isDigit(c byte) bool { return is(c, classDigit) }

// fromEveryDigit checks that a scanner gives the same answer at every digit of what it finds.
func fromEveryDigit(t *testing.T, s string, find scanFunc) {
	t.Helper()
	for i := range len(s) {
		start, end, ok := find(s, i)
		if !ok {
			continue
		}
		for at := start; at < end; at++ {
			if isDigit(s[at]) {
				from, to, ok := find(s, at)
				assert.True(t, ok && from == start && to == end, "%q: %d..%d from %d, %d..%d from %d", s, start, end, i, from, to, at)
			}
		}
	}
}

func unnamedSSN(s string, i int) (start, end int, ok bool) { return ssnAt(s, i, false) }
func namedSSN(s string, i int) (start, end int, ok bool)   { return ssnAt(s, i, true) }

func TestSSNFound(t *testing.T) {
	for _, want := range []string{
		// Hyphens are enough.
		"<536-22-8726>",
		"from <536-22-8726> to",
		"ends in <536-22-8726>.",
		"(<536-22-8726>)",
		"'<536-22-8726>',",
		"x=<536-22-8726>&y=1",
		"id:<536-22-8726>;",
		`{"id":"<536-22-8726>"}`,
		`{"text":"a\n<536-22-8726>\n"}`,
		"q%3D<536-22-8726>%26r",
		"q=%20<536-22-8726>",
		"<536-22-8726>, <536-22-8727>",
		"<536-22-8726> <536-22-8727>",
		"号码<536-22-8726>。",
		"<536-22-8726>-",
		"<536-22-8726>/ next",
		"room 12 <536-22-8726>",
		"<001-01-0001>",
		"<899-99-9999>",
		"<665-22-8726> <667-22-8726>",
		// Dots are enough where a group has a leading zero.
		"<036.22.8726>",
		"<536.02.8726>",
		// Everything else is named.
		"ssn <536.22.8726>",
		"SSN: <536 22 8726>",
		"SSN <536228726>",
		"ssn=<536228726>",
		"ssn#<536228726>",
		"SS# <536228726>",
		`{"ssn":"<536228726>"}`,
		`{"ssn": <536228726>}`,
		`{"userSSN":<536228726>}`,
		`{"userSsn":<536228726>}`,
		`{"ssnNumber":<536228726>}`,
		`{"socialSecurityNumber":<536228726>}`,
		"social_security_number=<536228726>",
		"Social Security No. <536 22 8726>",
		"soc sec <536228726>",
		"The social security number of Jo is <536228726>",
		"taxpayer id <536-228726>",
		"TIN <53622-8726>",
		"ssn for user 42 is <536228726>",
		"SSNs: <536228726>, <536228727>; <536228728>",
		"my ssn <536-22-8726>, yours",
		// A number with a name of its own is another one.
		"ssn=<536-22-8726>&account=536228727",
		`{"ssn":"<536-22-8726>","order_id":536228727}`,
		"ssn <536228726>, phone 536228727",
		// A name that says what it is outweighs the path and the sign before it.
		"/ssn/<536-22-8726>/edit",
		"SSN #<536-22-8726>",
		"ssn_<536-22-8726>",
		"ssn order <536-22-8726>",
	} {
		t.Run(want, func(t *testing.T) {
			in := strings.NewReplacer("<", "", ">", "").Replace(want)
			assert.Equal(t, want, bracketed(t, in, isDigit, unnamedSSN))
			fromEveryDigit(t, in, unnamedSSN)
		})
	}
}

func TestSSNLeavesOtherNumbers(t *testing.T) {
	for _, s := range []string{
		"",
		"-",
		// Never issued.
		"000-22-8726",
		"666-22-8726",
		"900-22-8726",
		"999-22-8726",
		"536-00-8726",
		"536-22-0000",
		"078-05-1120",
		"219-09-9999",
		"ssn 000228726",
		"ssn 666 22 8726",
		// Not named.
		"536228726",
		"536 22 8726",
		"536.22.8726",
		"536-228726",
		"53622-8726",
		"zip 53622-8726",
		"order_id=536228726",
		"1.536.22",
		// Separators that do not agree, shapes that are others'.
		"536-22.8726",
		"536 22-8726",
		"536--22-8726",
		"536-22--8726",
		"536-228-726",
		"53-622-8726",
		"5362-28-726",
		"536-22-872",
		"ssn 536-22-872",
		"ssn 5362 28726",
		// Part of something longer.
		"1536-22-8726",
		"536-22-87261",
		"1-536-22-8726",
		"536-22-8726-1",
		"536-22-8726.5",
		"536-22-8726/12",
		"+536-22-8726",
		"+1 (536) 228-726",
		"x536-22-8726",
		"536-22-8726x",
		"536-22-8726_2",
		"_536-22-8726",
		"a-536-22-8726",
		"536-22-8726-b",
		"/orders/536-22-8726",
		"ssn 1536228726",
		"ssn 5362287261",
		"ssn 12.536228726",
		"ssn 536228726ab",
		// Dates, times, ids, addresses.
		"2024-01-01",
		"2024-01-01 2024-02-01",
		"2024-01-01T12:00:00.123456789Z",
		"1700000000",
		"1700000000000000000",
		"192.168.100.1000",
		"10.0.0.1",
		"415-555-2671",
		"+1-415-555-2671",
		"4111-1111-1111-1111",
		"f4114111-1111-4111-1111-111111111111",
		"123-12-1234-12",
		// Numbers of something else.
		"order 536-22-8726",
		"Order number: 536-22-8726",
		"order=536-22-8726",
		"invoice #536-22-8726",
		"ticket 536-22-8726",
		"Part No. 536-22-8726",
		"tel: 536-22-8726",
		"#536-22-8726",
		// Words that only contain one.
		"fitnessn 536228726",
		"assn 536228726",
		"tinned 536228726",
		"security 536228726",
		"ssn is unknown here, in this text, which goes on; 536228726",
		// Another number, with its own name, comes in between; a masked one counts too.
		"ssn ***-**-****, account 536228726",
		"ssn=*********&account=536228726",
		"[SSN] 536228726",
		"[US_SSN], 536228726",
		"[SSN] and 536 22 8726",
		"***-**-****",
		"ssn ***-**-****",
		"ssn *********",
	} {
		t.Run(s, func(t *testing.T) {
			assert.Equal(t, s, bracketed(t, s, isDigit, unnamedSSN))
		})
	}
}

func TestNamedSSN(t *testing.T) {
	for _, want := range []string{
		"<536228726>",
		"<536-22-8726>",
		"<536 22 8726>",
		"<536.22.8726>",
		"<536-228726>",
		"<53622-8726>",
		"x: <536228726>",
		"<536228726>, <536228727>",
		"order <536228726>",
		"000228726",
		"536000000",
		"53622872",
		"5362287261",
		"1-536228726",
		"536228726x",
		"*********",
	} {
		in := strings.NewReplacer("<", "", ">", "").Replace(want)
		assert.Equal(t, want, bracketed(t, in, isDigit, namedSSN))
	}
}

func TestSSNContextIsBounded(t *testing.T) {
	for gap, want := range map[int]bool{1: true, ssnContext - 3: true, ssnContext - 1: true, ssnContext: false, ssnContext + 1: false, 1000: false} {
		s := "ssn" + strings.Repeat(" ", gap) + "536228726"
		_, _, ok := ssnAt(s, len(s)-1, false)
		assert.Equal(t, want, ok, gap)
	}
}

func TestNamesSSN(t *testing.T) {
	for key, want := range map[string]bool{
		"ssn":                                true,
		"SSN":                                true,
		"user.ssn":                           true,
		"user_ssn":                           true,
		"userSSN":                            true,
		"app.customer.social_security":       true,
		"social_security_number":             true,
		"socialSecurityNumber":               true,
		"socialsecuritynumber":               true,
		"tin":                                true,
		"taxpayer_id":                        true,
		"tax_id":                             true,
		"taxId":                              true,
		"tax.identification.number":          true,
		"http.request.header.x-ssn":          true,
		"":                                   false,
		"session":                            false,
		"security":                           false,
		"social":                             false,
		"id":                                 false,
		"tax_rate":                           false,
		"taxonomy_id":                        false,
		"security.social":                    false,
		"tax_region_id":                      false,
		"assn":                               false,
		"user.id":                            false,
		"http.response.header.x-security-id": false,
	} {
		assert.Equal(t, want, namesSSN(splitKey(key)), key)
	}
}

// ordinaryLines are lines of telemetry in which there is no number of a person, no account and no address.
var ordinaryLines = []string{
	"2024-05-17T08:21:00.123456789Z INFO  started in 1523 ms",
	"2024-05-17 08:21:00,123 [main] DEBUG o.h.SQL - select o.id from orders o where o.total > 1234.56",
	"17/May/2024:08:21:00 +0000",
	"Fri May 17 08:21:00 UTC 2024",
	"20240517082100",
	"1715934060 1715934060123 1715934060123456 1715934060123456789",
	"GET /api/v2/orders/536228726?page=12&size=1000 HTTP/1.1 200 5321",
	"POST /v1/traces 202 in 12.345ms",
	"https://example.com/a/b/c?id=1234567890123456&ts=1715934060#L1234",
	"SELECT * FROM t WHERE id IN (1001, 1002, 1003) AND day BETWEEN '2024-01-01' AND '2024-12-31'",
	"INSERT INTO t (a, b, c) VALUES (536228726, 12345, '2024-05-17 08:21:00')",
	"UPDATE t SET n = n + 1000 WHERE id = $1::bigint AND d > $2::date",
	"SELECT 'x'::text, 5::int, now()::date, '{}'::jsonb",
	"\tat com.example.Order.total(Order.java:1234)",
	"\tat std::vector<int>::push_back(int) (vector.h:1204)",
	"main.run(0xc000123456, 0x1234567890ab)",
	"goroutine 1234 [running]:",
	"/usr/lib/python3.11/site-packages/foo/bar.py:1234: in baz",
	"panic: runtime error: index out of range [1234] with length 1000",
	"thread 'main' panicked at src/main.rs:1234:56",
	"trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331",
	"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
	"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"commit 1c705b6d937a453092c903803697f0769211ab",
	"blk_-1608999687919862906 size 67108864",
	"pod/checkout-7d9f8b6c5d-x2k4q container checkout restarted 1000 times",
	"arn:aws:iam::123456789012:role/reader arn:aws:s3:::bucket",
	"projects/1234567890/locations/europe-west1/clusters/prod-2024-05",
	"ami-0123456789abcdef0 vpc-0a1b2c3d4e5f60718 i-0123456789abcdef0",
	"lodash@4.17.21 react@18.3.1 golang.org/x/net@v0.59.0",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
	"kernel 5.15.0-1234-aws #12~20.04.1-Ubuntu SMP",
	"CVE-2024-12345 RFC 5321 ISO 8601:2004 EN 301-549",
	"isbn 978-3-16-148410-0",
	"part 123-4567-89 lot 12-34567-8",
	"total: 1,234,567.89 EUR; rate 1:2; ratio 16:9",
	"0000:03:00.0 VGA compatible controller",
	"x=1.2345e-10 y=-1234.5678 z=+1234",
	"heap 1234M used, 5678M free (21.7%)",
	"latency p50=12 p90=1234 p99=12345 max=123456",
	"key_1234_5678_9012 shard-0012-0034-0056",
	"exit code 1234; errno 104; signal 9",
	"[1234:5678:0517/082100.123456:ERROR:gpu.cc(1234)]",
	"{\"level\":\"info\",\"ts\":1715934060.1234567,\"n\":536228726,\"msg\":\"done\"}",
	"Caused by: java.sql.SQLException: ORA-12345: at line 1234",
	"::error file=main.go,line=1234::message",
	"module :: value :: 1234",
	"Foo::Bar::Baz#qux crate::module::f32::consts",
	"**** 1234 ending in ****-****-****-1234",
	"[REDACTED:jwt] [PHONE] [EMAIL] [REDACTED:secret] 1234",
}

// testOrdinary holds that the finders see nothing in ordinary telemetry, and allocate nothing in looking, at every
// position, marked or not.
func testOrdinary(t *testing.T, finders ...scanFunc) {
	t.Helper()
	for _, line := range ordinaryLines {
		for _, find := range finders {
			for i := range len(line) + 1 {
				start, end, ok := find(line, i)
				assert.False(t, ok, "%q in %q", line[start:end], line)
			}
			allocs := testing.AllocsPerRun(1, func() {
				for i := range len(line) {
					find(line, i)
				}
			})
			assert.Zero(t, allocs, line)
		}
	}
}

// testAnyBytes runs the finders over texts of two alternating bytes, cut anywhere: none may panic, and what
// they find lies in the text.
func testAnyBytes(t *testing.T, finders ...scanFunc) {
	t.Helper()
	for _, pattern := range []string{
		"", "1", "-", " ", ".", ":", "%", "\\", "a", "\x00", "\x80", "\xc2", "\xff", "1-", "1.", "1:", "a:", "a1", "11-", "111-", "1111 ", "%2", "%20",
		"\\n", "\\u", "\u00a0", "::", "[:", "DE89", "DE89 ", "GB29-", "/home/", `\Users\`, "ssn ", "1.1.1.1", "::1.1.1.1", "::%", "::/1", "00:", "00-", "0000.",
	} {
		long := strings.Repeat(pattern, 80)
		for cut := range min(len(long), 12) + 1 {
			s := long[cut:]
			for _, find := range finders {
				for i := range len(s) + 1 {
					start, end, ok := find(s, i)
					assert.True(t, !ok || 0 <= start && start < end && end <= len(s), "%q at %d", s, i)
				}
			}
		}
	}
}

func TestSSNInOrdinaryTelemetry(t *testing.T) { testOrdinary(t, unnamedSSN) }

func TestSSNInAnyBytes(t *testing.T) { testAnyBytes(t, unnamedSSN, namedSSN) }

func TestIssuedSSN(t *testing.T) {
	for _, tt := range []struct {
		area, group, serial int
		want                bool
	}{
		{1, 1, 1, true},
		{899, 99, 9999, true},
		{665, 1, 1, true},
		{667, 1, 1, true},
		{0, 1, 1, false},
		{666, 1, 1, false},
		{900, 1, 1, false},
		{999, 99, 9999, false},
		{1, 0, 1, false},
		{1, 1, 0, false},
		{78, 5, 1120, false},
		{78, 5, 1121, true},
		{219, 9, 9999, false},
		{219, 9, 9998, true},
	} {
		assert.Equal(t, tt.want, ssn{area: tt.area, group: tt.group, serial: tt.serial}.issued(), tt)
	}
}

func TestParseSSN(t *testing.T) {
	n, ok := parseSSN("536-22-8726")
	assert.True(t, ok)
	assert.Equal(t, ssn{area: 536, group: 22, serial: 8726, length: regularSSN, separator: '-'}, n)
	n, ok = parseSSN("536228726")
	assert.True(t, ok)
	assert.Equal(t, ssn{area: 536, group: 22, serial: 8726, length: bareSSN}, n)
	for _, text := range []string{"536-2-28726", "53-622-8726", "5362-2-8726", "5362287-26", "-536228726", "536228726-", "536,22,8726"} {
		_, ok = parseSSN(text)
		assert.False(t, ok, text)
	}
}

// FuzzSSN holds, for every text and position: a match covers the position, has nine digits and a number that is
// issued; naming it finds no less; and what is masked is not found again.
func FuzzSSN(f *testing.F) {
	for _, seed := range []string{"536-22-8726", "ssn 536 22 8726", "SSNs: 536228726, 536228727", "%20536.02.8726", "078-051121 07805-1121", "\xff536-22-8726\xff", "/ssn/536-22-8726"} {
		for i := range len(seed) {
			f.Add(seed, i)
		}
	}
	f.Fuzz(func(t *testing.T, s string, i int) {
		if i < 0 || i >= len(s) {
			return
		}
		start, end, ok := ssnAt(s, i, false)
		if !ok {
			return
		}
		assert.True(t, start <= i || encodes(s[max(0, start-3):]))
		assert.Less(t, i, end)
		n, valid := parseSSN(s[start:end])
		assert.True(t, valid && n.issued(), s[start:end])
		from, to, ok := ssnAt(s, i, true)
		assert.True(t, ok && from == start && to == end)
		masked := s[:start] + string(appendHidden(nil, s[start:end], classDigit, 0)) + s[end:]
		for at := start; at < end; at++ {
			_, _, ok := ssnAt(masked, at, true)
			assert.False(t, ok, masked)
		}
	})
}

func BenchmarkSSN(b *testing.B) {
	for _, bm := range []struct {
		name, text string
		at         int
		want       bool
	}{
		{"date", "at 2024-05-17 ", 3, false},
		{"timestamp", "at 1700000000123 ", 3, false},
		{"id of nine digits", "the order id of the user is 536228726 ", 28, false},
		{"IP", "from 192.168.100.17 ", 5, false},
		{"uuid", "8c5f4114-1111-4111-1111-111111111111", 9, false},
		{"hit", "his is 536-22-8726 ", 7, true},
		{"hit, named", "social security number 536228726 ", 23, true},
	} {
		benchmarkFinder(b, bm.name, bm.text, bm.at, bm.want, unnamedSSN)
	}
}

func benchmarkFinder(b *testing.B, name, text string, at int, want bool, find scanFunc) {
	b.Helper()
	b.Run(name, func(b *testing.B) {
		if _, _, ok := find(text, at); ok != want {
			b.Fatalf("%q at %d", text, at)
		}
		b.ReportAllocs()
		for b.Loop() {
			find(text, at)
		}
	})
}
