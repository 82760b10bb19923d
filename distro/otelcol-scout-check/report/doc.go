// Package report groups findings as the page of findings does, and writes them as text, JSON, SARIF and JUnit XML.
//
//	group.go   findings with one service, kind, route and fingerprint
//	text.go    for people, worst first
//	json.go    for programs, and the file of known findings
//	sarif.go   for code scanning
//	junit.go   for test reports: one case for each endpoint and kind
package report
