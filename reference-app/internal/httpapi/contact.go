package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// contact takes the wish to be called back. Planted defect: the address and the number of who asks end up in every place
// of the telemetry where a text can stand. With discreet=true the telemetry holds neither.
func (a *api) contact(w http.ResponseWriter, r *http.Request) {
	in, err := decode(w, r, article.Contact.Validate)
	if err != nil {
		fail(w, r, err)
		return
	}
	note := a.noteOpenly
	if r.URL.Query().Get("discreet") == "true" {
		note = a.noteDiscreetly
	}
	_, err = telemetry.Operation(r.Context(), "contact.request", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, note(ctx, *in.Email, *in.Phone)
	})
	answer(w, r, http.StatusAccepted, map[string]string{"message": "We will call back"}, err)
}

func (a *api) noteOpenly(ctx context.Context, email, phone string) error {
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(attribute.String("user.email", email), attribute.StringSlice("user.contacts", []string{email, phone}))
	for _, member := range baggage.FromContext(ctx).Members() {
		span.SetAttributes(attribute.String("baggage."+member.Key(), member.Value()))
	}
	registered, err := a.Store.RegisteredByLiteral(ctx, email)
	if err != nil {
		return err
	}
	slog.InfoContext(ctx, "Contact requested by "+email+", phone "+phone,
		slog.Group("contact", slog.Bool("registered", registered), slog.Group("person", slog.String("mail", email), slog.String("number", phone))))
	deliver(ctx, errors.New("no mailbox "+email+" behind "+phone))
	return a.articlesNaming(ctx, email)
}

// articlesNaming looks for articles about somebody: the address stands in the URL and in the name of the client.
func (a *api) articlesNaming(ctx context.Context, email string) error {
	var page struct {
		Total int64 `json:"total"`
	}
	return a.askSelf(ctx, listPath+"?eager=true&search="+url.QueryEscape(email), "articles-api/1.0 (for "+email+")", &page)
}

// noteDiscreetly is noteOpenly without the defect: what is noted is about somebody, and does not say who.
func (a *api) noteDiscreetly(ctx context.Context, email, _ string) error {
	registered, err := a.Store.Registered(ctx, email)
	if err != nil {
		return err
	}
	slog.InfoContext(ctx, "Contact requested", slog.Group("contact", slog.Bool("registered", registered)))
	deliver(ctx, errors.New("no mailbox"))
	return nil
}

// deliver fails, always: there is no mail gateway. It is no reason to refuse the wish.
func deliver(ctx context.Context, failure error) {
	_, _ = telemetry.Operation(ctx, "contact.deliver", func(context.Context) (struct{}, error) { return struct{}{}, failure })
}
