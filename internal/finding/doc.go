// Package finding is the vocabulary of what the processors find: the kinds, the severities and every
// attribute and event name they write on telemetry. It is the only place those names are spelled.
//
// Names follow the OpenTelemetry semantic conventions where one exists
// (https://opentelemetry.io/docs/specs/semconv/database/database-spans/); the rest stand under
// "scout.". Durations are float64 seconds.
package finding
