// Package input reads the traces that are checked: OTLP JSON as the collector's file exporter writes it, one request
// per line, and Jaeger JSON as its page and API give it, version 3 of the API (OTLP JSON as "result") included. What it returns does not depend on the order of the lines.
//
// No error quotes what a file holds: it may be personal data, and the log of a CI run is read by many.
package input
