package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestChaosGRPC reaches Scout over gRPC, where a token that is refused or missing is an error that no exporter repeats.
func TestChaosGRPC(t *testing.T) {
	t.Parallel()
	t.Run("Unauthorized for a while", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{grpc: true})
		e.healsAfter(t, status(http.StatusUnauthorized), 30)
		assert.Zero(t, e.finish(t).duplicated)
	})
	t.Run("signing key rotated", func(t *testing.T) {
		t.Parallel()
		setUp(t, setting{grpc: true}).keyRotated(t)
	})
	t.Run("provider down", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{grpc: true, lifetime: 3 * time.Second})
		e.providerGone(t)
		assert.Zero(t, e.finish(t).duplicated)
	})
}
