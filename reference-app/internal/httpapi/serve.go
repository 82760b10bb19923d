package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"
)

// Listening says where to listen and how to end.
type Listening struct {
	// Addr is host:port; port 0 takes a free one.
	Addr string
	// AddrFile receives the address that was taken; empty: only the log tells it.
	AddrFile string
	// Grace bounds how long requests under way may take at the end.
	Grace time.Duration
}

// Serve answers requests until the context ends, then lets requests under way finish.
func Serve(ctx context.Context, l Listening, handler http.Handler) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", l.Addr)
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := announce(ctx, l, listener.Addr().String()); err != nil {
		return errors.Join(err, server.Close(), ignoreClosed(<-served))
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.Grace)
	defer cancel()
	err = server.Shutdown(grace)
	if err != nil {
		err = errors.Join(fmt.Errorf("SHUTDOWN_TIMEOUT: requests were cut off: %w", err), server.Close())
	}
	return errors.Join(err, ignoreClosed(<-served))
}

// announce writes the file before it says so: who waits for the line finds the file.
func announce(ctx context.Context, l Listening, addr string) error {
	if l.AddrFile != "" {
		if err := os.WriteFile(l.AddrFile, []byte(addr), 0o600); err != nil {
			return fmt.Errorf("HTTP_ADDR_FILE: %w", err)
		}
	}
	slog.InfoContext(ctx, "Listening on http://"+addr, "addr", addr)
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
