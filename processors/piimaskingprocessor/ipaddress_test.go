package piimaskingprocessor

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func digitOrColon(c byte) bool { return c == ':' || isDigit(c) }

func ipAt(s string, i int) (start, end int, ok bool) {
	if i < len(s) && s[i] == ':' {
		return ipv6At(s, i)
	}
	return ipv4At(s, i)
}

func testIPFound(t *testing.T, wants []string) {
	t.Helper()
	for _, want := range wants {
		t.Run(want, func(t *testing.T) {
			in := strings.NewReplacer("«", "", "»", "").Replace(want)
			got := bracketed(t, strings.NewReplacer("<", "\x01", ">", "\x02").Replace(in), digitOrColon, ipAt)
			got = strings.NewReplacer("<", "«", ">", "»", "\x01", "<", "\x02", ">").Replace(got)
			assert.Equal(t, want, got)
		})
	}
}

func testIPLeaves(t *testing.T, texts []string) {
	t.Helper()
	for _, s := range texts {
		t.Run(s, func(t *testing.T) {
			assert.Equal(t, s, bracketed(t, s, digitOrColon, ipAt))
		})
	}
}

func TestIPv4Found(t *testing.T) {
	testIPFound(t, []string{
		"«10.0.0.1»",
		"«0.0.0.0»",
		"«255.255.255.255»",
		"«8.8.8.8»",
		"from «203.0.113.7» to «198.51.100.9».",
		"from «203.0.113.7», port 80",
		"«203.0.113.7»:8080",
		"[«203.0.113.7»]",
		"(«203.0.113.7»)",
		"<ip>«203.0.113.7»</ip>",
		"'«203.0.113.7»'",
		`{"ip":"«203.0.113.7»"}`,
		`{"text":"a\n«203.0.113.7»\n"}`,
		"«10.0.0.0»/8",
		"ip=«203.0.113.7»&x=1",
		"ip%3D«203.0.113.7»%26x",
		"q=%20«203.0.113.7»%20",
		"http://«203.0.113.7»/x",
		"http://«203.0.113.7»:8080/x",
		"user@«203.0.113.7»",
		"root:pw@«203.0.113.7»:22",
		"ip:«203.0.113.7»",
		"add:«203.0.113.7»",
		"«10.0.0.1»,«10.0.0.2»;«10.0.0.3»",
		"«10.0.0.1»-«10.0.0.9»",
		"«8.8.4.4»-«8.8.8.8»",
		"«10.0.0.1»->«10.0.0.2»",
		"地址«203.0.113.7»。",
		"«203.0.113.7»...",
		// Java writes an address after the name and a slash.
		"/«203.0.113.7»:45307",
		"/«8.8.8.8»",
		"localhost/«127.0.0.1»:2181",
		"node1.example.com/«10.1.2.3»",
		"node1/«45.33.32.156»",
		"node1/«1.2.3.4»:9092",
		// Names that hold an address.
		"client-«203.0.113.7»",
		"rate_limit_«203.0.113.7»",
		"/clients/«203.0.113.7»/orders",
		"«203.0.113.7»-GET",
		"«192.168.1.1».nip.io",
		"«192.168.1.1».Please",
		// BSD netstat and tcpdump put a dot before the port.
		"IP «192.168.1.1».443 > «10.0.0.1».52344:",
		"IP «203.0.113.7».52344 >",
		// What comes before it is no IPv6 address.
		"x2001:db8::«10.0.0.1»",
	})
}

