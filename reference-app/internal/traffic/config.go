// Package traffic behaves like people who use the article API: they register, log in, write, read, search, mark
// favourites and make mistakes, and they check every answer.
package traffic

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"
)

// Config says where the traffic goes and how much of it there is.
type Config struct {
	// Target is the API's address without a path, for example http://127.0.0.1:8080.
	Target string
	// Rate bounds the requests per second of all users together. 0: 20.
	Rate float64
	// Duration is how long users go on. 0: until the context ends.
	Duration time.Duration
	// Whole lets each user walk every flow once, even when the time is over.
	Whole bool
	// Users is how many people there are at a time. 0: 4.
	Users int
	// Seed decides everything users do: the same seed, the same flows and addresses. 0: a random one, see Report.Seed.
	Seed uint64
	// Defects adds visits to the endpoints that are there for their planted defect alone.
	Defects bool
	// Progress receives one line a second. Nil: nothing is shown.
	Progress io.Writer
	// Live says that Progress is a terminal: the line is drawn anew in its place.
	Live bool
}

func (c Config) withDefaults() (Config, error) {
	base, err := url.Parse(c.Target)
	if err != nil || base.Host == "" {
		return c, errors.New("target: not an address such as http://127.0.0.1:8080")
	}
	if c.Rate < 0 || c.Users < 0 || c.Duration < 0 {
		return c, errors.New("rate, users and duration: must not be negative")
	}
	c.Target = strings.TrimSuffix(c.Target, "/")
	if c.Rate == 0 {
		c.Rate = 20
	}
	if c.Users == 0 {
		c.Users = 4
	}
	for c.Seed == 0 {
		c.Seed = rand.Uint64() //nolint:gosec // flows, not secrets
	}
	return c, nil
}
