package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
)

// recoverPanics answers a panic with a 500. It stands inside the instrumentation, which then sees the status and the
// exception. http.ErrAbortHandler goes on: it is how a handler cuts the connection.
func recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, is := cause.(error); is && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			fail(w, r, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}