func TestIPv4LeavesOtherNumbers(t *testing.T) {
	testIPLeaves(t, []string{
		"",
		"1.2.3",
		"1.2.3.",
		"256.1.1.1",
		"1.1.1.256",
		"300.168.1.1",
		"01.2.3.4",
		"192.168.001.001",
		"1..2.3.4",
		"1.2.3.4.5",
		"1.3.6.1.4.1.311",
		"203.0.113.7.80",
		"192.168.1.1.99999",
		"192.168.1.1.1.1",
		"01.84.17.61.18",
		"12345.168.1.1",
		"1234567890.1234567890.1234567890.1234567890",
		"v1.2.3.4",
		"V10.0.0.1",
		"text192.168.1.1",
		"192.168.1.1text",
		"1.2.3.4_5",
		"version 1.2.3.4",
		"Version: 10.0.0.1",
		"version=1.2.3.4",
		`"version":"1.2.3.4"`,
		`{"appVersion": "1.2.3.4"}`,
		"release 1.2.3.4",
		"build 10.2.3.4",
		"ver 1.2.3.4",
		"section 4.5.3.1",
		"Mozilla/5.0 Chrome/126.0.0.0 Safari/537.36",
		"HeadlessChrome/126.0.0.0",
		"OPR/112.0.0.0",
		"WhatsApp/2.23.20.79",
		"Chrome/126.0.6478.127",
		"Instagram 219.0.0.12.117 Android",
		"foo-1.2.3.4.jar",
		"foo_1.2.3.4_amd64.deb",
		"lib/foo/1.2.3.4/x",
		"1.2.3.4-SNAPSHOT",
		"1.2.3.4-1",
		"1-1.2.3.4",
		"1.2.3-1.2.3.4",
		"1.2.3.4+build",
		"1.2.3.4.jar",
		"jdk-11.0.12.7",
		"3.14159",
		"2024.05.17",
		"2024-05-17T12:00:00.123456789Z",
		"12:34:56.789",
		"1700000000.123",
		"100.00",
		"10.0.0.*",
		"***.***.***.***",
		"[IP]",
	})
}

func TestIPv6Found(t *testing.T) {
	testIPFound(t, []string{
		"«2001:db8::1»",
		"«2001:0DB8:85A3:0000:0000:8A2E:0370:7334»",
		"«1:2:3:4:5:6:7:8»",
		"«1:2:3:4:5:6:7::»",
		"«::2:3:4:5:6:7:8»",
		"«::1»",
		"«fe80::»",
		"«fe:dc::ba»",
		"from «2001:db8::1» to «2001:db8::2».",
		"from «2001:db8::1»: refused",
		"[«2001:db8::1»]:443",
		"http://[«2001:db8::1»]:443/x",
		"[«::»]:80",
		"(«::1»)",
		"<ip>«::1»</ip>",
		"<ip>«2001:db8::1»</ip>",
		"'«::1»'",
		`{"ip":"«2001:db8::1»"}`,
		`{"text":"a\n«2001:db8::1»\n"}`,
		"ip%3D«2001:db8::1»%26x",
		"ip=%20«2001:db8::1»",
		"ip:«2001:db8::1»",
		"node:«2001:db8::1»",
		"interface:«fe80::1%eth0» up",
		"src=«::» dst=«::1»",
		"listen on «::»",
		"«::»",
		"route «::/0» via x",
		"地址«2001:db8::1»。",
		"«2001:db8::1»,«2001:db8::2»",
		"/«0:0:0:0:0:0:0:1»:39404",
		// The end may be an IPv4 address.
		"«::ffff:10.0.0.1»",
		"[«::ffff:10.0.0.1»]:80",
		"«::ffff:0:192.168.1.1»",
		"«::10.0.0.1» now",
		"«64:ff9b::192.0.2.1».",
		"«1:2:3:4:5:6:10.0.0.1»",
		// A zone and a prefix length belong to it.
		"«fe80::1%eth0»",
		"«fe80::1%12» x",
		"[«fe80::1%25eth0»]:80",
		"«fe80::1%eth0/64»",
		"«fe80::/10».",
		"«2001:db8::/32», and",
		"«::ffff:192.168.1.0/120»",
		"«2001:db8::1»/129",
		"«2001:db8::1»/x",
		"«2001:db8::1»/64x",
		"%5B«2001:db8::1»%5D",
		"«2001:db8::1»%2C",
		"«2001:db8::1»%20x",
	})
}

