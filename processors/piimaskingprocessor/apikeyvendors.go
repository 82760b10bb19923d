package piimaskingprocessor

// vendorKey is how a vendor writes its keys: a prefix and between least and most characters of an alphabet.
type vendorKey struct {
	prefix      string
	alphabet    alphabet
	least, most int
	// check, if set, tells whether the random part can be that of a key.
	check func(body string) bool
	// weak is set for prefixes that also begin chunks of base64 and words.
	weak bool
}

// vendorKeys lists the prefixes of vendors' secret keys, with lengths and alphabets as their documentation gives
// them or as its samples show; where it names no length, most leaves room. A key that vendors mean to be public
// (pk_live_, phc_) is not in it.
var vendorKeys = []vendorKey{
	// AWS, IAM identifiers (reference_identifiers) and Amazon Bedrock keys
	{prefix: "AKIA", alphabet: base32, least: 16, most: 16, weak: true},
	{prefix: "ASIA", alphabet: base32, least: 16, most: 16, weak: true, check: hasDigit},
	{prefix: "ABIA", alphabet: base32, least: 16, most: 16, weak: true, check: hasDigit},
	{prefix: "ACCA", alphabet: base32, least: 16, most: 16, weak: true, check: hasDigit},
	{prefix: "A3T", alphabet: upperAlnum, least: 17, most: 17, weak: true, check: hasDigit},
	{prefix: "ABSKQmVkcm9ja0FQSUtleS", alphabet: padded, least: 60, most: 300},

	// GitHub, about authentication: token formats
	{prefix: "ghp_", alphabet: base62, least: 36, most: 251},
	{prefix: "gho_", alphabet: base62, least: 36, most: 251},
	{prefix: "ghu_", alphabet: base62, least: 36, most: 251},
	{prefix: "ghs_", alphabet: base62, least: 36, most: 251},
	{prefix: "ghr_", alphabet: base62, least: 36, most: 251},
	{prefix: "github_pat_", alphabet: wordly, least: 36, most: 244},

	// GitLab, token overview: token prefixes. Routable tokens go on after a dot.
	{prefix: "glpat-", alphabet: dotted, least: 20, most: 320},
	{prefix: "glrt-", alphabet: dotted, least: 20, most: 320},
	{prefix: "gldt-", alphabet: urlSafe, least: 20, most: 64},
	{prefix: "glft-", alphabet: urlSafe, least: 20, most: 64},
	{prefix: "glffct-", alphabet: urlSafe, least: 20, most: 64},
	{prefix: "glsoat-", alphabet: urlSafe, least: 20, most: 50},
	{prefix: "glcbt-", alphabet: urlSafe, least: 20, most: 320},
	{prefix: "glimt-", alphabet: urlSafe, least: 25, most: 25},
	{prefix: "glptt-", alphabet: urlSafe, least: 40, most: 40},
	{prefix: "gloas-", alphabet: urlSafe, least: 64, most: 64},
	{prefix: "glagent-", alphabet: urlSafe, least: 50, most: 1024},
	{prefix: "GR1348941", alphabet: urlSafe, least: 20, most: 50},

	// Slack, token types
	{prefix: "xoxb-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxp-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxa-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxo-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxr-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxs-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxc-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},
	{prefix: "xoxe-", alphabet: urlSafe, least: 20, most: 400, check: startsWithDigit},
	{prefix: "xoxe.xoxb-", alphabet: urlSafe, least: 60, most: 400, check: startsWithDigit},
	{prefix: "xoxe.xoxp-", alphabet: urlSafe, least: 60, most: 400, check: startsWithDigit},
	{prefix: "xapp-", alphabet: urlSafe, least: 40, most: 255, check: startsWithDigit},
	{prefix: "xwfp-", alphabet: urlSafe, least: 20, most: 255, check: startsWithDigit},

	// Stripe, API keys and webhook signatures
	{prefix: "sk_live_", alphabet: base62, least: 10, most: 247},
	{prefix: "sk_test_", alphabet: base62, least: 10, most: 247},
	{prefix: "sk_prod_", alphabet: base62, least: 10, most: 247},
	{prefix: "rk_live_", alphabet: base62, least: 10, most: 247},
	{prefix: "rk_test_", alphabet: base62, least: 10, most: 247},
	{prefix: "rk_prod_", alphabet: base62, least: 10, most: 247},
	{prefix: "whsec_", alphabet: padded, least: 24, most: 100},

	// Google: API keys, OAuth client secrets and access tokens
	{prefix: "AIza", alphabet: urlSafe, least: 35, most: 35, weak: true},
	{prefix: "GOCSPX-", alphabet: urlSafe, least: 28, most: 28},
	{prefix: "ya29.", alphabet: dotted, least: 20, most: 2048},

	// OpenAI, Anthropic and other model providers
	{prefix: "sk-proj-", alphabet: urlSafe, least: 40, most: 300},
	{prefix: "sk-svcacct-", alphabet: urlSafe, least: 40, most: 300},
	{prefix: "sk-service-", alphabet: urlSafe, least: 40, most: 300},
	{prefix: "sk-admin-", alphabet: urlSafe, least: 40, most: 300},
	{prefix: "sk-ant-", alphabet: urlSafe, least: 80, most: 160, check: endsInAA},
	{prefix: "sk-or-v1-", alphabet: lowerHex, least: 64, most: 64},
	{prefix: "sk-", alphabet: base62, least: 48, most: 64, check: isOpenAI},
	{prefix: "sk-", alphabet: lowerHex, least: 32, most: 32},
	{prefix: "hf_", alphabet: base62, least: 34, most: 40},
	{prefix: "api_org_", alphabet: base62, least: 34, most: 40},
	{prefix: "gsk_", alphabet: base62, least: 48, most: 60},
	{prefix: "xai-", alphabet: base62, least: 70, most: 90},
	{prefix: "pplx-", alphabet: base62, least: 40, most: 64},
	{prefix: "r8_", alphabet: base62, least: 37, most: 40, weak: true},
	{prefix: "lsv2_pt_", alphabet: wordly, least: 43, most: 43, check: isOpaque},
	{prefix: "lsv2_sk_", alphabet: wordly, least: 43, most: 43, check: isOpaque},
	{prefix: "tvly-", alphabet: urlSafe, least: 32, most: 48, check: isOpaque},

	// Package registries: npm, PyPI, RubyGems, Docker Hub, NuGet, Clojars, crates.io
	{prefix: "npm_", alphabet: base62, least: 36, most: 36},
	{prefix: "pypi-AgEIcHlwaS5vcmc", alphabet: urlSafe, least: 70, most: 1000},
	{prefix: "pypi-AgENdGVzdC5weXBpLm9yZw", alphabet: urlSafe, least: 70, most: 1000},
	{prefix: "rubygems_", alphabet: lowerHex, least: 48, most: 48},
	{prefix: "dckr_pat_", alphabet: urlSafe, least: 27, most: 27},
	{prefix: "dckr_oat_", alphabet: urlSafe, least: 27, most: 40},
	{prefix: "oy2", alphabet: lowerAlnum, least: 43, most: 43, weak: true, check: isOpaque},
	{prefix: "CLOJARS_", alphabet: lowerAlnum, least: 60, most: 60},
	{prefix: "cio", alphabet: base62, least: 32, most: 32, weak: true, check: isMixed},

	// Mail, messages and telephony: SendGrid, Mailgun, Brevo, Resend, Twilio, Discord and Telegram stand in apikey.go
	{prefix: "SG.", alphabet: dotted, least: 60, most: 70},
	{prefix: "key-", alphabet: lowerAlnum, least: 32, most: 32, weak: true, check: isOpaque},
	{prefix: "xkeysib-", alphabet: hyphened, least: 80, most: 82},
	{prefix: "xsmtpsib-", alphabet: hyphened, least: 80, most: 82},
	{prefix: "re_", alphabet: wordly, least: 33, most: 33, weak: true, check: isMixed},
	{prefix: "AC", alphabet: lowerHex, least: 32, most: 32, weak: true},
	{prefix: "SK", alphabet: lowerHex, least: 32, most: 32, weak: true},

	// Clouds and platforms
	{prefix: "dop_v1_", alphabet: lowerHex, least: 64, most: 64},
	{prefix: "doo_v1_", alphabet: lowerHex, least: 64, most: 64},
	{prefix: "dor_v1_", alphabet: lowerHex, least: 64, most: 64},
	{prefix: "LTAI", alphabet: base62, least: 17, most: 20, weak: true, check: isOpaque},
	{prefix: "AKID", alphabet: base62, least: 32, most: 32, weak: true, check: isOpaque},
	{prefix: "fo1_", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "fm1a_", alphabet: padded, least: 100, most: 4096},
	{prefix: "fm1r_", alphabet: padded, least: 100, most: 4096},
	{prefix: "fm2_", alphabet: padded, least: 100, most: 4096},
	{prefix: "HRKU-", alphabet: urlSafe, least: 30, most: 80},
	{prefix: "cfk_", alphabet: wordly, least: 40, most: 64},
	{prefix: "cfut_", alphabet: wordly, least: 40, most: 64},
	{prefix: "cfat_", alphabet: wordly, least: 40, most: 64},
	{prefix: "v1.0-", alphabet: hyphened, least: 171, most: 171},
	{prefix: "vcp_", alphabet: base62, least: 24, most: 100},
	{prefix: "vci_", alphabet: base62, least: 24, most: 100},
	{prefix: "vca_", alphabet: base62, least: 24, most: 100},
	{prefix: "vcr_", alphabet: base62, least: 24, most: 100},
	{prefix: "vck_", alphabet: base62, least: 24, most: 100},
	{prefix: "nfp_", alphabet: base62, least: 36, most: 40},
	{prefix: "tk-us-", alphabet: urlSafe, least: 48, most: 48},
	{prefix: "sbp_", alphabet: lowerHex, least: 40, most: 40},
	{prefix: "sb_secret_", alphabet: urlSafe, least: 20, most: 64},
	{prefix: "pscale_tkn_", alphabet: dotted, least: 32, most: 64},
	{prefix: "pscale_oauth_", alphabet: dotted, least: 32, most: 64},
	{prefix: "pscale_pw_", alphabet: dotted, least: 32, most: 64},
	{prefix: "sha256~", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "tskey-auth-", alphabet: urlSafe, least: 20, most: 80},
	{prefix: "tskey-api-", alphabet: urlSafe, least: 20, most: 80},

	// Infrastructure: HashiCorp, Pulumi, Doppler, Infracost, Prefect, Databricks, Octopus Deploy, JFrog
	{prefix: "hvs.", alphabet: urlSafe, least: 24, most: 300},
	{prefix: "hvb.", alphabet: urlSafe, least: 138, most: 300},
	{prefix: "hvr.", alphabet: urlSafe, least: 24, most: 300},
	{prefix: "s.", alphabet: base62, least: 24, most: 24, weak: true, check: isOpaque},
	{prefix: "pul-", alphabet: lowerHex, least: 40, most: 40},
	{prefix: "dp.pt.", alphabet: base62, least: 40, most: 44},
	{prefix: "dp.ct.", alphabet: base62, least: 40, most: 44},
	{prefix: "dp.sa.", alphabet: base62, least: 40, most: 44},
	{prefix: "dp.st.", alphabet: dotted, least: 40, most: 80},
	{prefix: "dp.scim.", alphabet: base62, least: 40, most: 44},
	{prefix: "dp.audit.", alphabet: base62, least: 40, most: 44},
	{prefix: "ico-", alphabet: base62, least: 32, most: 32, weak: true, check: isOpaque},
	{prefix: "pnu_", alphabet: base62, least: 36, most: 36},
	{prefix: "pnb_", alphabet: base62, least: 36, most: 36},
	{prefix: "dapi", alphabet: hyphened, least: 32, most: 34, weak: true, check: isDatabricks},
	{prefix: "API-", alphabet: upperAlnum, least: 26, most: 26, weak: true, check: hasDigit},
	{prefix: "AKCp", alphabet: base62, least: 69, most: 73, weak: true},
	{prefix: "cmVmdGtu", alphabet: base62, least: 56, most: 60, weak: true},
	{prefix: "AGE-SECRET-KEY-1", alphabet: upperAlnum, least: 58, most: 58},

	// Shops and payments
	{prefix: "shpat_", alphabet: anyHex, least: 32, most: 32},
	{prefix: "shpss_", alphabet: anyHex, least: 32, most: 32},
	{prefix: "shpca_", alphabet: anyHex, least: 32, most: 32},
	{prefix: "shppa_", alphabet: anyHex, least: 32, most: 32},
	{prefix: "sq0atp-", alphabet: urlSafe, least: 22, most: 60},
	{prefix: "sq0csp-", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "EAAA", alphabet: urlSafe, least: 22, most: 60, weak: true, check: isOpaque},
	{prefix: "EZAK", alphabet: base62, least: 54, most: 54, weak: true},
	{prefix: "EZTK", alphabet: base62, least: 54, most: 54, weak: true},
	{prefix: "FLWSECK-", alphabet: hyphened, least: 12, most: 50},
	{prefix: "FLWSECK_TEST-", alphabet: hyphened, least: 12, most: 50},
	{prefix: "duffel_test_", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "duffel_live_", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "shippo_live_", alphabet: anyHex, least: 40, most: 40},
	{prefix: "shippo_test_", alphabet: anyHex, least: 40, most: 40},
	{prefix: "rzp_live_", alphabet: base62, least: 14, most: 14},
	{prefix: "rzp_test_", alphabet: base62, least: 14, most: 14},
	{prefix: "access-sandbox-", alphabet: hyphened, least: 36, most: 36, check: isOpaque},
	{prefix: "access-production-", alphabet: hyphened, least: 36, most: 36, check: isOpaque},

	// Monitoring: Grafana, Sentry, New Relic, Dynatrace, PostHog
	{prefix: "glc_", alphabet: padded, least: 32, most: 400},
	{prefix: "glsa_", alphabet: wordly, least: 41, most: 41},
	{prefix: "eyJrIjoi", alphabet: padded, least: 60, most: 400},
	{prefix: "sntrys_", alphabet: padded, least: 60, most: 400},
	{prefix: "sntryu_", alphabet: lowerHex, least: 64, most: 64},
	{prefix: "NRAK-", alphabet: upperAlnum, least: 27, most: 27},
	{prefix: "NRRA-", alphabet: lowerHex, least: 42, most: 42},
	{prefix: "NRII-", alphabet: urlSafe, least: 32, most: 32},
	{prefix: "dt0c01.", alphabet: dotted, least: 89, most: 90},
	{prefix: "dt0s01.", alphabet: dotted, least: 30, most: 90},
	{prefix: "dt0s16.", alphabet: dotted, least: 89, most: 90},
	{prefix: "phx_", alphabet: base62, least: 40, most: 48},

	// Tools: SonarQube, Sourcegraph, Buildkite, CircleCI, Linear, Notion, Airtable, Postman, Typeform, ReadMe, Frame.io,
	// Contentful, Figma, Adafruit IO, WakaTime
	{prefix: "squ_", alphabet: base62, least: 40, most: 40},
	{prefix: "sqa_", alphabet: base62, least: 40, most: 40},
	{prefix: "sqp_", alphabet: base62, least: 40, most: 40},
	{prefix: "sgp_", alphabet: anyHex, least: 40, most: 40},
	{prefix: "sgp_local_", alphabet: anyHex, least: 40, most: 40},
	{prefix: "sgp_", alphabet: wordly, least: 57, most: 57, check: isOpaque},
	{prefix: "bkua_", alphabet: lowerHex, least: 40, most: 40},
	{prefix: "CCIPAT_", alphabet: wordly, least: 60, most: 70, check: isOpaque},
	{prefix: "CCIPRJ_", alphabet: wordly, least: 60, most: 70, check: isOpaque},
	{prefix: "lin_api_", alphabet: base62, least: 40, most: 48},
	{prefix: "lin_oauth_", alphabet: base62, least: 40, most: 64},
	{prefix: "ntn_", alphabet: base62, least: 40, most: 50, check: startsWithDigit},
	{prefix: "secret_", alphabet: base62, least: 43, most: 43, check: isOpaque},
	{prefix: "pat", alphabet: dotted, least: 79, most: 79, weak: true, check: isAirtable},
	{prefix: "PMAK-", alphabet: hyphened, least: 59, most: 59},
	{prefix: "tfp_", alphabet: dotted, least: 40, most: 70},
	{prefix: "rdme_", alphabet: lowerAlnum, least: 70, most: 70},
	{prefix: "fio-u-", alphabet: urlSafe, least: 64, most: 64},
	{prefix: "CFPAT-", alphabet: urlSafe, least: 43, most: 43},
	{prefix: "figd_", alphabet: urlSafe, least: 36, most: 48},
	{prefix: "aio_", alphabet: base62, least: 28, most: 28, weak: true, check: isOpaque},
	{prefix: "waka_", alphabet: hyphened, least: 36, most: 36, check: isUUID},

	// Accounts: Facebook, 1Password, Atlassian, LaunchDarkly, HubSpot
	{prefix: "EAA", alphabet: base62, least: 80, most: 400, weak: true},
	{prefix: "EAACEdEose0cBA", alphabet: base62, least: 20, most: 400},
	{prefix: "ops_eyJ", alphabet: padded, least: 100, most: 2048},
	{prefix: "A3-", alphabet: hyphened, least: 34, most: 38, check: isAccountKey},
	{prefix: "ATATT3", alphabet: padded, least: 100, most: 300},
	{prefix: "ATCTT3", alphabet: padded, least: 100, most: 300},
	{prefix: "pat-na1-", alphabet: hyphened, least: 36, most: 36, check: isOpaque},
	{prefix: "pat-eu1-", alphabet: hyphened, least: 36, most: 36, check: isOpaque},
	{prefix: "api-", alphabet: hyphened, least: 36, most: 36, weak: true, check: isUUID},
	{prefix: "sdk-", alphabet: hyphened, least: 36, most: 36, weak: true, check: isUUID},

	// The header of a JSON Web Token, encoded once more, as Kubernetes writes its secrets
	{prefix: "ZXlKaGJHY2lPa", alphabet: padded, least: 60, most: 4096},
	{prefix: "ZXlKMGVYQWlPa", alphabet: padded, least: 60, most: 4096},
	{prefix: "ZXlKcmFXUWlPa", alphabet: padded, least: 60, most: 4096},
}

// vendorTable finds the vendors whose prefix a text begins with: pairs has a bit for every first pair of
// bytes, byFirst holds the vendors of a first byte in the order of the list.
var vendorTable = buildVendorTable(vendorKeys)

type vendorIndex struct {
	pairs   [256][4]uint64
	byFirst [256][]vendorKey
}

func buildVendorTable(keys []vendorKey) *vendorIndex {
	index := &vendorIndex{}
	for _, key := range keys {
		first, second := key.prefix[0], key.prefix[1]
		index.pairs[first][second>>6] |= 1 << (second & 63)
		index.byFirst[first] = append(index.byFirst[first], key)
	}
	return index
}

// begins tells whether the prefix of any vendor begins with these two bytes.
func (x *vendorIndex) begins(first, second byte) bool {
	return x.pairs[first][second>>6]>>(second&63)&1 == 1
}
