package pgembed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout bounds how long a started server may take to answer.
const startTimeout = 30 * time.Second

// Server is a PostgreSQL that answers.
type Server struct {
	base    url.URL
	cluster *cluster
	process *process
	stop    func() error
}

// Start returns a server that answers on Server.URL. It fails when no programs are found (the error names the install
// command), when the cluster cannot be created, or when the server does not answer within 30 seconds.
// The caller stops it with Server.Stop.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.URL != "" {
		return external(o.URL)
	}
	c, err := newCluster(ctx, o)
	if err != nil {
		return nil, err
	}
	const attempts = 3 // somebody may take the free port before the server does
	for range attempts {
		var s *Server
		if s, err = launch(ctx, c, o); err == nil {
			return s, nil
		}
	}
	return nil, errors.Join(err, c.remove())
}

func external(raw string) (*Server, error) {
	base, err := url.Parse(raw)
	if err != nil || (base.Scheme != "postgres" && base.Scheme != "postgresql") {
		return nil, errors.New("DATABASE_URL: not of the form postgres://user:password@host:port/database")
	}
	return &Server{base: *base, stop: func() error { return nil }}, nil
}

func launch(ctx context.Context, c *cluster, o Options) (*Server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	p, err := startProcess(ctx, c, port, o)
	if err != nil {
		return nil, fmt.Errorf("pgembed: starting postgres: %w", err)
	}
	s := &Server{cluster: c, process: p, base: url.URL{
		Scheme: "postgres", User: url.UserPassword("postgres", c.password),
		Host: fmt.Sprintf("127.0.0.1:%d", port), RawQuery: "sslmode=disable",
	}}
	s.stop = sync.OnceValue(func() error { return errors.Join(p.stop(), c.remove()) })
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return s, nil
}

// URL returns the connection URL of a database of the server, for example "postgres".
// An empty name keeps the database of Options.URL.
func (s *Server) URL(database string) string {
	u := s.base
	if database != "" {
		u.Path = "/" + database
	}
	return u.String()
}

// Stop ends the server and removes a temporary cluster. A server that was not started here keeps running.
// Calling it again does nothing and returns the first result.
func (s *Server) Stop() error { return s.stop() }

// waitReady returns when the server accepts a connection.
func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.process.exited:
			return fmt.Errorf("pgembed: postgres ended at its start: %s", s.process.output.text())
		case <-ctx.Done():
			return fmt.Errorf("pgembed: postgres does not answer: %w: %s", err, s.process.output.text())
		case <-ticker.C:
		}
	}
}

func freePort(ctx context.Context) (int, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	return port, listener.Close()
}