func TestIPv6LeavesOtherText(t *testing.T) {
	testIPLeaves(t, []string{
		":",
		":::",
		"a: b",
		"http://x",
		"08:21:00",
		"2024-05-17T08:21:00Z",
		"2024-05-17T08:21:00+02:00",
		"12:34:56:78",
		"00:1A:2B:3C:4D:5E",
		"00:11:22:33:44:55:66:77",
		"aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9a",
		"1:2:3:4::5:6:7:8",
		"1::2::3",
		"12345::1",
		"2001:db8::12345",
		"2001:db8::1x",
		"2001:db8::1_x",
		"x2001:db8::1",
		"node1:2001:db8::1x",
		"made::beef1",
		"08:21:00:11",
		"x 08:21:00",
		"08:21:00.123",
		"108:21:00",
		"_2001:db8::1",
		"::ffff:256.0.0.1",
		"::ffff:10.0.0",
		"::ffff:10.0.0.1.2.3",
		"std::vector",
		"std::cout",
		"std::d::c::out",
		"a::b",
		"Abc::Def",
		"dead::beef",
		"Face::Bad::Cafe",
		"crate::abc1",
		"f()::a1",
		"x[0]::b2",
		"Vec<T>::d3",
		"$1::date",
		"$1::d3",
		"id::int",
		"'2024-05-17'::date",
		"5::decimal",
		"module :: message",
		"x::",
		"::x",
		"f(x)::",
		"arn:aws:s3:::bucket",
		"arn:aws:iam::123456789012:user/x",
		"0000:03:00.0",
		"file.go:12:34: x",
		"::error::text",
		"sha256:0af7651916cd43dd8448eb211c80319c",
		"1.2001:db8::1",
		"[IP]",
		"****:***::*",
	})
}

func TestTruncatedIP(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"203.0.113.7", "203.0.113.0"},
		{"203.0.113.0", "203.0.113.0"},
		{"203.0.113.7:8080", "203.0.113.0:8080"},
		{"203.0.113.7/32", "203.0.113.0/32"},
		{"[203.0.113.7]:80", "[203.0.113.0]:80"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1::"},
		{"2001:DB8:1:2::6", "2001:db8:1::"},
		{"2001:db8:1::", "2001:db8:1::"},
		{"2001:db8:1:2::/64", "2001:db8:1::/64"},
		{"[2001:db8:1:2::6]:443", "[2001:db8:1::]:443"},
		{"fe80::1%eth0", "fe80::%eth0"},
		{"fe80::1%eth0/64", "fe80::%eth0/64"},
		{"[fe80::1%25eth0]:80", "[fe80::%25eth0]:80"},
		{"::1", "::"},
		{"::", "::"},
		{"::ffff:203.0.113.7", "203.0.113.0"},
		{"::ffff:cb00:7107", "203.0.113.0"},
		{"[::ffff:203.0.113.7]:80", "[203.0.113.0]:80"},
		{"::203.0.113.7", "::"},
		{"64:ff9b::203.0.113.7", "64:ff9b::"},
		{"", ""},
		{"unknown", "unknown"},
		{"[", "["},
		{"203.0.113.256", "203.0.113.256"},
		{"client:80", "client:80"},
		{"[IP]", "[IP]"},
	} {
		assert.Equal(t, "x"+tt.want, string(appendTruncatedIP([]byte("x"), tt.in)), tt.in)
		assert.Equal(t, tt.want, string(appendTruncatedIP(nil, tt.want)), "twice: %s", tt.in)
	}
}

