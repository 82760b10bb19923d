// Package config reads the settings from environment variables. Telemetry is set by the standard OTEL_* variables, which
// the SDK reads itself.
package config

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/caarlos0/env/v11"
)

// API are the settings of the API.
type API struct {
	// DatabaseURL is a running PostgreSQL; empty: a private one is started.
	DatabaseURL string `env:"DATABASE_URL"`
	// RedisURL is a running Redis; empty: one inside the process.
	RedisURL string `env:"REDIS_URL"`
	// HTTPAddr is where the API listens; port 0 takes a free one.
	HTTPAddr string `env:"HTTP_ADDR" envDefault:"127.0.0.1:8080"`
	// HTTPAddrFile receives the address that was taken; empty: only the log tells it.
	HTTPAddrFile string `env:"HTTP_ADDR_FILE"`
	// JWTSecret signs access tokens, 32 bytes or more; empty: a secret of this run only.
	JWTSecret string `env:"JWT_SECRET"`
	// ShutdownTimeout bounds how long requests under way may take at the end.
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"15s"`
	// ServiceName is what the health check calls the service.
	ServiceName string `env:"OTEL_SERVICE_NAME" envDefault:"articles-api"`
	// JWTSecretMade says that no secret was set.
	JWTSecretMade bool `env:"-"`
}

// Worker are the settings of the worker, and of commands.
type Worker struct {
	// DatabaseURL is the API's PostgreSQL.
	DatabaseURL string `env:"DATABASE_URL"`
	// ShutdownTimeout bounds how long jobs under way may take at the end.
	ShutdownTimeout time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"15s"`
}

// minSecret is how long a key for HS256 is at least, in bytes (RFC 7518, 3.2).
const minSecret = 32

// ReadAPI reads the API's settings. A JWT_SECRET that is too short is an error, which does not repeat it.
func ReadAPI() (API, error) {
	c, err := env.ParseAs[API]()
	if c.JWTSecret == "" {
		c.JWTSecret, c.JWTSecretMade = rand.Text()+rand.Text(), true
	}
	if n := len(c.JWTSecret); n < minSecret {
		err = errors.Join(err, fmt.Errorf("JWT_SECRET: has %d bytes, and HS256 wants %d or more (RFC 7518, 3.2); "+
			"set what `openssl rand -base64 32` prints, or leave it unset for a secret of this run only", n, minSecret))
	}
	return c, err
}

// ReadWorker reads the worker's settings. The worker has no database of its own.
func ReadWorker() (Worker, error) {
	return readShared("the worker shares the API's database")
}

// ReadCommand reads the settings of a command. A command has no database of its own.
func ReadCommand() (Worker, error) {
	return readShared("a command works on the API's database")
}

func readShared(why string) (Worker, error) {
	c, err := env.ParseAs[Worker]()
	if err == nil && c.DatabaseURL == "" {
		err = errors.New("DATABASE_URL: not set; " + why + ", whose URL the API logs when it starts one")
	}
	return c, err
}
