package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	rawMail, rawPhone       = "hopper1906@example.com", "+44 20 7946 0958"
	maskedMail, maskedPhone = "ho***@example.com", "+** ** **** ****"
)

func contact(query string, header map[string]string) visit {
	return visit{method: http.MethodPost, path: "/api/contact" + query, header: header, want: http.StatusAccepted,
		body: `{"email":"` + rawMail + `","phone":"` + rawPhone + `"}`}
}

// personalPlaces are nine, of which the attribute of a span is there twice: as a text and in a list.
var personalPlaces = []string{"log body", "nested log attribute", "span attribute", "list in a span attribute", "exception message",
	"status message", "SQL literal", "URL", "user agent", "attribute from baggage"}

// TestPersonalDataLeavesMaskedFromEveryPlace sends one wish to be called back: the app puts the address and the number in
// nine places, and in each they arrive masked. The twin, which puts them nowhere, arrives as it was sent.
func TestPersonalDataLeavesMaskedFromEveryPlace(t *testing.T) {
	s := openScene(t, quiet)
	planted := s.goTo(contact("", map[string]string{
		"User-Agent": "shop-app/2.1 (" + rawMail + ")", "Baggage": "enduser.mail=" + strings.ReplaceAll(rawMail, "@", "%40")}))
	clean := s.goTo(contact("?discreet=true", map[string]string{"User-Agent": "shop-app/2.1"}))
	matches := s.maskedMails()
	s.close()

	arrived := s.placesOf(planted)
	for _, place := range personalPlaces {
		t.Run(place, func(t *testing.T) {
			assert.Contains(t, strings.ReplaceAll(arrived[place], "%40", "@"), maskedMail)
		})
	}
	for _, place := range []string{"log body", "nested log attribute", "exception message", "status message"} {
		assert.Contains(t, arrived[place], maskedPhone, place)
	}
	assert.Positive(t, matches, "the collector counts what it masks")
	everything := s.witness.String()
	for _, raw := range []string{rawMail, strings.ReplaceAll(rawMail, "@", "%40"), rawPhone, "hopper1906"} {
		assert.NotContains(t, everything, raw)
	}
	s.assertClean([]string{clean})
	places := s.placesOf(clean)
	assert.Equal(t, "Contact requested", places["log body"])
	assert.Equal(t, "no mailbox", places["status message"])
	for place, text := range places {
		assert.NotContains(t, text, "*", "%s of the twin", place)
	}
}

// maskedMails waits for the collector's count of masked addresses.
func (s *scene) maskedMails() (line string) {
	s.t.Helper()
	waitUntil(s.t, "masked addresses in the metrics", func() bool {
		for candidate := range strings.Lines(s.collector.ownMetrics(s.t)) {
			if strings.HasPrefix(candidate, "otelcol_processor_pii_masking_matches") && strings.Contains(candidate, `"email"`) {
				line = candidate
			}
		}
		return line != ""
	})
	return line
}

// placesOf gathers what a contact left in each place of the telemetry.
func (s *scene) placesOf(traceID string) map[string]string {
	s.t.Helper()
	places := map[string]string{}
	note := func(place, text string) {
		if text != "" {
			places[place] = text
		}
	}
	for _, span := range s.witness.trace(traceID) {
		attribute := func(key string) string { return textOf(span.Attributes(), key) }
		switch span.Name() {
		case "contact.request":
			note("span attribute", attribute("user.email"))
			note("list in a span attribute", attribute("user.contacts"))
			note("attribute from baggage", attribute("baggage.enduser.mail"))
		case "contact.deliver":
			note("status message", span.Status().Message())
			note("exception message", exceptionOf(span.Span))
		case "POST /api/contact":
			note("user agent", attribute("user_agent.original"))
		}
		note("URL", attribute("url.full"))
		if text := attribute("db.query.text"); strings.Contains(text, "lower(email)") {
			note("SQL literal", text)
		}
	}
	for _, record := range s.witness.logsOf(traceID) {
		note("log body", record.Body().AsString())
		note("nested log attribute", nestedOf(record))
	}
	return places
}

func exceptionOf(span ptrace.Span) string {
	for _, event := range span.Events().All() {
		if event.Name() == "exception" {
			return textOf(event.Attributes(), "exception.message")
		}
	}
	return ""
}

func nestedOf(record plog.LogRecord) string {
	contact, ok := record.Attributes().Get("contact")
	if !ok || contact.Type() != pcommon.ValueTypeMap {
		return ""
	}
	return contact.AsString()
}