func TestNamesClientAddress(t *testing.T) {
	for _, key := range []string{
		"client.address", "http.client_ip", "client_ip", "clientIp", "clientIP", "client-ip", "clientip", "client.socket.address", "client.ip.address",
		"x-forwarded-for", "X-Forwarded-For", "http.request.header.x-forwarded-for", "http.request.header.x_forwarded_for",
		"x-original-forwarded-for", "xforwardedfor", "forwarded", "http.request.header.forwarded",
		"x-real-ip", "http.request.header.x-real-ip", "true-client-ip", "cf-connecting-ip", "cf-connecting-ipv6", "x-cluster-client-ip",
		"remote_addr", "remoteAddr", "remoteaddr", "remote.ip", "user_ip", "userip", "enduser.ip", "end_user.ip", "customer_ip", "visitor.ip",
		"cloudfront-viewer-address", "last_login_ip", "sourceIPAddress", "source.ip", "app.user.ip_address",
	} {
		assert.True(t, namesClientAddress(splitKey(key)), key)
	}
	for _, key := range []string{
		"", "ip", "address", "server.address", "network.peer.address", "net.peer.ip", "net.sock.peer.addr", "net.host.ip", "host.ip",
		"client.port", "client.id", "client", "user.id", "user_agent", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port",
		"packets.forwarded", "for", "wait.for", "destination.ip", "k8s.pod.ip", "ip.client", "zip", "clientzip", "description", "real",
		"connecting", "client.address.family", "db.client.connections.max",
	} {
		assert.False(t, namesClientAddress(splitKey(key)), key)
	}
}

func TestIPInOrdinaryTelemetry(t *testing.T) { testOrdinary(t, ipv4At, ipv6At) }

func TestIPInAnyBytes(t *testing.T) { testAnyBytes(t, ipv4At, ipv6At) }

// TestIPFromEveryPosition has the same answer at every digit or colon of an address that the scan may stop at.
func TestIPFromEveryPosition(t *testing.T) {
	for _, address := range []string{"203.0.113.7", "2001:db8::1:2", "::ffff:203.0.113.7", "fe80::1", "1:2:3:4:5:6:7:8", "::1", "fe80::1%eth0", "2001:db8::/32"} {
		for _, around := range [][2]string{{"", ""}, {"from ", " to"}, {"[", "]:80"}, {"ip=", "&x"}, {"a, ", ", b"}, {"at ", "."}, {`\n`, `\n`}, {"%3D", ""}} {
			s := around[0] + address + around[1]
			wantStart, wantEnd := len(around[0]), len(around[0])+len(address)
			for i := wantStart; i < wantEnd; i++ {
				if s[i] == '%' || s[i] == '/' {
					break
				}
				isIPv4 := !strings.Contains(address, ":") || strings.Contains(address, ".") && i > wantStart+len("::ffff:")-1
				if s[i] == ':' || isDigit(s[i]) && isIPv4 {
					start, end, ok := ipAt(s, i)
					assert.True(t, ok && start == wantStart && end == wantEnd, "%q at %d: %d..%d", s, i, start, end)
				}
			}
		}
	}
}

func TestZoneAndPrefixEnd(t *testing.T) {
	for _, tt := range []struct {
		rest         string
		zone, prefix int
	}{
		{"", 0, 0},
		{" ", 0, 0},
		{"%", 0, 0},
		{"%eth0", 5, 0},
		{"%eth0 up", 5, 0},
		{"%12", 3, 0},
		{"%25eth0]", 7, 0},
		{"%br-0_1", 7, 0},
		{"%5D", 0, 0},
		{"%2C1", 0, 0},
		{"%20", 0, 0},
		{"%-", 2, 0},
		{"%123456789012345", 16, 0},
		{"%1234567890123456", 0, 0},
		{"/0", 0, 2},
		{"/64", 0, 3},
		{"/128.", 0, 4},
		{"/129", 0, 0},
		{"/064", 0, 0},
		{"/64a", 0, 0},
		{"/", 0, 0},
		{"/x", 0, 0},
	} {
		assert.Equal(t, 3+tt.zone, zoneEnd("::1"+tt.rest, 3), tt.rest)
		assert.Equal(t, 3+tt.prefix, prefixEnd("::1"+tt.rest, 3), tt.rest)
	}
}

