// Package scoutstandin stands where base14 Scout stands: an OAuth2 identity provider (a real one, zitadel/oidc,
// in Keycloak's URL shape) and an OTLP/HTTP endpoint that takes only requests bearing a token of that provider.
//
// It serves loopback only and forgets everything when it stops: it is for the demo and for tests.
package scoutstandin
