package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

const userColumns = "id, email, name, bio, image, created_at"

func scanUser(row pgx.CollectableRow) (article.User, error) {
	var u article.User
	err := row.Scan(&u.ID, &u.Email, &u.Name, &u.Bio, &u.Image, &u.CreatedAt)
	return u, err
}

// CreateUser registers a user. An address that is taken, in any case of letters, gives article.ErrEmailTaken.
func (s *Store) CreateUser(ctx context.Context, email, name, passwordHash string) (article.User, error) {
	rows, _ := s.pool.Query(ctx, // the error comes with the rows
		"INSERT INTO users (email, name, password_hash) VALUES ($1, $2, $3) RETURNING "+userColumns, email, name, passwordHash)
	user, err := pgx.CollectExactlyOneRow(rows, scanUser)
	if violates(err, "users_email_key") {
		return user, article.ErrEmailTaken
	}
	return user, err
}

// UserByEmail returns a user and the hash of the password; article.ErrUserNotFound when nobody has the address.
func (s *Store) UserByEmail(ctx context.Context, email string) (user article.User, passwordHash string, err error) {
	err = s.pool.QueryRow(ctx, "SELECT "+userColumns+", password_hash FROM users WHERE lower(email) = lower($1)", email).
		Scan(&user.ID, &user.Email, &user.Name, &user.Bio, &user.Image, &user.CreatedAt, &passwordHash)
	if errors.Is(err, pgx.ErrNoRows) {
		err = article.ErrUserNotFound
	}
	return user, passwordHash, err
}

// User returns the user with the id, or article.ErrUserNotFound.
func (s *Store) User(ctx context.Context, id int64) (article.User, error) {
	rows, _ := s.pool.Query(ctx, "SELECT "+userColumns+" FROM users WHERE id = $1", id) // the error comes with the rows
	user, err := pgx.CollectExactlyOneRow(rows, scanUser)
	if errors.Is(err, pgx.ErrNoRows) {
		err = article.ErrUserNotFound
	}
	return user, err
}

// Registered tells whether somebody has the address.
func (s *Store) Registered(ctx context.Context, email string) (registered bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower($1))", email).Scan(&registered)
	return registered, err
}

// RegisteredByLiteral is Registered with a planted defect: the address stands in the text of the statement. Only doubled
// quotes keep it from being more than a literal; no statement should be built like this.
func (s *Store) RegisteredByLiteral(ctx context.Context, email string) (registered bool, err error) {
	literal := "'" + strings.ReplaceAll(email, "'", "''") + "'"
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower("+literal+"))").Scan(&registered) //nolint:gosec // planted
	return registered, err
}