func TestParseHextets(t *testing.T) {
	for run, want := range map[string]hextets{
		"1:2:3":               {groups: 3, last: 4, wide: 3},
		"aa:bb:cc":            {groups: 3, last: 6},
		"::":                  {gap: true},
		"::1":                 {groups: 1, last: 2, wide: 1, gap: true},
		"fe80::":              {groups: 1, wide: 1, gap: true},
		"2001:db8::1":         {groups: 3, last: 10, wide: 3, gap: true},
		"1:2:3:4:5:6:7:8:443": {groups: 9, last: 16, wide: 9},
	} {
		h, ok := parseHextets(run)
		assert.True(t, ok, run)
		assert.Equal(t, want, h, run)
	}
	for _, run := range []string{":", ":1", "1:", ":::", "1:::2", "1::2::3", "12345", "1:12345", "1:2:3:4:5:6:7:8:9:a", "1:2:3:4:5:6:7:8:123456"} {
		_, ok := parseHextets(run)
		assert.False(t, ok, run)
	}
}

func TestQuadAgreesWithNetip(t *testing.T) {
	for _, s := range []string{"0.0.0.0", "1.2.3.4", "255.255.255.255", "1.2.3", "1.2.3.", "1.2.3.256", "00.1.2.3", "0.01.2.3", "1.2.3.04", "1.2.3.1234567", ".1.2.3", "1.2.3.x", ""} {
		q, size := parseQuad(s)
		ip, err := netip.ParseAddr(s)
		assert.Equal(t, err == nil, size == len(s) && size > 0, s)
		if err == nil {
			assert.Equal(t, ip.As4(), [4]byte(q), s)
		}
	}
}

func TestUnlikeVersion(t *testing.T) {
	for q, want := range map[quad]bool{
		{10, 0, 0, 1}: true, {127, 0, 0, 1}: true, {172, 16, 0, 1}: true, {172, 31, 0, 1}: true, {192, 168, 0, 1}: true, {203, 0, 113, 7}: true,
		{45, 33, 32, 156}: true, {172, 15, 0, 1}: false, {1, 2, 3, 4}: false, {126, 0, 0, 0}: false, {255, 0, 0, 255}: false, {8, 8, 8, 8}: false,
	} {
		assert.Equal(t, want, q.unlikeVersion(), q)
	}
}

// ipOf parses what was matched, without a zone that netip would write differently and without a prefix length.
func ipOf(t *testing.T, found string) netip.Addr {
	t.Helper()
	from, to := addressIn(found)
	ip, err := netip.ParseAddr(found[from:to])
	assert.NoError(t, err, found)
	return ip
}

// FuzzIP holds, for every text and position: what is found covers the position and is an address for netip; and
// truncating it clears the host part.
func FuzzIP(f *testing.F) {
	for _, seed := range []string{
		"from 203.0.113.7:80", "[::ffff:10.0.0.1]:80", "fe80::1%25eth0/64", "src=:: dst=::1", "std::cout", "1:2:3:4:5:6:7:8:80", "1.2.3.4.5",
		"%5B2001:db8::1%5D", "00:11:22:33:44:55:66:77", "x/1.2.3.4:5", "\xff::1\xff", "192.168.1.1.443", "a::b1",
	} {
		for i := range len(seed) {
			f.Add(seed, i)
		}
	}
	f.Fuzz(func(t *testing.T, s string, i int) {
		if i < 0 || i > len(s) {
			return
		}
		for _, find := range []scanFunc{ipv4At, ipv6At} {
			start, end, ok := find(s, i)
			if !ok {
				continue
			}
			assert.True(t, i < end && (start <= i || encodes(s[max(0, start-3):])), "%q at %d: %d..%d", s, i, start, end)
			ip := ipOf(t, s[start:end]).Unmap()
			bits := keptBitsIPv4
			if ip.Is6() {
				bits = keptBitsIPv6
			}
			once := appendTruncatedIP(nil, s[start:end])
			network, err := ip.Prefix(bits)
			assert.NoError(t, err)
			assert.Equal(t, network.Addr(), ipOf(t, string(once)))
			assert.Equal(t, once, appendTruncatedIP(nil, string(once)))
		}
	})
}

