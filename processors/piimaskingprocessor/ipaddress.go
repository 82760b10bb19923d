package piimaskingprocessor

import (
	"net/netip"
	"strings"
)

const (
	// maxIPv4 and maxIPv6 are the lengths of the longest addresses in text form, with a port after it.
	maxIPv4 = len("255.255.255.255.65535")
	maxIPv6 = len("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:65535")
	// maxZone is the longest zone in bytes; IFNAMSIZ of Linux is 16 with the final zero.
	maxZone = 15
	// Host parts that are cleared: what is left names a network.
	keptBitsIPv4, keptBitsIPv6 = 24, 48
)

// quad holds the four numbers of an IPv4 address.
type quad [4]byte

// parseQuad reads an IPv4 address as netip does, without leading zeros, and returns its length, 0 if none begins s.
func parseQuad(s string) (q quad, size int) {
	for n := range q {
		if n > 0 {
			if size == len(s) || s[size] != '.' {
				return q, 0
			}
			size++
		}
		number, end := decimal(s, size)
		if end == size || number > 255 {
			return q, 0
		}
		q[n], size = byte(number), end
	}
	return q, size
}

// decimal reads a number of at most five digits without leading zeros; end is from if there is none.
func decimal(s string, from int) (number, end int) {
	for end = from; end < len(s) && is(s[end], classDigit); end++ {
		number = number*10 + int(s[end]-'0')
		if end-from == 5 || end > from && s[from] == '0' {
			return 0, from
		}
	}
	return number, end
}

// unlikeVersion tells whether the numbers are hardly those of a version, as in Chrome/126.0.0.0: it is a private
// address, or the numbers are large and not two zeros in the middle.
func (q quad) unlikeVersion() bool {
	if q.private() {
		return true
	}
	return q[1]|q[2] != 0 && int(q[0])+int(q[1])+int(q[2])+int(q[3]) >= 200
}

// private tells whether the address is of RFC 1918, or the loopback.
func (q quad) private() bool {
	return q[0] == 10 || q[0] == 127 || q[0] == 192 && q[1] == 168 || q[0] == 172 && q[1]&0xf0 == 16
}

// ipv4At finds the IPv4 address, or the IPv6 address that ends in one, that covers the digit s[i].
//
// A version of four numbers has the same shape. So beside a name, over a slash, a hyphen or an underscore, the
// numbers have to be unlike a version; after v or the word version, none is an address. A port, a prefix length
// and a bracket stay outside. Looks at no more than maxIPv4 bytes on either side, and maxIPv6 before a colon.
func ipv4At(s string, i int) (start, end int, ok bool) {
	start, end = dottedRun(s, i)
	if end-start < len("0.0.0.0") || end-start > maxIPv4 {
		return 0, 0, false
	}
	q, size := parseQuad(s[start:end])
	if size == 0 {
		return 0, 0, false
	}
	if start > 0 && s[start-1] == ':' {
		if from, to, ok := ipv6At(s, start-1); ok {
			return from, to, to > i
		}
	}
	if size < end-start && !isPort(s[start+size:end], q) {
		return 0, 0, false
	}
	end = start + size
	if i >= end || !ipv4BeginsAt(s, start, end, q) || !ipv4EndsAt(s, end, q) {
		return 0, 0, false
	}
	return start, end, true
}

// dottedRun returns the digits around i and the dots between them. It gives up, with an empty or a too long
// range, where there are too many.
func dottedRun(s string, i int) (start, end int) {
	if i >= len(s) || !is(s[i], classDigit) {
		return 0, 0
	}
	start, end = i, i+1
	for start > 0 && i-start <= maxIPv4 && (is(s[start-1], classDigit) || s[start-1] == '.' && start > 1 && is(s[start-2], classDigit)) {
		start--
	}
	if start > 0 && s[start-1] == '%' && encodes(s[start-1:]) {
		start += 2
	}
	for end < len(s) && end-i <= maxIPv4 && (is(s[end], classDigit) || s[end] == '.' && end+1 < len(s) && is(s[end+1], classDigit)) {
		end++
	}
	return start, end
}

// isPort tells whether what follows the address is a port as BSD netstat and tcpdump write it: 192.168.1.1.443. After a
// public address it has to be one that clients use.
func isPort(after string, q quad) bool {
	port, end := decimal(after, 1)
	return end == len(after) && end > 1 && port <= 65535 && q.unlikeVersion() && (q.private() || port >= 1024)
}

