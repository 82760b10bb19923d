package piimaskingprocessor

import "strings"

// secretWords are what the key of a secret contains, in lower case and without separators.
var secretWords = []string{
	"password", "passwd", "passphrase", "pwd", "secret", "token", "authorization", "cookie",
	"apikey", "accesskey", "privatekey", "credential",
	"passwort", "kennwort", "wachtwoord", "contrasena", "senha", "salasana", "adgangskode",
}

// joinedWords do so, too: pass and key name many things, but not together with these.
var joinedWords = strings.Fields(`passcode secretkey accountkey encryptionkey signingkey authkey consumerkey
	dbpass userpass adminpass rootpass mysqlpass pgpass redispass smtppass mailpass ftppass sshpass proxypass
	authpass loginpass keypass storepass depasse`)

// tellingNext are the words that, right after a secret word, make the key one about the secret and not the
// secret: token_count, password.policy, cookie_domain.
var tellingNext = wordSet(`age algorithm at attempts budget bucket changed count counts created decision
	disabled domain duration enabled endpoint error errors exists expiration expired expires expiry expiresat
	expiresin field file filename format granted hint host label latency length level limit limits manager max
	method min mode name names namespace param parameter path placeholder policy port present prompt provider
	quota rate ratio region required reset result rotation samesite scheme scope server size status store
	strength time timeout total ttl type types uri url usage used valid variable version`)

// tellingBefore are the words that do so right before it: has_password, max_token, unexpected token,
// next_token (of a list that is read page by page).
var tellingBefore = wordSet(`bad cached completion continuation count expected has illegal input invalid is max
	min missing n next no num output page pagination per prompt reasoning requires total unexpected unknown wrong`)

func wordSet(words string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, word := range strings.Fields(words) {
		set[word] = struct{}{}
	}
	return set
}

// namesSecret tells whether a value with this key is a secret. Case and separators do not count: api_key,
// x-api-key, ApiKey and apikey are the same. A secret word has to end where a word of the key ends, so that
// secretary, tokenizer and input_tokens are no secrets.
func namesSecret(key string) bool {
	words := splitKey(key)
	for i, word := range words {
		if endsInSecret(word, 1) && !isAbout(words, i, i) {
			return true
		}
		if i > 0 && endsInSecret(words[i-1]+word, len(word)+1) && !isAbout(words, i-1, i) {
			return true
		}
	}
	return endsInForeignSecret(key) != ""
}

// endsInSecret tells whether the word ends in a secret word of at least shortest bytes. It also takes the
// plural, but not of token: tokens are counted far more often than listed.
func endsInSecret(word string, shortest int) bool {
	for _, secret := range secretWords {
		if len(secret) < shortest {
			continue
		}
		if strings.HasSuffix(word, secret) || secret != "token" && strings.HasSuffix(word, secret+"s") {
			return true
		}
	}
	for _, joined := range joinedWords {
		if len(joined) >= shortest && strings.HasSuffix(word, joined) {
			return true
		}
	}
	return false
}

// isAbout tells whether the words around those of the secret say that the key holds something about it.
func isAbout(words []string, from, to int) bool {
	if to+1 < len(words) {
		if _, ok := tellingNext[words[to+1]]; ok || words[to+1] == "id" && strings.HasPrefix(words[to], "credential") {
			return true
		}
	}
	if from == 0 {
		return false
	}
	_, ok := tellingBefore[words[from-1]]
	return ok
}

// splitKey cuts a key into words in lower case: at separators, before a capital after a small letter
// (userPassword), before the last capital of several (APIKey) and around digits.
func splitKey(key string) []string {
	var words []string
	from := 0
	flush := func(to int) {
		if to > from {
			words = append(words, strings.ToLower(key[from:to]))
		}
		from = to
	}
	for i := range len(key) {
		switch {
		case !is(key[i], classLetter):
			flush(i)
			from = i + 1
		case i > from && beginsWord(key, i):
			flush(i)
		}
	}
	flush(len(key))
	return words
}

func beginsWord(key string, i int) bool {
	if !isUpper(key[i]) {
		return false
	}
	return !isUpper(key[i-1]) || i+1 < len(key) && is(key[i+1], classLetter) && !isUpper(key[i+1])
}