// FuzzEveryIP holds that every address is found whole as netip writes it, unless it reads like a name: it has a
// gap, no digit and two groups, or eight pairs.
func FuzzEveryIP(f *testing.F) {
	f.Add(uint64(0x20010db800000000), uint64(1))
	f.Add(uint64(0), uint64(0xffff0a000001))
	f.Add(uint64(0xfe80)<<48, uint64(0x0011223344556677))
	f.Fuzz(func(t *testing.T, high, low uint64) {
		var b [16]byte
		for i := range 8 {
			b[i], b[8+i] = byte(high>>(56-8*i)), byte(low>>(56-8*i))
		}
		v4 := netip.AddrFrom4([4]byte(b[12:])).String()
		assert.Equal(t, "ip <"+v4+">, next", bracketed(t, "ip "+v4+", next", digitOrColon, ipAt))
		ip := netip.AddrFrom16(b)
		groups := strings.FieldsFunc(ip.String(), func(c rune) bool { return c == ':' })
		if !strings.ContainsAny(ip.String(), "0123456789") && len(groups) < 3 || len(ip.String()) == 23 && !strings.Contains(ip.String(), "::") {
			return
		}
		for _, text := range []string{ip.String(), ip.StringExpanded()} {
			assert.Equal(t, "ip=<"+text+">, next", bracketed(t, "ip="+text+", next", digitOrColon, ipAt))
		}
	})
}

// FuzzTruncatedIP holds, for every text: truncating twice is truncating once.
func FuzzTruncatedIP(f *testing.F) {
	for _, seed := range []string{"203.0.113.7:80", "[::ffff:10.0.0.1]:80", "fe80::1%25eth0/64", "x", "[", "]", "%", "1:2", "::%", "[::1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := appendTruncatedIP(nil, s)
		assert.Equal(t, string(once), string(appendTruncatedIP(nil, string(once))))
	})
}

func BenchmarkIP(b *testing.B) {
	for _, bm := range []struct {
		name, text string
		at         int
		want       bool
	}{
		{"date", "at 2024-05-17 ", 3, false},
		{"timestamp", "at 1700000000.123456 ", 3, false},
		{"id", "order 9876543 ", 6, false},
		{"version", "Chrome/126.0.0.0 ", 7, false},
		{"time", "at 2024-05-17T08:21:00Z", 16, false},
		{"colon", "key: value", 3, false},
		{"URL", "http://example.com", 4, false},
		{"scope", "a std::cout b", 5, false},
		{"MAC", "mac 00:1A:2B:3C:4D:5E ", 6, false},
		{"hit, IPv4", "from 203.0.113.17 ", 5, true},
		{"hit, IPv6", "from 2001:db8:85a3::8a2e:370:7334 ", 9, true},
	} {
		benchmarkFinder(b, bm.name, bm.text, bm.at, bm.want, ipAt)
	}
	b.Run("truncate", func(b *testing.B) {
		b.ReportAllocs()
		buf := make([]byte, 0, maxIPv6)
		for b.Loop() {
			appendTruncatedIP(buf, "203.0.113.17")
			appendTruncatedIP(buf, "2001:db8:85a3::8a2e:370:7334%eth0")
		}
	})
}

// TestNoAddressAmongThreeColons holds that a row of colons is turned down at each of them.
func TestNoAddressAmongThreeColons(t *testing.T) {
	for _, text := range []string{":::", "1:::2", "a::::1", "::::::::", "x=:::1"} {
		for i := 1; i < len(text)-1; i++ {
			_, _, ok := ipv6At(text, i)
			assert.False(t, ok, "%s at %d", text, i)
		}
	}
}
