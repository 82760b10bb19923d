package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// bracketedUUIDs asks for every token, and again for what is left of it.
func bracketedUUIDs(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && is(s[end], classToken) {
			end++
		}
		start, to, ok := uuidAt(s, i, end)
		if !ok {
			end = min(end+1, len(s))
			out.WriteString(s[i:end])
			i = end
			continue
		}
		out.WriteString(s[i:start] + "<" + s[start:to] + ">")
		i = to
	}
	return out.String()
}

func TestUUIDFound(t *testing.T) {
	for _, want := range []string{
		"<550e8400-e29b-41d4-a716-446655440000>",
		"<550E8400-E29B-41D4-A716-446655440000>",
		"<018f3a2b-7c4d-7e5f-8a9b-0c1d2e3f4a5b>",
		"{<550e8400-e29b-41d4-a716-446655440000>}",
		"/users/<550e8400-e29b-41d4-a716-446655440000>/orders",
		"urn:uuid:<550e8400-e29b-41d4-a716-446655440000>",
		"req-<550e8400-e29b-41d4-a716-446655440000>",
		"req_<550e8400-e29b-41d4-a716-446655440000>_retry",
		"<550e8400-e29b-41d4-a716-446655440000>-retry-1",
		"pod<550e8400-e29b-41d4-a716-446655440000>",
		"a-b-c-d-e-f-<550e8400-e29b-41d4-a716-446655440000>-g",
		"<550e8400-e29b-41d4-a716-446655440000>,<550e8400-e29b-41d4-a716-446655440001>",
		"<550e8400-e29b-41d4-a716-446655440000>_<550e8400-e29b-41d4-a716-446655440001>",
		"00000000-0000-0000-0000-000000000000_<550e8400-e29b-41d4-a716-446655440000>",
		"\xff<550e8400-e29b-41d4-a716-446655440000>\xff",
	} {
		in := strings.NewReplacer("<", "", ">", "").Replace(want)
		assert.Equal(t, want, bracketedUUIDs(in))
	}
}

func TestUUIDLeavesOtherTokens(t *testing.T) {
	for _, s := range []string{
		"",
		"-",
		"------------------------------------",
		"550e8400e29b41d4a716446655440000",
		"550e8400-e29b-41d4-a716-44665544000",
		"550e8400-e29b-41d4-a716-4466554400001",
		"550e8400-e29b-41d4-a716-446655440000a",
		"550e8400-e29b-41d4-a716-446655440000x",
		"1550e8400-e29b-41d4-a716-446655440000",
		"550e8400_e29b_41d4_a716_446655440000",
		"550e8400-e29b-41d4-a71-6446655440000",
		"550e840g-e29b-41d4-a716-446655440000",
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"********-****-****-****-************",
		"[UUID]",
		"my-service-7d9f8b6c5d-x2k4q-container-with-a-long-name",
	} {
		assert.Equal(t, s, bracketedUUIDs(s))
	}
}

func TestUUIDInOrdinaryTelemetry(t *testing.T) {
	testOrdinary(t, func(s string, i int) (start, end int, ok bool) { return uuidAt(s, i, len(s)) })
	for _, line := range ordinaryLines {
		assert.Equal(t, line, bracketedUUIDs(line))
	}
}

func TestUUIDInAnyBytes(t *testing.T) {
	testAnyBytes(t, func(s string, i int) (start, end int, ok bool) { return uuidAt(s, i, len(s)) })
}

// FuzzUUID holds, for every token: what is found lies in it, is one by the grammar of RFC 9562, and is found alone too.
func FuzzUUID(f *testing.F) {
	for _, seed := range []string{"550e8400-e29b-41d4-a716-446655440000", "req-550e8400-e29b-41d4-a716-446655440000-1", "--------" + maxUUID, nilUUID + maxUUID} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		start, end, ok := uuidAt(s, 0, len(s))
		if !ok {
			return
		}
		assert.True(t, start >= 0 && end <= len(s) && end-start == uuidLength)
		groups := strings.Split(s[start:end], "-")
		assert.Len(t, groups, 5)
		for i, size := range []int{8, 4, 4, 4, 12} {
			assert.Len(t, groups[i], size)
			assert.Empty(t, strings.Trim(groups[i], "0123456789abcdefABCDEF"))
		}
		from, to, ok := uuidAt(s[start:end], 0, uuidLength)
		assert.True(t, ok && from == 0 && to == uuidLength)
	})
}

func BenchmarkUUID(b *testing.B) {
	for _, bm := range []struct {
		name, token string
		want        bool
	}{
		{"short", "order-1234", false},
		{"hash", "0af7651916cd43dd8448eb211c80319cb7ad6b7169203331", false},
		{"name", "my-service-7d9f8b6c5d-x2k4q-container-with-a-long-name", false},
		{"hit", "550e8400-e29b-41d4-a716-446655440000", true},
		{"hit in a name", "req-550e8400-e29b-41d4-a716-446655440000-retry", true},
	} {
		benchmarkFinder(b, bm.name, bm.token, 0, bm.want, func(s string, i int) (start, end int, ok bool) { return uuidAt(s, i, len(s)) })
	}
}
