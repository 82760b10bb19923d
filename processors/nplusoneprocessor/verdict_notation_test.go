package nplusoneprocessor

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// verdictSpan is a span of the corpus: a testSpan of a service, which may have failed.
type verdictSpan struct {
	testSpan
	service string
	failed  bool
}

// line is a line of a file with what is indented below it.
type line struct {
	text     string
	children []*line
}

// unroller writes the spans that the lines of a file stand for.
type unroller struct {
	spans  []verdictSpan
	trace  byte
	nextID uint64
}

// treePlace is where a line is unrolled: below which span and in which round of which repetitions.
type treePlace struct {
	parent  uint64
	start   float64 // of the parent, plus what repetitions add
	service string
	rounds  []int // innermost last
}

func parseVerdict(source string) (*labelled, error) {
	root, err := parseLines(source)
	if err != nil {
		return nil, err
	}
	l := &labelled{}
	u := &unroller{nextID: 1}
	labels := 0
	for _, child := range root.children {
		switch {
		case strings.HasPrefix(child.text, "expect "):
			labels++
			err = l.expect(strings.TrimPrefix(child.text, "expect "))
		case child.text == "trace":
			u.trace++
		default:
			err = u.unroll(child, treePlace{service: "app"})
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", child.text, err)
		}
	}
	if labels == 0 || len(u.spans) == 0 {
		return nil, errors.New("a file needs an expectation and a span")
	}
	l.spans = u.spans
	return l, nil
}

// parseLines makes a tree of the indentation: two blanks a level.
func parseLines(source string) (*line, error) {
	path := []*line{{}}
	for _, raw := range strings.Split(source, "\n") {
		text := strings.TrimLeft(raw, " ")
		if text == "" || text[0] == '#' {
			continue
		}
		level := (len(raw) - len(text)) / 2
		if level >= len(path) {
			return nil, fmt.Errorf("%q is indented too far", raw)
		}
		this := &line{text: text}
		path[level].children = append(path[level].children, this)
		path = append(path[:level+1], this)
	}
	return path[0], nil
}

func (l *labelled) expect(text string) error {
	words, err := tokens(text)
	if err != nil {
		return err
	}
	switch {
	case text == "none":
		return nil
	case text == "quiet":
		l.quiet = true
		return nil
	case len(words) < 6 || words[4] != "on":
		return errors.New(`write: SEVERITY KIND REPEATS "SUMMARY" on "SPAN"`)
	}
	e := expectation{severity: words[0], kind: words[1], summary: words[3], on: words[5], details: map[string]string{}}
	if e.repeats, err = strconv.Atoi(words[2]); err != nil {
		return err
	}
	attributes := map[string]string{
		"parameters": finding.AttrNPlusOneParameters, "concurrency": finding.AttrNPlusOneConcurrency,
		"source": finding.AttrNPlusOneSource,
	}
	for rest := words[6:]; len(rest) > 0; rest = rest[2:] {
		if len(rest) < 2 || attributes[rest[0]] == "" {
			return fmt.Errorf("unknown detail %q", rest[0])
		}
		e.details[attributes[rest[0]]] = rest[1]
	}
	l.expected = append(l.expected, e)
	return nil
}

// unroll writes the spans of the line and of those below it.
func (u *unroller) unroll(l *line, at treePlace) error {
	words, err := tokens(l.text)
	if err != nil {
		return err
	}
	if strings.HasPrefix(words[0], "x") && len(words) == 3 && words[1] == "every" {
		return u.repeat(l, words, at)
	}
	s := verdictSpan{service: at.service}
	sent, err := s.read(words, at)
	if err != nil {
		return fmt.Errorf("%q: %w", l.text, err)
	}
	u.nextID++
	s.trace, s.id, s.parent = u.trace, u.nextID, at.parent
	if sent {
		u.spans = append(u.spans, s)
	}
	at.parent, at.start, at.service = s.id, s.start, s.service
	return u.unrollAll(l.children, at)
}

func (u *unroller) unrollAll(lines []*line, at treePlace) error {
	for _, l := range lines {
		if err := u.unroll(l, at); err != nil {
			return err
		}
	}
	return nil
}

func (u *unroller) repeat(l *line, words []string, at treePlace) error {
	n, err := strconv.Atoi(words[0][1:])
	every, err2 := strconv.ParseFloat(words[2], 64)
	if err = errors.Join(err, err2); err != nil {
		return err
	}
	for round := 1; round <= n; round++ {
		below := at
		below.rounds = append(below.rounds[:len(at.rounds):len(at.rounds)], round)
		below.start = at.start + float64(round-1)*every
		if err := u.unrollAll(l.children, below); err != nil {
			return err
		}
	}
	return nil
}

var verdictKinds = map[string]ptrace.SpanKind{
	"SERVER": ptrace.SpanKindServer, "CLIENT": ptrace.SpanKindClient, "INTERNAL": ptrace.SpanKindInternal,
	"PRODUCER": ptrace.SpanKindProducer, "CONSUMER": ptrace.SpanKindConsumer, "NOKIND": ptrace.SpanKindUnspecified,
}

