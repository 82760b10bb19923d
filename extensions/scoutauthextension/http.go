package scoutauthextension

import (
	"io"
	"net/http"
)

const drained = 64 << 10 // bytes of a refusal's body to read, so that the connection can be used again

// roundTripper puts the token on requests.
type roundTripper struct {
	keeper *keeper
	report *reporter
	base   http.RoundTripper
}

// RoundTrip implements http.RoundTripper. A request that the backend refuses (401, 403) is sent once more with a new
// token, where there is one and the body can be had again (GetBody); else it fails with an error, not with the
// response, because exporters drop the data of a 401. So does a request whose answer says nothing about the data.
func (t *roundTripper) RoundTrip(request *http.Request) (*http.Response, error) {
	used, err := t.keeper.get(request.Context())
	if err != nil {
		return nil, closing(request.Body, err)
	}
	response, err := t.base.RoundTrip(authorized(request, used, request.Body))
	if err != nil {
		return response, err
	}
	replayed := false
	if refuses(response) {
		drain(response)
		again := t.again(request, used)
		if again == nil {
			return nil, t.returned(response)
		}
		if response, err = t.base.RoundTrip(again); err != nil {
			return response, err
		}
		if refuses(response) {
			drain(response)
			return nil, t.returned(response)
		}
		replayed = true
	}
	return t.answered(response, replayed)
}

func (t *roundTripper) returned(response *http.Response) error {
	refused := &refusedError{answer: status(response)}
	t.report.returned(refused)
	return refused
}

// answered is for an answer that does not refuse the token.
func (t *roundTripper) answered(response *http.Response, replayed bool) (*http.Response, error) {
	if err := stray(response); err != nil {
		drain(response)
		return nil, err
	}
	switch {
	case replayed:
		t.report.replayed()
	case response.StatusCode < http.StatusMultipleChoices:
		t.report.accepted()
	}
	return response, nil
}

// again is the request with a newer token than used; nil without one, or without a second body.
func (t *roundTripper) again(request *http.Request, used *lease) *http.Request {
	if request.Body != nil && request.GetBody == nil {
		t.keeper.renew(request.Context(), used) // for the exporter's own next try
		return nil
	}
	newer := t.keeper.renew(request.Context(), used)
	if newer == nil {
		return nil
	}
	if request.Body == nil {
		return authorized(request, newer, nil)
	}
	body, err := request.GetBody()
	if err != nil {
		return nil
	}
	return authorized(request, newer, body)
}

// authorized is a copy: a RoundTripper must not change the request it is given.
func authorized(request *http.Request, l *lease, body io.ReadCloser) *http.Request {
	signed := request.Clone(request.Context())
	signed.Body = body
	l.token.SetAuthHeader(signed)
	return signed
}

func refuses(response *http.Response) bool {
	return response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden
}

func drain(response *http.Response) {
	_, _ = io.CopyN(io.Discard, response.Body, drained)
	_ = response.Body.Close()
}

// closing closes the body, as a RoundTripper must, and returns err.
func closing(body io.Closer, err error) error {
	if body != nil {
		_ = body.Close()
	}
	return err
}
