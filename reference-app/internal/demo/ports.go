package demo

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
)

// portsTried is how many ports from the usual one on are tried.
const portsTried = 100

// ports hands out loopback addresses: the usual port where it is free, the next free one where it is taken.
type ports struct {
	out io.Writer
}

// pick returns an address nobody listens on. It says so when that is not the usual one.
func (p ports) pick(ctx context.Context, what string, usual int) (string, error) {
	for port := usual; port < usual+portsTried; port++ {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if !free(ctx, addr) {
			continue
		}
		if port != usual {
			_, _ = fmt.Fprintf(p.out, "  port %d is taken: %s listens on %s\n", usual, what, addr)
		}
		return addr, nil
	}
	return "", fmt.Errorf("%s: the ports %d to %d of 127.0.0.1 are all taken: end one of the programs that listen there", what, usual, usual+portsTried-1)
}

func free(ctx context.Context, addr string) bool {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	return err == nil && listener.Close() == nil
}
