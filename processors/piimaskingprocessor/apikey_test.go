package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sample returns n characters of an alphabet that look random: the same ones in every run.
func sample(a alphabet, n int) string {
	var members []byte
	for c := range 128 {
		if alphabets[c]&a != 0 && c != '.' && c != '=' && c != '-' && c != '/' && c != '+' {
			members = append(members, byte(c))
		}
	}
	out := make([]byte, n)
	state := uint32(12345)
	for i := range out {
		state = state*1664525 + 1013904223
		out[i] = members[int(state>>16)%len(members)]
	}
	return string(out)
}

// sampleBody is a random part that the vendor's check lets through.
func (v *vendorKey) sampleBody(n int) string {
	body := sample(v.alphabet, n)
	switch v.prefix {
	case "sk-ant-":
		return body[:n-2] + "AA"
	case "sk-":
		if v.alphabet == base62 {
			return body[:20] + "T3BlbkFJ" + body[28:]
		}
	case "dapi":
		return sample(lowerHex, n)
	case "A3-":
		return strings.ToUpper(body[:6] + "-" + body[7:18] + "-" + body[19:24] + "-" + body[25:30] + "-" + body[31:])
	case "pat":
		return sample(base62, 14) + "." + sample(lowerHex, n-15)
	case "api-", "sdk-", "waka_", "access-sandbox-", "access-production-", "pat-na1-", "pat-eu1-":
		hex := sample(lowerHex, n)
		return hex[:8] + "-" + hex[9:13] + "-" + hex[14:18] + "-" + hex[19:23] + "-" + hex[24:]
	}
	if v.check != nil && !v.check(body) {
		return "7" + body[1:]
	}
	return body
}

// TestEveryVendor holds for every line of the table: the shortest key is found, alone, in quotes, in a
// sentence, behind an escape and behind an encoded sign; one that is a character short or goes on is not, nor is
// one that a person filled in.
func TestEveryVendor(t *testing.T) {
	for i := range vendorKeys {
		v := &vendorKeys[i]
		key := v.prefix + v.sampleBody(v.least)
		for _, form := range []string{"«K»", "key=«K»,x", `"«K»"`, "Got «K». Then", `x\n«K»`, "%3D«K»&x=1", "«K» «K»"} {
			hides(t, atTokens(apiKeyAt), strings.ReplaceAll(form, "K", key))
		}
		filled := v.prefix + strings.Repeat("x", v.least)
		assert.Equal(t, filled, hideAll(filled, atTokens(apiKeyAt)))
		if _, ok := v.keyEnd("+"+key, 1); v.weak {
			assert.False(t, ok, "%s inside base64", v.prefix)
		}
		_, ok := v.keyEnd(v.prefix+v.sampleBody(v.most)+strings.Repeat("7", 3), 0)
		assert.False(t, ok, "%s of more than %d characters", v.prefix, v.most)
		_, ok = v.keyEnd(key[:len(v.prefix)+v.least-1], 0)
		assert.False(t, ok, "%s of fewer than %d characters", v.prefix, v.least)
	}
}

func TestShapedKeys(t *testing.T) {
	hex, mixed := sample(lowerHex, 40), sample(base62, 80)
	for _, marked := range []string{
		"«" + hex[:32] + "-us12»",
		"key «" + hex[:32] + "-us1».",
		"«NzE0MDI4OTM1NjE3MjA0MjI0.GhX1yz." + mixed[:38] + "»",
		"«MTA3Nzg5MDEyMzQ1Njc4OTAx.YABS5g." + mixed[:27] + "» x",
		"«123456789:AA" + mixed[:33] + "»",
		"/bot«987654321:AA" + mixed[:33] + "»/getMe",
		"«1477036645700765|" + mixed[:27] + "»",
		"«abc8Q~" + mixed[:31] + "»",
		"secret «x.-7Q~" + mixed[:10] + "~" + mixed[10:33] + "». End",
		"«" + mixed[:14] + ".atlasv1." + mixed[:67] + "»",
		"«https://hooks.slack.com/services/T0DCUJB1Q/B0DD08H5G/" + mixed[:24] + "»",
		"POST «https://discord.com/api/webhooks/123456789012345678/" + mixed[:68] + "» 204",
		"«hooks.slack.com/workflows/T016M3G1GHZ/A04J3BAF7AA/4426602318/" + mixed[:24] + "»",
		`"«http://hooks.slack.com/triggers/T1/2/` + mixed[:24] + `»"`,
	} {
		hides(t, atTokens(apiKeyAt), marked)
	}
}

