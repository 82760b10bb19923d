package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// session is the answer to who registers or logs in.
type session struct {
	User  article.User `json:"user"`
	Token accessToken  `json:"token"`
}

type accessToken struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
}

func (a *api) register(w http.ResponseWriter, r *http.Request) {
	in, err := decode(w, r, article.Registration.Validate)
	if err != nil {
		fail(w, r, err)
		return
	}
	user, err := telemetry.Operation(r.Context(), "user.register", func(ctx context.Context) (article.User, error) {
		return a.createUser(ctx, in)
	})
	a.admit(w, r, http.StatusCreated, user, err)
}

func (a *api) createUser(ctx context.Context, in article.Registration) (article.User, error) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("user.email", *in.Email))
	hash, err := a.Passwords.Hash(ctx, *in.Password)
	if err != nil {
		return article.User{}, err
	}
	user, err := a.Store.CreateUser(ctx, *in.Email, *in.Name, hash)
	if err == nil {
		slog.InfoContext(ctx, "User registered: "+user.Email, "user_id", user.ID, "email", user.Email)
	}
	return user, err
}

func (a *api) login(w http.ResponseWriter, r *http.Request) {
	in, err := decode(w, r, article.Credentials.Validate)
	if err != nil {
		fail(w, r, err)
		return
	}
	user, err := telemetry.Operation(r.Context(), "user.login", func(ctx context.Context) (article.User, error) {
		return a.checkCredentials(ctx, *in.Email, *in.Password)
	})
	a.countLogin(r.Context(), err)
	a.admit(w, r, http.StatusOK, user, err)
}

func (a *api) checkCredentials(ctx context.Context, email, password string) (article.User, error) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("user.email", email))
	user, hash, err := a.Store.UserByEmail(ctx, email)
	unknown := errors.Is(err, article.ErrUserNotFound)
	if err != nil && !unknown {
		return user, err
	}
	match, err := a.Passwords.Match(ctx, hash, password)
	switch {
	case err != nil:
		return user, err
	case unknown:
		slog.WarnContext(ctx, "Login failed: user not found for "+email, "email", email)
		return user, article.ErrInvalidCredentials
	case !match:
		slog.WarnContext(ctx, "Login failed: wrong password for "+email, "email", email)
		return user, article.ErrInvalidCredentials
	default:
		slog.InfoContext(ctx, "User logged in: "+user.Email, "user_id", user.ID, "email", user.Email)
		return user, nil
	}
}

func (a *api) countLogin(ctx context.Context, err error) {
	status := "success"
	if err != nil {
		status = "failure"
	}
	a.Metrics.LoginAttempts.Add(ctx, 1, metric.WithAttributes(attribute.String("status", status)))
}

// admit answers with a fresh token, or with the error.
func (a *api) admit(w http.ResponseWriter, r *http.Request, status int, user article.User, err error) {
	var token string
	if err == nil {
		token, err = a.Tokens.Issue(user)
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	respond(w, r, status, session{User: user, Token: accessToken{AccessToken: token, TokenType: "Bearer"}})
}

func (a *api) currentUser(w http.ResponseWriter, r *http.Request) {
	respond(w, r, http.StatusOK, callerOf(r).user)
}

func (a *api) logout(w http.ResponseWriter, r *http.Request) {
	c := callerOf(r)
	if err := a.Store.RevokeToken(r.Context(), c.claims.ID, c.claims.ExpiresAt.Time); err != nil {
		fail(w, r, err)
		return
	}
	slog.InfoContext(r.Context(), "User logged out: "+c.user.Email, "user_id", c.user.ID, "email", c.user.Email)
	respond(w, r, http.StatusOK, map[string]string{"message": "Logged out successfully"})
}
