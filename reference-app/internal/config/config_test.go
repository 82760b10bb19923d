package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// withEnv sets every variable the programs read: those not given to nothing.
func withEnv(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{"DATABASE_URL", "REDIS_URL", "HTTP_ADDR", "HTTP_ADDR_FILE", "JWT_SECRET", "SHUTDOWN_TIMEOUT", "OTEL_SERVICE_NAME"} {
		t.Setenv(name, env[name])
	}
}

func TestAPIDefaults(t *testing.T) {
	withEnv(t, nil)
	c, err := ReadAPI()
	require.NoError(t, err)
	assert.True(t, c.JWTSecretMade)
	assert.GreaterOrEqual(t, len(c.JWTSecret), minSecret)
	again, err := ReadAPI()
	require.NoError(t, err)
	assert.NotEqual(t, c.JWTSecret, again.JWTSecret)
	c.JWTSecret = ""
	assert.Equal(t, API{HTTPAddr: "127.0.0.1:8080", ShutdownTimeout: 15 * time.Second, ServiceName: "articles-api", JWTSecretMade: true}, c)
}

func TestAPIFromTheEnvironment(t *testing.T) {
	withEnv(t, map[string]string{"DATABASE_URL": "postgres://db", "REDIS_URL": "redis://r", "HTTP_ADDR": ":0", "HTTP_ADDR_FILE": "addr",
		"JWT_SECRET": "a secret of thirty-two bytes, OK", "SHUTDOWN_TIMEOUT": "3s", "OTEL_SERVICE_NAME": "mine"})
	c, err := ReadAPI()
	require.NoError(t, err)
	assert.Equal(t, API{DatabaseURL: "postgres://db", RedisURL: "redis://r", HTTPAddr: ":0", HTTPAddrFile: "addr", JWTSecret: "a secret of thirty-two bytes, OK",
		ShutdownTimeout: 3 * time.Second, ServiceName: "mine"}, c)
}

func TestWorker(t *testing.T) {
	withEnv(t, map[string]string{"DATABASE_URL": "postgres://db"})
	c, err := ReadWorker()
	require.NoError(t, err)
	assert.Equal(t, Worker{DatabaseURL: "postgres://db", ShutdownTimeout: 15 * time.Second}, c)
	withEnv(t, nil)
	_, err = ReadWorker()
	assert.EqualError(t, err, "DATABASE_URL: not set; the worker shares the API's database, whose URL the API logs when it starts one")
	_, err = ReadCommand()
	assert.EqualError(t, err, "DATABASE_URL: not set; a command works on the API's database, whose URL the API logs when it starts one")
}

func TestAShortSecretIsRefusedAndNotRepeated(t *testing.T) {
	withEnv(t, map[string]string{"JWT_SECRET": "a secret of thirty-one bytes: x"})
	_, err := ReadAPI()
	assert.EqualError(t, err, "JWT_SECRET: has 31 bytes, and HS256 wants 32 or more (RFC 7518, 3.2); "+
		"set what `openssl rand -base64 32` prints, or leave it unset for a secret of this run only")
}

func TestWrongValues(t *testing.T) {
	withEnv(t, map[string]string{"SHUTDOWN_TIMEOUT": "soon", "DATABASE_URL": "postgres://db"})
	_, err := ReadAPI()
	require.ErrorContains(t, err, `"ShutdownTimeout"`)
	_, err = ReadWorker()
	assert.ErrorContains(t, err, `"ShutdownTimeout"`)
}
