package scoutstandin

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"slices"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

const rsaBits = 2048

// storage knows one client and one signing key at a time: what the client-credentials grant needs. The embedded interface
// stands for the flows nobody here uses (logins, refresh tokens); their endpoints answer 500.
type storage struct {
	op.Storage
	lifetime time.Duration

	mu      sync.RWMutex
	key     signingKey
	secrets []string
}

func newStorage(lifetime time.Duration) (*storage, error) {
	s := &storage{lifetime: lifetime, secrets: []string{ClientSecret}}
	return s, s.rotateKey()
}

func (s *storage) rotateKey() error {
	private, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = signingKey{id: uuid.NewString(), private: private}
	return nil
}

func (s *storage) currentKey() signingKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.key
}

func (s *storage) acceptSecrets(secrets []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets = slices.Clone(secrets)
}

func (s *storage) ClientCredentials(_ context.Context, id, secret string) (op.Client, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	same := func(accepted string) bool { return subtle.ConstantTimeCompare([]byte(secret), []byte(accepted)) == 1 }
	if id != ClientID || !slices.ContainsFunc(s.secrets, same) {
		return nil, oidc.ErrInvalidClient().WithDescription("unknown client or wrong secret")
	}
	return client{}, nil
}

func (s *storage) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Issuer: id, Subject: id, Audience: []string{Audience}, Scopes: scopes}, nil
}

func (s *storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return uuid.NewString(), time.Now().Add(s.lifetime), nil
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return s.currentKey(), nil }

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{publicKey{s.currentKey()}}, nil
}

func (s *storage) Health(context.Context) error { return nil }

type signingKey struct {
	id      string
	private *rsa.PrivateKey
}

func (k signingKey) ID() string                                  { return k.id }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.private }

type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.private.PublicKey }

// client is the one OAuth2 client: it may use the client-credentials grant and gets signed (JWT) tokens.
type client struct{ op.Client }

func (client) GetID() string                       { return ClientID }
func (client) GrantTypes() []oidc.GrantType        { return []oidc.GrantType{oidc.GrantTypeClientCredentials} }
func (client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (client) ClockSkew() time.Duration            { return 0 }

func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
