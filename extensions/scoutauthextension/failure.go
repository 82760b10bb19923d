package scoutauthextension

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// failure is why a fetch gave no token, in words for an operator. It holds no secret, and nothing of an answer but its
// status and the OAuth error code (RFC 6749, section 5.2).
type failure struct {
	text       string
	refused    bool          // asking again will not help before the configuration changes
	retryAfter time.Duration // what the endpoint asked for
}

func (f *failure) Error() string { return f.text }

// needsOperator are the codes that another try does not change (RFC 6749, section 5.2).
var needsOperator = []string{
	"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type", "access_denied",
}

// describe turns what the OAuth2 library and the operating system say into a failure.
func describe(err error, tokenURL string) *failure {
	var answer *oauth2.RetrieveError
	var transport *url.Error
	switch {
	case errors.As(err, &answer):
		return describeAnswer(answer, tokenURL)
	case errors.As(err, &transport):
		return &failure{text: fmt.Sprintf("the token endpoint %s cannot be reached: %s", place(tokenURL), reach(transport))}
	case strings.HasPrefix(err.Error(), "oauth2: cannot fetch token: "): // the body of the answer
		return &failure{text: fmt.Sprintf("the token endpoint %s cannot be reached: its answer was cut off", place(tokenURL))}
	case strings.HasPrefix(err.Error(), "oauth2: "): // the library's words may quote the answer
		return &failure{text: fmt.Sprintf("the token endpoint %s answered something that is not a token; check token_url", place(tokenURL))}
	default: // our own files and settings
		return &failure{text: "the credentials cannot be read: " + err.Error(), refused: true}
	}
}

func describeAnswer(answer *oauth2.RetrieveError, tokenURL string) *failure {
	if redirects(answer.Response) {
		return &failure{text: fmt.Sprintf("the token endpoint %s redirects (%s) to %s, which is not followed, because the client's secret would go there, too: correct token_url",
			place(tokenURL), status(answer.Response), destination(answer.Response))}
	}
	f := &failure{
		text:       fmt.Sprintf("the token endpoint %s answered %s", place(tokenURL), status(answer.Response)),
		refused:    slices.Contains(needsOperator, answer.ErrorCode),
		retryAfter: retryAfter(answer.Response),
	}
	if code := answer.ErrorCode; errorCode.MatchString(code) {
		f.text += " (" + code + ")"
	}
	if f.refused {
		f.text += ": " + advice(answer.ErrorCode)
	}
	return f
}

func redirects(response *http.Response) bool {
	return response.StatusCode >= 300 && response.StatusCode < 400 && response.Header.Get("Location") != ""
}

// errorCode is what a code may look like in a log line; an endpoint could send anything.
var errorCode = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func advice(code string) string {
	switch code {
	case "invalid_client", "unauthorized_client":
		return "check client_id and client_secret; a corrected file is read at once, an environment variable needs a restart"
	case "invalid_scope":
		return "check scopes"
	case "invalid_grant":
		return "check client_certificate_key, iss and audience"
	default:
		return "check grant_type, scopes and endpoint_params"
	}
}

// place is the address without what could be a secret.
func place(tokenURL string) string {
	parsed, err := url.Parse(tokenURL)
	if err != nil {
		return "token_url"
	}
	return parsed.Scheme + "://" + parsed.Host + parsed.Path
}

// reach says why no answer came. Only errors of our own side are quoted: those about the answer quote it.
func reach(err *url.Error) string {
	var network *net.OpError
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case err.Timeout():
		return "no answer in time"
	case errors.As(err, &certificate):
		return certificate.Error() + "; for a private authority set tls::ca_file"
	case errors.As(err, &name):
		return "the name of its server is not known (DNS)"
	case errors.As(err, &network):
		return network.Error()
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was cut off"
	default:
		return "what answers does not speak HTTP as it should, or leads elsewhere"
	}
}

func status(response *http.Response) string {
	return strings.TrimSpace(strconv.Itoa(response.StatusCode) + " " + http.StatusText(response.StatusCode))
}

// retryAfter reads the header in seconds, the form that token endpoints use (RFC 9110, section 10.2.3).
func retryAfter(response *http.Response) time.Duration {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second
}
