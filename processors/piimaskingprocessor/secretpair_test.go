package piimaskingprocessor

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// secretLabel stands for a match in these tests.
const secretLabel = "[REDACTED:secret]"

// hideAll puts the label in place of everything that the scanner finds at any place; of two matches that
// overlap the one that begins first counts, and of two that begin together the longer one.
func hideAll(s string, find scanFunc) string {
	type span struct{ start, end int }
	var spans []span
	for i := range len(s) {
		if start, end, ok := find(s, i); ok {
			spans = append(spans, span{start, end})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	var out strings.Builder
	done := 0
	for _, sp := range spans {
		if sp.start < done {
			continue
		}
		out.WriteString(s[done:sp.start] + secretLabel)
		done = sp.end
	}
	return out.String() + s[done:]
}

func atSeparators(s string, i int) (int, int, bool) {
	if s[i] != ':' && s[i] != '=' {
		return 0, 0, false
	}
	return secretPairAt(s, i)
}

// hides checks that the scanner hides what stands between « and », and finds nothing in the result.
func hides(t *testing.T, find scanFunc, marked string) {
	t.Helper()
	text := strings.NewReplacer("«", "", "»", "").Replace(marked)
	var want strings.Builder
	rest := marked
	for {
		before, after, found := strings.Cut(rest, "«")
		want.WriteString(before)
		if !found {
			break
		}
		want.WriteString(secretLabel)
		_, rest, _ = strings.Cut(after, "»")
	}
	got := hideAll(text, find)
	assert.Equal(t, want.String(), got)
	assert.Equal(t, got, hideAll(got, find), "hiding twice")
	masked := strings.ReplaceAll(got, secretLabel, hidden)
	assert.Equal(t, masked, hideAll(masked, find), "hiding what is masked")
}

func TestPairsInProgramsAndConfigurations(t *testing.T) {
	for _, marked := range []string{
		`password=«x»`,
		`PASSWORD=«hunter2» user=bob`,
		`user=bob, password=«hunter2», retries=3`,
		`passwd=«a», next`,
		`--password=«hunter2» --verbose`,
		`-Dspring.datasource.password=«hunter2»`,
		`DB_PASSWORD=«hunter2»`,
		`db_pass=«hunter2»`,
		`PGPASSWORD=«hunter2» psql -h db`,
		`export API_KEY='«0a1b2c»'`,
		`client_secret => '«abc def»'`,
		`"access_token" => "«abc»"`,
		`token := "«abc»"`,
		"token = `«abc»`",
		`SECRET ?= «abc123»`,
		`$token .= "«abc»"`,
		`if (db_pass != "«hunter 2»") {`,
		`secret == '«x y»'`,
		`secret[] = "«abc»"`,
		`cfg["password"] = "«abc»"`,
		`var apiToken string = "«abc»"`,
		`val apiToken: String = "«abc»"`,
		`password = @"«ab»";`,
		`aws_access_key_id = «AKIAEXAMPLEEXAMPLE12»`,
		`secret_key_base: «0a1b2c3d4e»`,
		`User(name=bob, password=«p(w)d», age=3)`,
		`if ("«x y»" == password) {`,
		`'«abc»' != user.token`,
		`"«a\"b»"=== apiKey`,
		`if ("" == password)`,
		`("a" == status)`,
		`"***" == password`,
		`password = compute;`,
		`token => next`,
		`password_super_secure = "«x»"`,
		`password1=«hunter2»`,
		`Server=db;User Id=app;Password=«hunter2»;`,
		`AccountKey=«abc+/def==»;EndpointSuffix=core`,
		`{Password:«hunter2» Name:bob}`,
		`password=«12345»`,
		`password=«supersecret»`,
		`PASSWORD="«a»"`,
		`passwd=«$2y$10$N9qo8uLOickgx2ZMRZoMye»`,
		"password='«unclosed»\nnext=1",
		`secret=«abc»\nnext=1`,
		`token=«a\b»`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestPairsInText(t *testing.T) {
	for _, marked := range []string{
		`password: «hunter2»`,
		`passwd: «S3cret!»`,
		`api_key: «0a1b2c3d»`,
		`Access Token: «Zm9vYmFy123»`,
		`my api key: «abc-123-def-4x5»`,
		`login with password: «p@ss» word`,
		`Password: "«two words»"`,
		`secret: '«abc»'`,
		`token: «550e8400-e29b-41d4-a716-446655440000».`,
		`pwd: «4711»`,
		`Temporary password:«Abc123xyz»`,
		`passphrase: «aB3$xY»`,
		`api token - secret: «hUnTeRaBcDeF»`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestPairsInJSON(t *testing.T) {
	for _, marked := range []string{
		`{"password":"«x»"}`,
		`{"password" : "«a\"b»", "n":1}`,
		`{"password":"«back\\»","x":"y"}`,
		`{"Password":«12345»}`,
		`{"pin_token": «1234567», "a":1}`,
		`{"body":"{\"token\":\"«x»\",\"n\":1}"}`,
		`{"b":"{\\\"token\\\":\\\"«x»\\\"}"}`,
		`{"b":"{\"t\":\"{\\\"token\\\":\\\"«x»\\\"}\"}"}`,
		`{"b":"{\"token\":\"«a\\\"b»\"}"}`,
		`{"credentials":«{"user":"bob","keys":["a]",{"b":1}]}»,"x":1}`,
		`{"secrets":«["a","b"]»}`,
		`{"b":"{\"credentials\":«{\"u\":\"}\"}»}"}`,
		`{'password': '«x»'}`,
		`{"api_key":"«abc»","apiKeyName":1}`,
		`{"name":"DB_PASSWORD","value":"«x»"}`,
		`{"key": "Authorization", "value": "Bearer «abc»"}`,
		`{"b":"{\"name\":\"api_token\",\"value\":\"«x»\"}"}`,
		`<add key="Password" value="«x»"/>`,
		`{"X-Api-Key":"«abc»"}`,
		`{"http.request.header.authorization":«["a"]»}`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestPairsInSQL(t *testing.T) {
	for _, marked := range []string{
		`UPDATE users SET password = '«x»' WHERE id = 7`,
		`WHERE token='«abc»' AND x = 1`,
		`WHERE a.token = N'«abc»'`,
		`ALTER USER u SET Password = "«x»"`,
		`WHERE token = $1`,
		`WHERE token = ?`,
		`WHERE token = :p`,
		`WHERE token = @p1`,
		`ON a.token = b.token`,
		`WHERE password = %s`,
		`token = NULL`,
		`password = crypt(?, salt)`,
		`SET token = DEFAULT`,
		`WHERE password IS NULL AND c.id = o.customer_id`,
		`token = ''`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestHeaders(t *testing.T) {
	for _, marked := range []string{
		`Authorization: Bearer «abc»`,
		`authorization: bearer «abc.def_~+/=»`,
		`"Authorization": "Basic «YWxpY2U6cHc=»"`,
		`authorization=Bearer «abc», x=1`,
		`Authorization: ApiKey «abc123»`,
		`Authorization: «5eb4223e-5008-46e5-be67-c7b8f2732305»`,
		`Authorization:[Bearer «abc»] Accept:[*/*]`,
		`Authorization: Digest «username="bob", realm="x y", response="0a1b"»`,
		`{"a":"Authorization: Digest «username=\"b\"»"}`,
		`Authorization: AWS4-HMAC-SHA256 «Credential=AKIA/2024, Signature=0a1b»`,
		`curl -H 'Authorization: Token «abc»' http://x`,
		`curl -H "X-Api-Key: «abc123»" http://x`,
		`Authorization: Hawk «id="a", mac="b"»`,
		`Proxy-Authorization: Basic «YTpi»`,
		`token: Bearer «abc»`,
		"Cookie: «sid=abc; theme=dark»\r\nHost: x",
		`Cookie: «a=b; c=d» and more`,
		`Set-Cookie: «sid=abc; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Path=/»`,
		`-H 'Cookie: «a="b"; d=e»' -v`,
		`Cookie:[«a=b; c=d»] Host:[x]`,
		`"Cookie":"«a=b»"`,
		`"msg":"Cookie: «a=b»"`,
		"GET / HTTP/1.1\\r\\nCookie: «a=b»\\r\\nHost: x",
		`cookie=«abc»`,
		`x-auth-token: «a1b2c3»`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestParameters(t *testing.T) {
	for _, marked := range []string{
		`GET /x?api_key=«x»&page=2`,
		`https://h/p?token=«abc»#top`,
		`/cb?state=1&access_token=«a.b-c_d~e%3D»&x`,
		`?sig=«abc%2B»&se=1`,
		`?X-Amz-Signature=«0a1b»`,
		`?X-Amz-Credential=«AKIA%2F2024»&X-Amz-Date=2024`,
		`?X-Goog-Signature=«ab»`,
		`?AWSAccessKeyId=«AK»&Expires=1`,
		`?auth=«abc»`,
		`&session=«abc»`,
		`?sid=«abc»`,
		`/x?a=1&otp=«123456»`,
		`sig=«abc»&sv=2020`,
		`/p;jsessionid=«A0B1»?x=1`,
		`?SIG=«ab»`,
		`'?password=«a»'`,
		`signature=abc`,
		`sid=5 cpu=1`,
		`session=abc`,
		`?page=2&sort=asc`,
		`?code=404&auth_type=basic`,
		`?key=abc`,
		`auth=ok`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestCurlUsers(t *testing.T) {
	for _, marked := range []string{
		`curl -u «bob:hunter2» http://h/`,
		`curl -s --user "«bob:hunter2»" h`,
		`curl --user '«bob@x.org:p w»' h`,
		`curl --user «kevin:'pRf7vG2'» -X GET`,
		`$ curl -X GET -u «a.b:c»`,
		`curl -u bob http://h:80/`,
		`curl -u "bob" http://h:8080/`,
		`curl --user user:pass h`,
		`curl --user "xxx:yyy"`,
		`curl -u ${U}:${P} h`,
		`curl -u '$U:$P' h`,
		`docker run -u 1000:1000 img`,
		`chown -u root:wheel x`,
		`nc -u -l 41234`,
		"curl x\nrun -u a:b",
		`curl --user neo4j:[PASSWORD] h`,
		`-u a:b`,
	} {
		hides(t, atSeparators, marked)
	}
}

func TestPairsThatAreNoSecrets(t *testing.T) {
	for _, s := range []string{
		"2024-05-17T08:21:02.483Z level=info msg=ok",
		"c.id = o.customer_id",
		"https://example.com:8080/a",
		"a::b",
		"std::token::Kind",
		"x := 1",
		"a <= b, c >= d, e == f",
		"unexpected token: foo",
		"Unexpected token: abc123",
		"Invalid token: )",
		"password: must be at least 8",
		"token: expected identifier",
		"secret: not found",
		"authorization: failed",
		"password: required",
		"Authorization: Bearer token missing",
		"Authorization: Bearer <token>",
		"Authorization: Bearer ${TOKEN}",
		"Authorization: Basic ...",
		"Authorization: Bearer XXXXXXXXXXXX",
		"authorization: Bearer",
		"Authorization:",
		"cookie: not found",
		"Cookie: [REDACTED]",
		"Cookie: ***",
		"cookie_domain=example.com",
		"max_tokens: 4096",
		"input_tokens=12",
		"token_type=bearer",
		"token=12",
		"password_reset=true",
		"tokenizer: gpt2",
		"csrf_cookie_name=csrf",
		"expires=3600",
		"next_token: abc123",
		"password=",
		"password=''",
		`password=""`,
		`{"password":""}`,
		`{"password":null}`,
		`{"password": true}`,
		`{"credentials":{}}`,
		`{"credentials":[]}`,
		`{"secret":{`,
		`{"secret":{"a":"b"`,
		`{"secret":[oops]}`,
		"password=null",
		"password=None",
		"password=true",
		"password=***",
		"password=********",
		"password=xxxxxxxx",
		"password=<password>",
		"password=${DB_PASSWORD}",
		"password=$DB_PASSWORD",
		"password=$(cat x)",
		"password={{ .Values.pw }}",
		"password={password}",
		"password=%s",
		"password=%(pw)s",
		"password=%PW%",
		"password=#{pw}",
		"password=[PASSWORD]",
		"password=[REDACTED:secret]",
		"password=pa***",
		"password=[Filtered]",
		"password = var.db_password",
		`password = os.environ["PW"]`,
		`password = config.get("pw")`,
		"token = getToken()",
		"token=token",
		"password = userInput",
		"password=user_password",
		"api_key=YOUR_API_KEY",
		"api_key=your-api-key-here",
		"token=Optional.empty",
		"credentials=org.example.Credentials@6d06d69c",
		"token=Token{a64f992 ActivityRecord}",
		"Credentials=[PROTECTED]",
		"password_file=/run/secrets/db",
		"secret=/run/secrets/db",
		"token=https://example.com/token",
		"token: https://example.com/a1",
		`log("password: " + pw + " for x1")`,
		`{"msg":"Invalid password:","code":5}`,
		`"prompt":"Password:"`,
		`"label":"Token: ","n":1}`,
		"password= user=bob",
		"arn:aws:secretsmanager:eu-west-1:12:secret:a1-b2c3",
		"GET user:token:a1b2c3",
		"mounted secret: my-secret-2",
		"error in token: file.js:12:5",
		"- `token`: Static header 2",
		`input[type="password"]:focus`,
		"usernamePassword(credentialsId: '29f63271')",
		"",
		":",
		"=",
		"password",
		":password",
		"=:=:=",
		"secretary: a1b2c3",
		"author: bob42",
		"primary_key=5",
		"status: a1b2c3",
		"monkey=a1",
		"pass=5 fail=2",
		"key=abc",
		"http.status=200",
		"value=5",
		`{"name":"LOG_LEVEL","value":"debug1"}`,
		`"key":"password"`,
		"type=password",
		"password - 12",
		`password "x"`,
		"password != null",
		"token !== undefined",
		"token == x1y2",
		"token=Bearer",
	} {
		assert.Equal(t, s, hideAll(s, atSeparators))
	}
}

func TestPairKey(t *testing.T) {
	for _, tt := range []struct {
		text, sep, key, value string
	}{
		{"password=x", "=", "password", "x"},
		{"user=bob password=x", " password=", "password", "x"},
		{"phone number: +1", ":", "phone number", "+1"},
		{"my social security number: 1", ":", "my social security number", "1"},
		{"a b c d e f: 1", ":", "c d e f", "1"},
		{`{"phone": 5}`, ":", "phone", "5}"},
		{`{\"phone\":\"5\"}`, ":", "phone", `\"5\"}`},
		{`"home phone" : "5"`, " : ", "home phone", `"5"`},
		{"key := 1", ":", "key", "1"},
		{"key => 1", "=", "key", "1"},
		{"a=b key=1", "key=", "key", "1"},
		{`x\nkey=1`, "=", "key", "1"},
		{"--a.b-key=1", "=", "a.b-key", "1"},
		{"key[] = 1", " = ", "key", "1"},
		{"string key = 1", " = ", "string key", "1"},
		{"var key string = 1", " = ", "var key", "1"},
		{"key =", "=", "key", ""},
	} {
		sep := strings.Index(tt.text, tt.sep) + strings.IndexAny(tt.sep, ":=")
		start, end, value, ok := pairKey(tt.text, sep)
		if assert.True(t, ok, tt.text) {
			assert.Equal(t, tt.key, tt.text[start:end], tt.text)
			assert.Equal(t, tt.value, tt.text[value:], tt.text)
		}
	}
	for _, s := range []string{"=", ":x", "://x", "a://b", "::", "a::b", "(=x", "é:1", "a<=b", "a>=b", `"":1`, `"a{b":1`, "  : x"} {
		for i := range len(s) {
			if s[i] == ':' || s[i] == '=' {
				_, _, _, ok := pairKey(s, i)
				assert.False(t, ok, "%s at %d", s, i)
			}
		}
	}
}

func TestEveryNameOfASecretEndsLikeOne(t *testing.T) {
	for _, name := range append(slices.Concat(secretWords, joinedWords), "api_keys", "TOKEN", "secret_key_base", "aws_access_key_id", "x-amz-signature", "db_pass", "sid") {
		assert.True(t, endsLikeSecret(name, len(name)), name)
	}
	for _, name := range []string{"", "status", "level", "msg", "customer", "state", "total", "host", "time", "error", "user", "version", "duration", "c.id", "order_id", "response", "x1"} {
		assert.False(t, endsLikeSecret(name, len(name)), name)
	}
}

// FuzzSecretPair holds, for every text and every place: no panic, the bounds are within the text and not
// empty, the value lies behind the separator but in a comparison that is the other way round and with curl's user, and hiding twice is hiding once.
func FuzzSecretPair(f *testing.F) {
	for _, seed := range []string{
		`{"password":"a\"b","token":{"x":["y"]}}`,
		"Authorization: Digest a=\"b\"\r\nCookie: a=b; c",
		`curl -u a:b`,
		`\\\"token\\\":\\\"x`,
		"?sig=a&token=%3D#x",
		"secret[] = @\"x",
		`password='a password='b`,
		`{"name":"token","value":"x"}`,
		"token := `x",
		"\xff:=\xfe",
		"password=Bearer x",
		"cookie:a=[REDACTED:secret",
		`credentials={"a":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range len(s) {
			if start, end, ok := secretPairAt(s, i); ok {
				assert.True(t, 0 <= start && start < end && end <= len(s), "%d to %d", start, end)
				mirrored := end < i && (strings.HasPrefix(s[i:], "==") || strings.HasPrefix(s[i-1:], "!="))
				assert.True(t, start > i || mirrored || s[i] == ':' && start < i && i < end)
			}
			if start, end, value, ok := pairKey(s, i); ok {
				assert.True(t, 0 <= start && start < end && end <= i && i < value && value <= len(s))
			}
		}
		once := hideAll(s, atSeparators)
		assert.Equal(t, once, hideAll(once, atSeparators))
	})
}

func BenchmarkSecretPair(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"time", "2024-05-17T08:21"}, {"log", "level=info"}, {"url", "https://example.com"}, {"JSON", `{"status":200}`}, {"SQL", "WHERE c.id = o.customer_id"},
		{"near", "SELECT version = 5"}, {"hit", "user=bob password=hunter2 "}, {"JSON hit", `{"password":"hunter2"}`}, {"header", "Authorization: Bearer abc"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			sep := strings.LastIndexAny(bb.text, ":=")
			b.ReportAllocs()
			for b.Loop() {
				secretPairAt(bb.text, sep)
			}
		})
	}
}

// BenchmarkSecretPairHostile reads 64 KiB of nothing but names of secrets, the worst that a text can be.
func BenchmarkSecretPairHostile(b *testing.B) {
	const size = 64 * 1024
	for _, piece := range []string{"token=", `{"token":`, `token="\`, `\\\"token\\\":`, "Cookie:a="} {
		b.Run(piece, func(b *testing.B) {
			text := strings.Repeat(piece, size/len(piece))
			b.SetBytes(size)
			for b.Loop() {
				for i := range len(text) {
					atSeparators(text, i)
				}
			}
		})
	}
}
