package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/auth"
)

// caller is who sent the request and with which token.
type caller struct {
	user   article.User
	claims auth.Claims
}

type callerKey struct{}

// callerOf returns the caller; the zero caller, whose user is article.Anonymous, did not log in.
func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

// requireUser answers 401 without a good token.
func (a *api) requireUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := a.authenticate(r)
		if err != nil {
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	})
}

// optionalUser lets everybody in and knows the caller where the token is good. Only a bad token is ignored: when the
// database does not answer, that is no reason to show somebody a stranger's view.
func (a *api) optionalUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := a.authenticate(r)
		if err != nil && describe(err).StatusCode != http.StatusUnauthorized {
			fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	})
}

func (a *api) authenticate(r *http.Request) (caller, error) {
	token, ok := bearer(r.Header.Get("Authorization"))
	if !ok {
		return caller{}, article.ErrMissingToken
	}
	claims, err := a.Tokens.Check(token)
	if err != nil {
		return caller{}, err
	}
	revoked, err := a.Store.TokenRevoked(r.Context(), claims.ID)
	if err != nil {
		return caller{}, err
	}
	if revoked {
		return caller{}, article.ErrInvalidToken
	}
	user, err := a.Store.User(r.Context(), claims.UserID)
	if err != nil {
		return caller{}, err
	}
	return caller{user, claims}, nil
}

// bearer returns the token of an Authorization header; the scheme's case does not matter (RFC 9110, 11.1).
func bearer(header string) (token string, ok bool) {
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}