// read takes the words of a span's line; sent is false for a span that is left out.
func (s *verdictSpan) read(words []string, at treePlace) (sent bool, err error) {
	kind, ok := verdictKinds[words[0]]
	if !ok || len(words) < 4 {
		return false, errors.New(`write: KIND "name" START DURATION …`)
	}
	start, err := strconv.ParseFloat(words[2], 64)
	duration, err2 := strconv.ParseFloat(words[3], 64)
	if err = errors.Join(err, err2); err != nil {
		return false, err
	}
	s.kind, s.name, s.start = kind, fill(words[1], at.rounds), at.start+start
	s.end = s.start + duration
	s.attrs = map[string]any{}
	sent = true
	for rest := words[4:]; len(rest) > 0; rest = rest[1:] {
		switch word := rest[0]; {
		case word == "absent":
			sent = false
		case word == "!":
			s.failed = true
		case word[0] == '@':
			s.service = word[1:]
		case word[0] == '{':
			err = s.readAttributes(fill(word[1:], at.rounds))
		case len(rest) > 1 && rest[1][0] == '`':
			s.readCall(word, fill(rest[1][1:], at.rounds))
			rest = rest[1:]
		default:
			s.readCall(word, "")
		}
	}
	return sent, err
}

// readAttributes takes key=value words; whole numbers become integers, [x] a list of one.
func (s *verdictSpan) readAttributes(text string) error {
	words, err := tokens(text)
	for _, word := range words {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return fmt.Errorf("attribute %q has no value", word)
		}
		n, notNumber := strconv.ParseInt(value, 10, 64)
		switch {
		case notNumber == nil:
			s.attrs[key] = n
		case strings.HasPrefix(value, "["):
			s.attrs[key] = []any{strings.Trim(value, "[]")}
		default:
			s.attrs[key] = value
		}
	}
	return err
}

// readCall writes the attributes of a call by the stable conventions or, with a tilde, the legacy ones.
func (s *verdictSpan) readCall(system, text string) {
	system, legacy := strings.CutSuffix(system, "~")
	pick := func(stable, old string) string {
		if legacy {
			return old
		}
		return stable
	}
	put := func(key, value string) {
		if value != "" {
			s.attrs[key] = value
		}
	}
	switch system {
	case "http":
		method, address, _ := strings.Cut(text, " ")
		put(pick("http.request.method", "http.method"), method)
		put(pick("url.full", "http.url"), address)
		if parsed, err := url.Parse(address); err == nil && !legacy {
			put("server.address", parsed.Hostname())
		}
	case "rpc":
		service, method, _ := strings.Cut(text, "/")
		put("rpc.system", "grpc")
		put("rpc.service", service)
		put("rpc.method", method)
	default:
		put(pick("db.system.name", "db.system"), system)
		put(pick("db.query.text", "db.statement"), text)
	}
}

// tokens splits at blanks. "quoted" words lose their quotes, `texts` keep the first as a mark, {attributes} are one
// word and keep the opening brace.
func tokens(text string) ([]string, error) {
	var words []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		closing, ok := map[byte]string{'"': `"`, '`': "`", '{': "}"}[text[0]]
		if !ok {
			word, rest, _ := strings.Cut(text, " ")
			words, text = append(words, word), rest
			continue
		}
		end := strings.Index(text[1:], closing)
		if end < 0 {
			return nil, fmt.Errorf("%q is not closed", text)
		}
		word := text[:1+end]
		if text[0] == '"' {
			word = word[1:]
		}
		words, text = append(words, word), text[1+end+1:]
	}
	if len(words) == 0 {
		return nil, errors.New("nothing stands here")
	}
	return words, nil
}

var verdictWords = []string{"maple", "otter", "violet", "copper", "lagoon", "saffron", "willow", "ember", "harbor", "quartz", "meadow", "falcon"}

// fill replaces the marks by what they stand for in this round.
func fill(text string, rounds []int) string {
	var inner, outer int
	if n := len(rounds); n > 0 {
		inner = rounds[n-1]
		if n > 1 {
			outer = rounds[n-2]
		}
	}
	seed := mix(uint64(outer), uint64(inner))
	hex := fmt.Sprintf("%016x%016x", mix(seed, 1), mix(seed, 2))
	text = strings.NewReplacer(
		"$i", strconv.Itoa(inner), "$j", strconv.Itoa(outer),
		"$u", hex[:8]+"-"+hex[8:12]+"-4"+hex[13:16]+"-a"+hex[17:20]+"-"+hex[20:32],
		"$h", hex[:24], "$w", verdictWords[(inner+5*outer)%len(verdictWords)],
	).Replace(text)
	for {
		before, rest, ok := strings.Cut(text, "$[")
		if !ok {
			return text
		}
		count, rest, _ := strings.Cut(rest, ":")
		repeated, after, _ := strings.Cut(rest, "]")
		n, _ := strconv.Atoi(count)
		text = before + strings.Repeat(repeated, n) + after
	}
}

// toTraces puts the spans into one batch, a resource per service.
func toTraces(spans []verdictSpan) ptrace.Traces {
	td := ptrace.NewTraces()
	byService := map[string]ptrace.SpanSlice{}
	for _, s := range spans {
		out, ok := byService[s.service]
		if !ok {
			resource := td.ResourceSpans().AppendEmpty()
			resource.Resource().Attributes().PutStr("service.name", s.service)
			out = resource.ScopeSpans().AppendEmpty().Spans()
			byService[s.service] = out
		}
		span := out.AppendEmpty()
		s.copyTo(span)
		if s.failed {
			span.Status().SetCode(ptrace.StatusCodeError)
		}
	}
	return td
}
