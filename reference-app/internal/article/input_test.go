package article

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ptr(s string) *string { return &s }

// fieldsOf returns what an error says about fields, nil without an error.
func fieldsOf(t *testing.T, err error) map[string][]string {
	t.Helper()
	if err == nil {
		return nil
	}
	var invalid *Error
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, Invalid, invalid.Code)
	assert.Equal(t, "Validation failed", invalid.Error())
	return invalid.Fields
}

func TestRegistration(t *testing.T) {
	assert.NoError(t, Registration{ptr("ada@example.com"), ptr("secret"), ptr("Ada")}.Validate())
	assert.Equal(t, map[string][]string{"email": {"is required"}, "password": {"is required"}, "name": {"is required"}},
		fieldsOf(t, Registration{}.Validate()))
}

func TestCredentialsDoNotJudgeThePassword(t *testing.T) {
	for _, password := range []string{"", "x", strings.Repeat("x", 1000)} {
		assert.NoError(t, Credentials{ptr("ada@example.com"), ptr(password)}.Validate())
	}
	assert.Equal(t, map[string][]string{"email": {"is required"}, "password": {"is required"}}, fieldsOf(t, Credentials{}.Validate()))
}

func TestDraft(t *testing.T) {
	for name, c := range map[string]struct {
		draft        Draft
		create, edit map[string][]string
	}{
		"whole":       {Draft{ptr("Title"), ptr("Description"), ptr("Body")}, nil, nil},
		"least":       {Draft{Title: ptr("T"), Body: ptr("B")}, nil, nil},
		"nothing":     {Draft{}, map[string][]string{"title": {"is required"}, "body": {"is required"}}, nil},
		"empty title": {Draft{Title: ptr(""), Body: ptr("B")}, map[string][]string{"title": {"must have 1 to 255 characters"}}, map[string][]string{"title": {"must have 1 to 255 characters"}}},
		"long description": {Draft{Title: ptr("T"), Body: ptr("B"), Description: ptr(strings.Repeat("é", 1001))},
			map[string][]string{"description": {"must have at most 1000 characters"}}, map[string][]string{"description": {"must have at most 1000 characters"}}},
		"empty description": {Draft{Title: ptr("T"), Body: ptr("B"), Description: ptr("")}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.create, fieldsOf(t, c.draft.Validate()))
			assert.Equal(t, c.edit, fieldsOf(t, c.draft.ValidateChanges()))
		})
	}
}

func TestEmail(t *testing.T) {
	for _, good := range []string{"a@b.co", "first.last+tag@sub.example.co.uk", "o'brien@example.ie", "ünï@exämple.de", strings.Repeat("a", 64) + "@example.com"} {
		assert.Empty(t, email(&good), good)
	}
	for _, bad := range []string{"", "a", "a@", "@b.co", "a@b", "a@b.", "a@.b", "a b@c.de", "a@b.co ", " a@b.co", "<a@b.co>", "A <a@b.co>", "a@b.co,c@d.ef", "a@@b.co", "a@b..co", "a\n@b.co"} {
		assert.Equal(t, "must be a valid e-mail address", email(&bad), bad)
	}
}

// FuzzEmail holds: what is accepted can be stored, is one bare address, and fits what mail can deliver to.
func FuzzEmail(f *testing.F) {
	for _, seed := range []string{"ada@example.com", "Ada <ada@example.com>", "a@b", "a@b.c\x00o", "\"a b\"@c.de", "a@[127.0.0.1]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		err := Credentials{&address, ptr("x")}.Validate()
		if err != nil {
			return
		}
		assert.NotContains(t, address, "\x00")
		assert.True(t, utf8.ValidString(address), "%q", address)
		assert.LessOrEqual(t, len(address), maxEmail)
		local, domain := address[:strings.LastIndex(address, "@")], address[strings.LastIndex(address, "@")+1:]
		assert.NotEmpty(t, local)
		assert.Contains(t, domain, ".")
	})
}
