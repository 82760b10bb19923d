package article

import (
	"strings"
	"testing"

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
