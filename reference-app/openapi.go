// Package referenceapp holds the contract of the reference app: an article API, any OpenTelemetry application.
package referenceapp

import _ "embed"

// OpenAPI is the contract, an OpenAPI 3 document; the API serves it at /api/openapi.yaml.
//
//go:embed openapi.yaml
var OpenAPI []byte
