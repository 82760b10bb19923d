package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// JUnit XML as the readers of CI systems take it
// (https://github.com/testmoapp/junitxml).
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure"` // some readers take one only
		Skipped *junitSkipped `xml:"skipped"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as test results: a case for each endpoint and kind, which fails where a budget is exceeded
// there. Other findings are told as the case's output. A warning is a case that was skipped.
func (r *Report) JUnit(w io.Writer) error {
	suite := junitSuite{Name: "otelcol-scout-check", Cases: append(r.junitWarnings(), r.junitCases()...)}
	suite.count()
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(junitSuites{Name: suite.Name, Tests: suite.Tests, Failures: suite.Failures, Skipped: suite.Skipped, Suite: suite}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) count() {
	s.Tests = len(s.Cases)
	for i := range s.Cases {
		if s.Cases[i].Failure != nil {
			s.Failures++
		}
		if s.Cases[i].Skipped != nil {
			s.Skipped++
		}
	}
}

// junitWarnings come first: what follows them is to be read with them in mind.
func (r *Report) junitWarnings() (cases []junitCase) {
	for _, warning := range r.Warnings() {
		cases = append(cases, junitCase{Class: "otelcol-scout-check", Name: warning.Code, Skipped: &junitSkipped{warning.Message}})
	}
	return cases
}

// place is what a case is about.
type place struct {
	judge.Endpoint
	kind finding.Kind
}

func (r *Report) junitCases() []junitCase {
	cases := map[place]*junitCase{}
	for _, endpoint := range r.Endpoints {
		for _, rule := range sarifRules {
			cases[place{endpoint, finding.Kind(rule.ID)}] = &junitCase{}
		}
	}
	for _, g := range WorstFirst(r.Groups) {
		for _, at := range g.places() {
			if cases[at] == nil {
				cases[at] = &junitCase{}
			}
			cases[at].add(&g)
		}
	}
	return sortedCases(cases)
}

// places are the requests that the group was found in or, where they are not known, its route.
func (g *Group) places() []place {
	if len(g.Requests) == 0 {
		return []place{{judge.Endpoint{Service: g.Service, Name: g.Route}, g.Kind}}
	}
	places := make([]place, 0, len(g.Requests))
	for _, request := range g.Requests {
		places = append(places, place{judge.Endpoint{Service: g.Service, Name: request}, g.Kind})
	}
	return places
}

// add takes the groups worst first: the first is the failure's message, and all are in its text.
func (c *junitCase) add(g *Group) {
	message := printable(fmt.Sprintf("%s in %s: %s", g.title(), g.place(), g.what()))
	if !g.Over {
		c.Out += message + g.standing() + "\n"
		return
	}
	if c.Failure == nil {
		c.Failure = &junitFailure{Message: message, Type: string(g.Kind)}
	}
	c.Failure.Text += fmt.Sprintf("%s\nfix: %s\ncall: %s\ntrace: %s\n", message, printable(g.Worst.Hint), printable(g.Worst.Text), g.Worst.TraceID)
}

func sortedCases(cases map[place]*junitCase) []junitCase {
	sorted := make([]junitCase, 0, len(cases))
	for at, c := range cases {
		c.Class, c.Name = printable(cmp.Or(at.Service, "unknown_service")), printable(cmp.Or(at.Name, "unknown request"))+": "+string(at.kind)
		sorted = append(sorted, *c)
	}
	slices.SortFunc(sorted, func(a, b junitCase) int { return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Name, b.Name)) })
	return sorted
}
