package findingsextension

import "fmt"

// Health of the way out, worst last.
const (
	healthOK      = "ok"
	healthUnknown = "unknown"
	healthWaiting = "waiting" // nothing is lost, but it does not arrive either
	healthLosing  = "losing"  // something was given up or not taken in the last lossWindow
)

// fullFrom is the part of a queue from which on it is told: there is still time to do something.
const fullFrom = 0.8

// judge says in words for an operator what is wrong, the worst first; nothing where all is well.
func (s *exportState) judge() (health string, problems []string) {
	if s.cause != nil {
		return healthUnknown, []string{s.cause.Error()}
	}
	health = healthOK
	for i := range s.exporters {
		if lost := s.exporters[i].losses(); lost != "" {
			health, problems = healthLosing, append(problems, lost)
		}
	}
	waits := s.token.problems()
	for i := range s.exporters {
		if full := s.exporters[i].fullness(); full != "" {
			waits = append(waits, full)
		}
	}
	if len(waits) > 0 && health == healthOK {
		health = healthWaiting
	}
	return health, append(problems, waits...)
}

func (e *exporterState) losses() string {
	items := itemNames[e.signal]
	switch {
	case e.rejectedLately > 0:
		return fmt.Sprintf("%s: in the last 5 minutes %.0f %s did not fit into the queue; their senders were told, or a batch processor before it dropped them. Give it more room (sending_queue::queue_size) or find out why the backend is slow.", e.exporter, e.rejectedLately, items)
	case e.failedLately > 0:
		return fmt.Sprintf("%s: in the last 5 minutes %.0f %s could not be sent and were given up. The collector's log says why: the backend refuses them for good, or it is away and this exporter does not retry.", e.exporter, e.failedLately, items)
	default:
		return ""
	}
}

func (e *exporterState) fullness() string {
	size, capacity := known(e.size), known(e.capacity)
	if capacity <= 0 || size < fullFrom*capacity {
		return ""
	}
	return fmt.Sprintf("%s: the queue of %s is %.0f %% full. When it is full, senders have to wait.", e.exporter, e.signal, 100*size/capacity)
}

func (t *tokenState) problems() []string {
	switch {
	case t == nil:
		return nil
	case t.validFor != nil && *t.validFor <= 0 && t.breaker == 0 && t.failures == 0:
		return nil // it has just started
	case t.validFor != nil && *t.validFor <= 0:
		return []string{"scout_auth: there is no valid token, so data waits in the queues. Check token_url, client_id and client_secret; the collector's log has the answer of the token endpoint."}
	case t.breaker != 0:
		return []string{"scout_auth: the token endpoint does not answer; the token there is stays in use until its end."}
	default:
		return nil
	}
}

// known is the value, 0 where the collector does not tell it.
func known(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}
