package scoutstandin

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const defaultTokenLifetime = 5 * time.Minute

// identity issues tokens and checks them.
type identity struct {
	issuer   string
	storage  *storage
	provider *op.Provider
}

// likeKeycloak sets the path of the token endpoint. The library keeps the paths of all providers in one variable, which its
// option for a single provider would write while another provider reads it.
var likeKeycloak = sync.OnceFunc(func() { op.DefaultEndpoints.Token = op.NewEndpoint(tokenPath) })

func newIdentity(issuer string, lifetime time.Duration) (*identity, error) {
	if lifetime == 0 {
		lifetime = defaultTokenLifetime
	}
	storage, err := newStorage(lifetime)
	if err != nil {
		return nil, err
	}
	likeKeycloak()
	provider, err := op.NewProvider(&op.Config{AuthMethodPost: true}, storage, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, err
	}
	return &identity{issuer: issuer, storage: storage, provider: provider}, nil
}

var errNoBearer = errors.New("no bearer token")

// check verifies the request's bearer token: signature, issuer, expiry, audience.
func (i *identity) check(r *http.Request) error {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return errNoBearer
	}
	ctx := op.ContextWithIssuer(r.Context(), i.issuer)
	claims, err := op.VerifyAccessToken[*oidc.AccessTokenClaims](ctx, token, i.provider.AccessTokenVerifier(ctx))
	if err != nil {
		return err
	}
	if !slices.Contains(claims.GetAudience(), Audience) {
		return oidc.ErrAudience
	}
	return nil
}

// requireToken answers 401 to a request without a valid token.
func (i *identity) requireToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := i.check(r); err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			http.Error(w, "the bearer token is missing, expired or of another provider", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}