// ipv4BeginsAt tells whether the address can begin at start.
func ipv4BeginsAt(s string, start, end int, q quad) bool {
	if start == 0 || encodes(s[max(0, start-3):start]) {
		return !isVersionOf(s, start)
	}
	switch c := s[start-1]; {
	case is(c, classLetter):
		return endsEscape(s, start)
	case start > 1 && joins(c) && is(s[start-2], classAlnum):
		hasPort := c == '/' && end+1 < len(s) && s[end] == ':' && is(s[end+1], classDigit)
		return hasPort || c == '-' && endsInQuad(s, start-2) || q.unlikeVersion()
	}
	return !isVersionOf(s, start)
}

// isVersionOf tells whether the word before start says that a version follows.
func isVersionOf(s string, start int) bool {
	end := start
	for end > 0 && start-end < 4 && strings.IndexByte(" :=\"'", s[end-1]) >= 0 {
		end--
	}
	word := s[letterStart(s, end):end]
	for _, name := range [...]string{"version", "ver", "release", "build", "revision", "section", "v"} {
		if strings.EqualFold(word, name) {
			return true
		}
	}
	return strings.HasSuffix(word, "Version")
}

// ipv4EndsAt tells whether the address can end at end. A sign before a letter or a digit joins it to a longer name, as
// in 1.2.3.4-beta, 1.2.3.4.jar, except the slash, which begins a path or a prefix length.
func ipv4EndsAt(s string, end int, q quad) bool {
	if end == len(s) {
		return true
	}
	c := s[end]
	if is(c, classLetter) || is(c, classDigit) {
		return false
	}
	if c == '/' || !joins(c) || end+1 == len(s) || !is(s[end+1], classAlnum) || q.unlikeVersion() {
		return true
	}
	_, size := parseQuad(s[end+1:])
	return c == '-' && size > 0
}

// endsInQuad tells whether an address ends with s[i], as before the hyphen of a range: 8.8.4.4-8.8.8.8.
func endsInQuad(s string, i int) bool {
	start, end := dottedRun(s, i)
	_, size := parseQuad(s[start:end])
	return end == i+1 && size == end-start && size > 0
}

// hextets is what parseHextets saw in a run of hexadecimal digits and colons.
type hextets struct {
	groups int
	// last is where the last group begins, wide how many groups have other than two digits.
	last, wide int
	// gap tells that a double colon stands for zeros.
	gap bool
}

// parseHextets reads groups of one to four digits divided by colons.
func parseHextets(run string) (h hextets, ok bool) {
	for i := 0; i < len(run); {
		end := i
		for end < len(run) && (run[end] == ':') == (run[i] == ':') {
			end++
		}
		if run[i] == ':' {
			ok = h.divide(i, end, len(run))
		} else {
			ok = h.group(i, end)
		}
		if !ok {
			return h, false
		}
		i = end
	}
	return h, true
}

// group takes one more group; nine are the groups of an address and a port.
func (h *hextets) group(from, to int) bool {
	h.last = from
	h.groups++
	if to-from != 2 {
		h.wide++
	}
	return to-from <= 4 && h.groups <= 9 || h.groups == 9 && to-from == 5
}

// divide takes the colons before the next group: one between two groups, or once two for the gap.
func (h *hextets) divide(from, to, length int) bool {
	if to-from == 2 && !h.gap {
		h.gap = true
		return true
	}
	return to-from == 1 && from > 0 && to < length
}

// ipv6At finds the IPv6 address (RFC 4291, 2.2) that covers the colon s[i]. A zone (RFC 4007, 11) and a prefix
// length belong to it: unlike after an IPv4 address, a number after the slash is never a path. Brackets and a port
// do not.
//
// Times, MAC addresses and names such as std::cout, a::b, dead::beef are none: an address without a gap has eight
// groups, one with a gap has a decimal digit or three groups. The unspecified address :: has to stand where
// a value does. Looks at no more than maxIPv6 bytes on either side.
func ipv6At(s string, i int) (start, end int, ok bool) {
	if !besideGroup(s, i) || isClock(s, i) {
		return 0, 0, false
	}
	start, end = colonRun(s, i)
	if end-start < 2 || end-start > maxIPv6 {
		return 0, 0, false
	}
	h, ok := parseHextets(s[start:end])
	if !ok {
		return 0, 0, false
	}
	end, ok = h.end(s, start, end)
	if !ok || i >= end || !h.plausible(s, start, end) || !ipv6BeginsAt(s, start) {
		return 0, 0, false
	}
	end = prefixEnd(s, zoneEnd(s, end))
	return start, end, end == len(s) || !is(s[end], classAlnum) && s[end] != '_'
}

