package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSecretsInOtherLanguages(t *testing.T) {
	for _, marked := range []string{
		"Passwort: «geheim99»", "kennwort=«geheim99»", `"passwort":"«geheim»"`, "wachtwoord=«geheim9»", "senha: «segredo1»", "contrasena=«hola1»",
		"Mot de passe : «bonjour1»", "mot_de_passe=«bonjour»", "motDePasse=«bonjour»", "salasana=«kissa»", "adgangskode=«hund1»",
		"contraseña: «hola1234»", `"contraseña":"«hola»"`, "mi Contraseña = «hola»", `{\"contraseña\":\"«hola»\"}`,
		"пароль: «parol123»", "Пароль=«тайна1»", `"пароль" : "«тайна»"`, "用户密码: «mima1234»", `{"密码":"«mima»"}`, "パスワード=«himitsu1»",
		"비밀번호: «bimil12»", "κωδικός: «mystiko1»", "רשומה סיסמה=«sod123»",
	} {
		hides(t, atSeparators, marked)
	}
}

func TestOtherLanguagesLeaveTextAlone(t *testing.T) {
	for _, s := range []string{
		"Passwort: muss mindestens 8 Zeichen haben", "Passwort-Länge: 12", "passwort_anzahl", "senha incorreta: usuario 42", "contraseña: obligatoria",
		"Contraseña: ", "contraseña:", "contraseña=", "contraseña=null", "пароль: неверный", "пароль::x1y2", "密码: ****", "größe: 12345678ab",
		"año: 2024a", "ñ=x1y2z3", "é:abc123", "señal=abc123", "imposée : x1y2z3", "mot de passe : obligatoire", "la passe : abc123x", "impasse=abc123",
		"export: a1b2c3", "port=8080a", `"ñ":"abc123"`,
	} {
		assert.Equal(t, s, hideAll(s, atSeparators))
	}
}

func TestForeignSecretsAreRecognizedByTheirEnd(t *testing.T) {
	for _, name := range foreignSecrets {
		assert.True(t, isForeign(name, len(name)), name)
		assert.True(t, namesSecret("user."+name), name)
	}
	assert.False(t, isForeign("ñ", 1))
	assert.False(t, isForeign("contrasena", 10))
}
