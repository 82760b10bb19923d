package demo

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
)

// ports hands out loopback addresses: the usual port where it is free, any other where it is taken.
type ports struct {
	out io.Writer
}

// pick returns an address nobody listens on. It says so when that is not the usual one.
func (p ports) pick(ctx context.Context, what string, usual int) (string, error) {
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(usual))
	if free(ctx, addr) {
		return addr, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("%s: no free port on 127.0.0.1: %w", what, err)
	}
	other := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", err
	}
	if usual != 0 {
		_, _ = fmt.Fprintf(p.out, "  port %d is taken: %s listens on %s\n", usual, what, other)
	}
	return other, nil
}

func free(ctx context.Context, addr string) bool {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	return listener.Close() == nil && !portIsZero(addr)
}

func portIsZero(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	return err != nil || port == "0"
}