func TestNoKeys(t *testing.T) {
	hex, mixed := sample(lowerHex, 64), sample(base62, 80)
	for _, s := range []string{
		"f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f",
		hex,
		hex[:40],
		"sha256:" + hex,
		mixed[:43],
		"AKIAXXXXXXXXXXXXXXXX",
		"TODAYINASIAASACKOFRICE",
		"ASIAPACIFICREGIONALOFFICE",
		"AKIA" + mixed[:40],
		"xAKIAIOSFODNN7EXAMPLE",
		"AIza" + mixed[:36],
		"pk_live_" + mixed[:24],
		"sk_live_",
		"sk_live_short",
		"ghp_" + mixed[:20],
		"xoxb-your-token-goes-here-now",
		"xoxb-xxxxxxxxx-xxxxxxxxxx",
		"glpat-XXXXXXXXXXX-XXXXXXXX",
		"glpat-short-one",
		"key-performance-indicators-overview",
		"secret_manager_configuration_for_production_env",
		"s.THISSTRINGISALLUPPERCASE",
		"s.thisstringisalllowercase",
		"s.customerOrderShipment024",
		"static.getCustomerOrdersForRegion",
		"re_customer_orders_by_region_and_yea", "re_CUSTOMER1ORDER2BY3REGION4AND5YEAR",
		"circumstances_of_the_incident_report", "cioABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF",
		"patterns.of.use", "pat" + mixed[:14] + "." + mixed[:64], "pat" + mixed[:13] + "." + hex[:64] + "0",
		"aio_" + strings.Repeat("read", 7), "waka_" + mixed[:36], "lsv2_pt_" + strings.Repeat("sample_", 6) + "x",
		"com.example.shop.checkout.OrderServiceImplementation",
		"api-f4114111-not-an-uuid-at-all-1a2b3c",
		"API-GATEWAY-REQUEST-COUNTER-X",
		"hf_transformers_cache_directory",
		"npm_config_registry_url_value",
		"dapi_customer_orders_by_region_v2",
		"EAAAnnouncementBroadcastReceiver",
		"SKIPPED_BECAUSE_OF_EARLIER_ERROR",
		"ACCESS_CONTROL_ALLOW_ORIGIN",
		hex[:32] + "-eu2",
		hex[:32] + "-us",
		hex[:31] + "z-us2",
		"NotificationServiceImplem.handle.customerOrderRequestHandler",
		"MTA3Nzg5MDEyMzQ1Njc4OTAx.short." + mixed[:27],
		"1234567:AA" + mixed[:33],
		"123456789:AB" + mixed[:33],
		"a123456789:AA" + mixed[:33],
		"12345|" + mixed[:27],
		"abcdQ~" + mixed[:31],
		"~" + mixed[:40],
		"x~" + mixed[:40],
		"https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
		"https://example.com/services/T0DCUJB1Q/B0DD08H5G/" + mixed[:24],
		"https://hooks.slack.com/services/",
		"2024-05-17T08-21-02-483Z",
		"customer_id_0123456789",
		"[REDACTED:api_key]",
		"v1.0-SNAPSHOT-20240517082102",
		"SG.example.verylongsubdomainname.com",
		"eyJrIjoiYWJj",
		"EZAKGqQRiRyqAFRQshGPWOIAwNWGORfKHSBnVNFtVmWY",
	} {
		assert.Equal(t, s, hideAll(s, atTokens(apiKeyAt)))
	}
}

func TestShapes(t *testing.T) {
	for _, v := range []string{"xxxxxxxxxx", "XXXX-XXXX-XXXX", "abababab", "0000000000", "a1b2xxxxxxc3", ""} {
		assert.True(t, isFiller(v), v)
	}
	for _, v := range []string{"hunter2", "xx1xx2", "AKIAIOSFODNN7EXAMPLE", "0a1b2c"} {
		assert.False(t, isFiller(v), v)
	}
	for _, v := range []string{sample(base62, 24), sample(lowerHex, 32), "f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f", "0a1b2c3d", "aBcDeFgHiJ"} {
		assert.True(t, isOpaque(v), v)
	}
	for _, v := range []string{"getCustomerOrdersForRegion", "oauth2-authorization-server", "SELECT_CUSTOMER", "customerOrderShipment2024", "v1", "Authentication"} {
		assert.False(t, isOpaque(v), v)
	}
	assert.True(t, isUUID("f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f"))
	assert.False(t, isUUID("f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6"))
	assert.False(t, isUUID("f4114111-1a2b-4c3d-8e4f91a2b3c4d5e6f"))
}

func FuzzAPIKey(f *testing.F) {
	seeds := []string{"a8Q~" + sample(base62, 34), "12345678:AA" + sample(base62, 33), "123456789012345|" + sample(base62, 27), "//hooks.slack.com/services/" + sample(base62, 24), sample(lowerHex, 32) + "-us1"}
	for _, v := range vendorKeys[:40] {
		seeds = append(seeds, v.prefix+v.sampleBody(v.least))
	}
	tokenFuzz(f, apiKeyAt, seeds...)
}

func BenchmarkAPIKey(b *testing.B) {
	benchmarkTokens(b, apiKeyAt, cleanTokens)
	benchmarkTokens(b, apiKeyAt, map[string]string{"hit": "key ghp_" + sample(base62, 36), "near": "key github_pattern_of_a_name"})
	b.Run("path", func(b *testing.B) {
		const text = "/api/v1/orders/f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f"
		b.ReportAllocs()
		for b.Loop() {
			apiKeyAt(text, 15, len(text))
		}
	})
	b.Run("class", func(b *testing.B) {
		const text = "com.example.shop.OrderServiceImplementation"
		b.ReportAllocs()
		for b.Loop() {
			apiKeyAt(text, 17, len(text))
		}
	})
}
