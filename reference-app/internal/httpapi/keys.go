package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// checkKeys refuses what encoding/json lets pass: bytes that are not UTF-8, a field sent twice, of which the last would
// win, and a field in other letters than its own ("Email", "paſſword"). It returns the paths of the fields that are null,
// as in "articles[2].title". The body has been decoded: it is well formed, and nested no deeper than the input it was
// decoded into. A body that is null as a whole has no fields.
func checkKeys(body []byte) (nulls []string, err error) {
	if !utf8.Valid(body) {
		return nil, &httpError{http.StatusBadRequest, "Request body is not valid JSON"}
	}
	w := walk{decoder: json.NewDecoder(bytes.NewReader(body))}
	err = w.value("")
	return w.nulls, err
}

// walk goes through a JSON text.
type walk struct {
	decoder *json.Decoder
	nulls   []string
}

// value reads one value with all that it holds.
func (w *walk) value(path string) error {
	opening, err := w.decoder.Token()
	if opening == nil && path != "" && err == nil {
		w.nulls = append(w.nulls, path)
	}
	if _, nested := opening.(json.Delim); err != nil || !nested {
		return err
	}
	seen := map[string]bool{}
	for n := 0; w.decoder.More(); n++ {
		below := path + "[" + strconv.Itoa(n) + "]"
		if opening == json.Delim('{') {
			below, err = w.key(path, seen)
		}
		if err == nil {
			err = w.value(below)
		}
		if err != nil {
			return err
		}
	}
	_, err = w.decoder.Token() // the end
	return err
}

// key reads the name of a field and returns the path of its value.
func (w *walk) key(path string, seen map[string]bool) (string, error) {
	token, err := w.decoder.Token()
	key, _ := token.(string)
	switch {
	case err != nil:
		return "", err
	case strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "":
		return "", article.InvalidFields(map[string][]string{key: {"is not a known field"}})
	case seen[key]:
		return "", article.InvalidFields(map[string][]string{key: {"must be sent once"}})
	}
	seen[key] = true
	if path != "" {
		key = path + "." + key
	}
	return key, nil
}
