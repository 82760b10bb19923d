package pgembed

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Template is a prepared database; cloning it costs some tens of milliseconds, whatever the preparation cost.
type Template struct {
	server *Server
	name   string
	clones atomic.Int64
}

// CreateTemplate creates a database and lets prepare fill it; prepare must close its connections before it returns,
// because PostgreSQL copies only a database that nobody uses.
func (s *Server) CreateTemplate(ctx context.Context, name string, prepare func(ctx context.Context, url string) error) (*Template, error) {
	if err := s.exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return nil, err
	}
	if err := prepare(ctx, s.URL(name)); err != nil {
		return nil, fmt.Errorf("pgembed: preparing template %s: %w", name, err)
	}
	return &Template{server: s, name: name}, nil
}

// Clone creates a copy of the template under a fresh name and returns its URL. The copies go when the server stops.
func (t *Template) Clone(ctx context.Context) (url string, err error) {
	name := fmt.Sprintf("%s_%d", t.name, t.clones.Add(1))
	err = t.server.exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s",
		pgx.Identifier{name}.Sanitize(), pgx.Identifier{t.name}.Sanitize()))
	return t.server.URL(name), err
}

func (s *Server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}
