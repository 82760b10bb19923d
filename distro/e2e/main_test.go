package e2e_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(hangingUp{m}) }

// hangingUp closes the connections that http.DefaultClient keeps for later, which are no leak.
type hangingUp struct{ m *testing.M }

// Run implements goleak.TestingM.
func (h hangingUp) Run() int {
	defer http.DefaultClient.CloseIdleConnections()
	return h.m.Run()
}