// besideGroup rejects most colons at a glance: both neighbours have to belong to an address, and no address has
// three in a row.
func besideGroup(s string, i int) bool {
	if i >= len(s) || s[i] != ':' {
		return false
	}
	if i > 0 && s[i-1] == ':' && i+1 < len(s) && s[i+1] == ':' {
		return false
	}
	before := i > 0 && isHextetChar(s[i-1])
	after := i+1 < len(s) && isHextetChar(s[i+1])
	return before && after || before && s[i-1] == ':' || after && s[i+1] == ':'
}

// isClock tells whether the colon at i is of a time of day, 08:21:00, which most log lines have. It saves looking
// further, and decides nothing.
func isClock(s string, i int) bool {
	from := i - len("08")
	if from >= 3 && s[from-1] == ':' {
		from -= len("08:")
	}
	to := from + len("08:21:00")
	if from < 0 || to > len(s) || s[from+2] != ':' || s[from+5] != ':' {
		return false
	}
	return allDigits(s[from:from+2]) && allDigits(s[from+3:from+5]) && allDigits(s[from+6:to]) &&
		(from == 0 || !isHextetChar(s[from-1])) && (to == len(s) || !isHextetChar(s[to]))
}

func isHextetChar(c byte) bool { return c == ':' || is(c, classHex) }

// colonRun returns the hexadecimal digits and colons around i, without a single colon at either end, and
// without the word of a key such as node:fe80::1.
func colonRun(s string, i int) (start, end int) {
	start, end = i, i+1
	for start > 0 && i-start <= maxIPv6 && isHextetChar(s[start-1]) {
		start--
	}
	if start > 0 && s[start-1] == '%' && start+2 <= i && encodes(s[start-1:]) {
		start += 2
	}
	for end < len(s) && end-i <= maxIPv6 && isHextetChar(s[end]) {
		end++
	}
	start = afterKey(s, start, i)
	if s[start] == ':' && start+1 < end && s[start+1] != ':' {
		start++
	}
	if s[end-1] == ':' && end-2 > start && s[end-2] != ':' {
		end--
	}
	return start, end
}

// afterKey moves start to the colon before i that ends a word, if the run begins with the last letters of one.
func afterKey(s string, start, i int) int {
	if start == 0 || !is(s[start-1], classLetter) {
		return start
	}
	colon := start
	for colon < i && is(s[colon], classLetter) {
		colon++
	}
	if colon < i && s[colon] == ':' {
		return colon
	}
	return start
}

// end returns where the address of the run s[start:end] ends: after the run, after the IPv4 address in which it
// ends, or before a port.
func (h hextets) end(s string, start, end int) (int, bool) {
	groups := h.groups
	if end+1 < len(s) && s[end] == '.' && is(s[end+1], classDigit) {
		_, size := parseQuad(s[start+h.last:])
		end = start + h.last + size
		if size == 0 || end < len(s) && is(s[end], classDigit) || end+1 < len(s) && s[end] == '.' && is(s[end+1], classDigit) {
			return 0, false
		}
		groups++
	}
	if h.gap {
		return end, groups <= 7
	}
	if groups == 9 {
		_, portEnd := decimal(s[:end], start+h.last)
		return start + h.last - 1, portEnd == end
	}
	return end, groups == 8
}

// plausible rejects what has the form of an address and is hardly one. Eight pairs are an EUI-64.
func (h hextets) plausible(s string, start, end int) bool {
	switch {
	case !h.gap:
		return h.wide > 0
	case h.groups == 0:
		return standsAsValue(s, start, end)
	case h.groups > 2:
		return true
	}
	for i := start; i < end; i++ {
		if is(s[i], classDigit) {
			return true
		}
	}
	return false
}

// standsAsValue tells whether s[start:end], the unspecified address, is delimited like a value. Between two
// spaces it is punctuation.
func standsAsValue(s string, start, end int) bool {
	before, after := byte(' '), byte(' ')
	if start > 0 {
		before = s[start-1]
	}
	if end < len(s) {
		after = s[end]
	}
	if strings.IndexByte(" ,;/&\"'])}>\n", after) < 0 {
		return false
	}
	return strings.IndexByte("=[(\"'{,>", before) >= 0 || before == ' ' && (end == len(s) || after == '/')
}

// ipv6BeginsAt tells whether the address can begin at start. After a closing bracket or a variable, a double colon is
// an operator; a dot joins.
func ipv6BeginsAt(s string, start int) bool {
	if start == 0 || encodes(s[max(0, start-3):start]) {
		return true
	}
	switch c := s[start-1]; {
	case is(c, classLetter):
		return endsEscape(s, start)
	case is(c, classDigit), c == '_', c == '$', c == '.':
		return false
	case c == ')' || c == ']' || c == '>':
		return s[start] != ':' || start+2 < len(s) && (c == '>' && !is(s[start+2], classLetter))
	}
	return true
}

