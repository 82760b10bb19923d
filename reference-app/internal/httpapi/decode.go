package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// maxBody is the largest body that is read, in bytes.
const maxBody = 1 << 20

// decode reads one JSON object. It refuses other media types (415), bodies over 1 MiB (413), malformed JSON, fields that
// do not exist or come twice, and values of the wrong type (400).
func decode[T any](w http.ResponseWriter, r *http.Request) (T, error) {
	var input T
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || (media != "application/json" && !strings.HasSuffix(media, "+json")) {
		return input, &httpError{http.StatusUnsupportedMediaType, "Content-Type must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return input, &httpError{http.StatusRequestEntityTooLarge, "Request body must not be larger than 1 MiB"}
	}
	if err != nil {
		return input, &httpError{http.StatusBadRequest, "Request body ended early"}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&input); err != nil {
		return input, malformed(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return input, malformed(errors.New("something follows the object"))
	}
	return input, checkKeys(body)
}

// mustBe names the type that a field should have had.
func mustBe(want reflect.Type) string {
	switch want.Kind() {
	case reflect.Slice:
		return "must be a list"
	case reflect.Struct:
		return "must hold objects"
	default:
		return "must be a string"
	}
}

// malformed puts the decoder's error into the words of the contract.
func malformed(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		return article.InvalidFields(map[string][]string{wrongType.Field: {mustBe(wrongType.Type)}})
	}
	if errors.As(err, &wrongType) {
		return &httpError{http.StatusBadRequest, "Request body must be a JSON object"}
	}
	if field, unknown := strings.CutPrefix(err.Error(), `json: unknown field "`); unknown {
		return article.InvalidFields(map[string][]string{strings.TrimSuffix(field, `"`): {"is not a known field"}})
	}
	return &httpError{http.StatusBadRequest, "Request body is not valid JSON"}
}
