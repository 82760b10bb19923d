package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// maxBody is the largest body that is read, in bytes.
const maxBody = 1 << 20

// decode reads one JSON object and judges it. It refuses other media types (415), bodies over 1 MiB (413), malformed JSON,
// fields that do not exist, come twice or are null, values of the wrong type, and what validate does (400).
func decode[T any](w http.ResponseWriter, r *http.Request, validate func(T) error) (T, error) {
	var input T
	body, err := readJSON(w, r)
	if err != nil {
		return input, err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&input); err != nil {
		return input, malformed(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return input, malformed(errors.New("something follows the object"))
	}
	nulls, err := checkKeys(body)
	if err != nil {
		return input, err
	}
	return input, withNulls(validate(input), nulls)
}

// readJSON reads a body that says to be JSON.
func readJSON(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || (media != "application/json" && !strings.HasSuffix(media, "+json")) {
		return nil, &httpError{http.StatusUnsupportedMediaType, "Content-Type must be application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &httpError{http.StatusRequestEntityTooLarge, "Request body must not be larger than 1 MiB"}
	case err != nil:
		return nil, &httpError{http.StatusBadRequest, "Request body ended early"}
	default:
		return body, nil
	}
}

// withNulls adds the fields that were sent as null to what is wrong with the input. A null decodes like a field that was
// not sent, so what else is said about one, or about what should be in it, gives way.
func withNulls(invalid error, nulls []string) error {
	if len(nulls) == 0 {
		return invalid
	}
	fields := map[string][]string{}
	var others *article.Error
	if errors.As(invalid, &others) {
		maps.Copy(fields, others.Fields)
	}
	for _, null := range nulls {
		maps.DeleteFunc(fields, func(field string, _ []string) bool { return strings.HasPrefix(field, null+".") })
		fields[null] = []string{"must not be null"}
	}
	return article.InvalidFields(fields)
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
