package scoutauthextension

import (
	"context"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	grpcstatus "google.golang.org/grpc/status"
)

// perRPC puts the token on gRPC calls.
type perRPC struct {
	keeper *keeper
	report *reporter
	once   *sync.Once
}

// GetRequestMetadata implements credentials.PerRPCCredentials. Without a token it fails with codes.Unavailable, which
// exporters retry; a plain error would become codes.Unauthenticated, whose data they drop.
func (c *perRPC) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	info, _ := credentials.RequestInfoFromContext(ctx)
	if err := credentials.CheckSecurityLevel(info.AuthInfo, credentials.PrivacyAndIntegrity); err != nil {
		return nil, grpcstatus.Errorf(codes.Unavailable, "scout_auth: a token is not sent over a connection without TLS: %v", err)
	}
	l, err := c.keeper.get(ctx)
	if err != nil {
		return nil, grpcstatus.Error(codes.Unavailable, err.Error())
	}
	if used, ok := ctx.Value(usedKey{}).(*atomic.Pointer[lease]); ok {
		used.Store(l)
	} else {
		c.once.Do(c.report.noMiddleware)
	}
	return map[string]string{"authorization": l.token.Type() + " " + l.token.AccessToken}, nil
}

// RequireTransportSecurity implements credentials.PerRPCCredentials.
func (*perRPC) RequireTransportSecurity() bool { return true }

// usedKey carries from the interceptor to the credentials where to note the lease that a call uses.
type usedKey struct{}

// intercept is the part that credentials cannot do: they do not see what became of the call.
func (e *scoutAuth) intercept(
	ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	call := func() (*lease, error) {
		var used atomic.Pointer[lease]
		err := invoke(context.WithValue(ctx, usedKey{}, &used), method, request, reply, conn, options...)
		return used.Load(), err
	}
	used, err := call()
	if used == nil || !refusesCall(err) {
		if err == nil {
			e.report.accepted()
		}
		return retryable(err)
	}
	if e.keeper.renew(ctx, used) != nil {
		if _, err = call(); err == nil {
			e.report.replayed()
		}
		if !refusesCall(err) {
			return retryable(err)
		}
	}
	refused := &refusedError{answer: grpcstatus.Code(err).String()}
	e.report.returned(refused)
	return grpcstatus.Error(codes.Unavailable, refused.Error())
}

func refusesCall(err error) bool {
	code := grpcstatus.Code(err)
	return code == codes.Unauthenticated || code == codes.PermissionDenied
}

// retryable keeps the data of an answer that says nothing about it.
func retryable(err error) error {
	if code := grpcstatus.Code(err); strayCode(code) {
		return grpcstatus.Error(codes.Unavailable, (&strayError{text: "the backend answered " + code.String()}).Error())
	}
	return err
}
