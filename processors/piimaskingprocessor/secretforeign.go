package piimaskingprocessor

import "strings"

// foreignSecrets are names of secrets that ASCII cannot write, as a key or a label in a form may end, in the forms in
// which they occur. Those that it can write stand in keywords.go.
var foreignSecrets = strings.Fields(`contraseña Contraseña CONTRASEÑA пароль Пароль ПАРОЛЬ
	κωδικός Κωδικός 密码 密碼 口令 パスワード 비밀번호 암호 รหัสผ่าน סיסמה`)

// endsInForeignSecret returns the name of a secret in which s ends, or "".
func endsInForeignSecret(s string) string {
	for _, name := range foreignSecrets {
		if strings.HasSuffix(s, name) {
			return name
		}
	}
	return ""
}

// isForeign tells whether one of the last two characters before end is outside ASCII: that of each of
// foreignSecrets is.
func isForeign(s string, end int) bool {
	return end > 1 && (s[end-1]|s[end-2]) >= 0x80
}

// foreignPairAt finds the value behind the separator at sep if what stands before it, up to end, is a name of a secret in
// another script.
func foreignPairAt(s string, sep, end int) (int, int, bool) {
	name := endsInForeignSecret(s[:end])
	value := valueAfter(s, sep)
	if name == "" || !opensValue(s, sep) || value >= len(s) {
		return 0, 0, false
	}
	p := pair{s: s, sep: sep, keyStart: end - len(name), keyEnd: end, value: value}
	return p.secret()
}
