package traffic

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// requestTimeout bounds one request: nothing the API does takes that long.
const requestTimeout = 30 * time.Second

// Run drives the traffic until the duration is over or the context ends, and returns what happened. When the time is
// over users finish the request they are at. The error says that some answers were not as expected, or that the
// configuration is wrong; a context that ends is no error.
func Run(ctx context.Context, c Config) (Report, error) {
	c, err := c.withDefaults()
	if err != nil {
		return Report{}, fmt.Errorf("traffic: %w", err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: c.Users}
	defer transport.CloseIdleConnections()
	shared := &client{
		target: c.Target, recorder: newRecorder(c.Seed), limiter: rate.NewLimiter(rate.Limit(c.Rate), 1),
		http: &http.Client{Transport: transport, Timeout: requestTimeout},
	}
	stop := showProgress(c, shared.recorder)
	drive(ctx, c, shared)
	stop()
	report := shared.recorder.snapshot()
	if report.Errors > 0 {
		return report, fmt.Errorf("traffic: %d of %d requests did not get the answer they should have got; the first: %s",
			report.Errors, report.Requests, report.Failures[0])
	}
	return report, nil
}

func drive(ctx context.Context, c Config, shared *client) {
	until := ctx
	if c.Duration > 0 {
		var cancel context.CancelFunc
		until, cancel = context.WithTimeout(ctx, c.Duration)
		defer cancel()
	}
	onceUntil, walked := until, flows
	if c.Whole {
		onceUntil = ctx
	}
	if c.Defects {
		walked = slices.Insert(slices.Clone(flows), 1, defects...) // early, so that a short run shows them; the first flow logs in
	}
	var users sync.WaitGroup
	for i := range c.Users {
		users.Go(func() { newUser(c.Seed, uint64(i), walked, shared).live(ctx, onceUntil, until) })
	}
	users.Wait()
}
