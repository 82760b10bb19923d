package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// checkKeys refuses what encoding/json lets pass: bytes that are not UTF-8, a field sent twice, of which the last would
// win, and a field in other letters than its own ("Email", "paſſword"). The body has been decoded: it is well formed,
// and nested no deeper than the input it was decoded into.
func checkKeys(body []byte) error {
	if !utf8.Valid(body) {
		return &httpError{http.StatusBadRequest, "Request body is not valid JSON"}
	}
	return walkValue(json.NewDecoder(bytes.NewReader(body)))
}

// walkValue reads one value with all that it holds.
func walkValue(decoder *json.Decoder) error {
	opening, err := decoder.Token()
	if _, nested := opening.(json.Delim); err != nil || !nested {
		return err
	}
	seen := map[string]bool{}
	for decoder.More() {
		if opening == json.Delim('{') {
			err = checkKey(decoder, seen)
		}
		if err == nil {
			err = walkValue(decoder)
		}
		if err != nil {
			return err
		}
	}
	_, err = decoder.Token() // the end
	return err
}

func checkKey(decoder *json.Decoder, seen map[string]bool) error {
	token, err := decoder.Token()
	key, _ := token.(string)
	switch {
	case err != nil:
		return err
	case strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "":
		return article.InvalidFields(map[string][]string{key: {"is not a known field"}})
	case seen[key]:
		return article.InvalidFields(map[string][]string{key: {"must be sent once"}})
	}
	seen[key] = true
	return nil
}
