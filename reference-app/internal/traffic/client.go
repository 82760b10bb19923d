package traffic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// client sends requests at the common rate and checks the answers.
type client struct {
	target   string
	recorder *recorder
	limiter  *rate.Limiter
	http     *http.Client
}

// request is what a user wants and what should come back.
type request struct {
	step, method, path, token string
	body                      any // sent as JSON; nil: none
	// want lists the statuses that are right.
	want []int
	// check looks at the decoded answer; nil: the status is enough.
	check func(answer) error
}

// answer holds the fields of all answers that users look at.
type answer struct {
	status int
	User   person `json:"user"`
	Token  struct {
		AccessToken string `json:"access_token"`
	} `json:"token"`
	Articles []item `json:"articles"`
	Total    int    `json:"total"`
	Imported int    `json:"imported"`
	Email    string `json:"email"`
	item
	Error struct {
		Message string `json:"message"`
		Status  int    `json:"status_code"`
	} `json:"error"`
}

// item is an article.
type item struct {
	Slug      string `json:"slug"`
	Title     string `json:"title"`
	Author    person `json:"author"`
	Favorited bool   `json:"favorited"`
}

// person is a user.
type person struct {
	ID    int64  `json:"id"`
	Email string `json:"email"`
}

// send sends a request once the rate allows it. until ends the waiting, ctx the request. ok is false when the answer
// was wrong or the time is over, and the flow cannot go on.
func (c *client) send(ctx, until context.Context, r request) (got answer, ok bool) {
	if c.limiter.Wait(until) != nil || until.Err() != nil {
		return answer{}, false
	}
	begin := time.Now()
	got, err := c.exchange(ctx, r)
	if ctx.Err() != nil {
		return answer{}, false // cut off by the caller: the API is not to blame
	}
	if err == nil {
		err = r.judge(got)
	}
	c.recorder.record(sent{step: r.step, email: r.email(), status: got.status, took: time.Since(begin), failure: err})
	return got, err == nil
}

// email returns the address in the body, if it has one.
func (r request) email() string {
	fields, _ := r.body.(map[string]string)
	return fields["email"]
}

func (r request) judge(got answer) error {
	if !slices.Contains(r.want, got.status) {
		return fmt.Errorf("%s %s answered %d %q, want %v", r.method, r.path, got.status, got.Error.Message, r.want)
	}
	if got.status >= 400 && got.Error.Status != got.status {
		return fmt.Errorf("%s %s: error.status_code is %d in an answer with status %d", r.method, r.path, got.Error.Status, got.status)
	}
	if r.check == nil {
		return nil
	}
	if err := r.check(got); err != nil {
		return fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	return nil
}

func (c *client) exchange(ctx context.Context, r request) (answer, error) {
	req, err := c.build(ctx, r)
	if err != nil {
		return answer{}, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	data, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return answer{}, err
	}
	got := answer{status: res.StatusCode}
	if len(data) > 0 {
		err = json.Unmarshal(data, &got)
	}
	return got, err
}

func (c *client) build(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		data, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.target+r.path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "reference-app-traffic/1.0")
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	return req, nil
}