// zoneEnd returns where the zone that begins at end ends, or end. What a URL encodes after an address is no zone,
// except for the percent sign itself (RFC 6874): fe80::1%25eth0.
func zoneEnd(s string, end int) int {
	if end == len(s) || s[end] != '%' {
		return end
	}
	from := end + 1
	if strings.HasPrefix(s[from:], "25") && from+2 < len(s) && is(s[from+2], classAlnum) {
		from += 2
	} else if encodesSign(s[end:]) {
		return end
	}
	to := from
	for to < len(s) && to-from <= maxZone && is(s[to], classToken) {
		to++
	}
	if to == from || to-from > maxZone {
		return end
	}
	return to
}

// encodesSign tells whether s begins with a percent-encoded sign or space, such as the bracket after an address.
func encodesSign(s string) bool {
	if !encodes(s) {
		return false
	}
	c, _ := unhex(s[1], s[2])
	return c >= ' ' && c < 0x7f && !is(c, classAlnum)
}

// prefixEnd returns where the prefix length that begins at end ends, or end.
func prefixEnd(s string, end int) int {
	if end == len(s) || s[end] != '/' {
		return end
	}
	bits, to := decimal(s, end+1)
	if to == end+1 || bits > 128 || to < len(s) && is(s[to], classToken) {
		return end
	}
	return to
}

// appendTruncatedIP appends the address with its host part cleared: the first 24 bits of an IPv4 address are
// left, 48 of an IPv6 address. An IPv4 address mapped into IPv6 becomes the IPv4 address, so that both forms of
// one client stay one. Brackets, a zone, a port and a prefix length stay as they are, and so does what is no address.
func appendTruncatedIP(buf []byte, address string) []byte {
	from, to := addressIn(address)
	ip, err := netip.ParseAddr(address[from:to])
	if err != nil {
		return append(buf, address...)
	}
	bits := keptBitsIPv6
	if ip = ip.Unmap(); ip.Is4() {
		bits = keptBitsIPv4
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return append(buf, address...)
	}
	buf = network.Addr().AppendTo(append(buf, address[:from]...))
	return append(buf, address[to:]...)
}

// addressIn returns where the address itself stands among brackets, zone, port and prefix length.
func addressIn(s string) (from, to int) {
	if strings.HasPrefix(s, "[") {
		from = 1
	}
	to = len(s)
	if i := strings.IndexAny(s[from:], "]%/"); i >= 0 {
		to = from + i
	}
	if i := strings.IndexByte(s[from:to], ':'); i >= 0 && strings.LastIndexByte(s[from:to], ':') == from+i-from {
		to = from + i
	}
	return from, to
}

// clientWords come before the word address in the key of the address of a person's device; peer is not among
// them, for on the span of a client that is the server.
var clientWords = wordSet("client user enduser visitor customer viewer caller remote real connecting source login")

// addressWords end such keys.
var addressWords = wordSet("ip ipv ips addr address ipaddress ipaddr")

// namesClientAddress tells whether a key, split by splitKey, holds the address of a person's device: client.address,
// http.client_ip, x-forwarded-for, remote_addr, cf-connecting-ip, enduser.ip, sourceIPAddress.
func namesClientAddress(words []string) bool {
	n := len(words)
	if n == 0 {
		return false
	}
	switch last := words[n-1]; {
	case last == "forwarded":
		return n == 1 || words[n-2] == "header"
	case last == "for":
		return n > 1 && words[n-2] == "forwarded"
	case n == 1:
		return last == "xforwardedfor" || isClientAddress(last)
	}
	return namesAddress(words)
}

// namesAddress tells whether the last words are one that means a client and one that means an address; socket
// and ip may stand between.
func namesAddress(words []string) bool {
	n := len(words) - 1
	if _, ok := addressWords[words[n]]; !ok {
		return isClientAddress(words[n])
	}
	n--
	if n > 0 && (words[n] == "ip" || words[n] == "socket") {
		n--
	}
	_, ok := clientWords[words[n]]
	return ok
}

// isClientAddress tells whether one word is both: clientip, remoteaddr.
func isClientAddress(word string) bool {
	for address := range addressWords {
		if before, ok := strings.CutSuffix(word, address); ok {
			if _, ok := clientWords[before]; ok {
				return true
			}
		}
	}
	return false
}
