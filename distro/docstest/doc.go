// Package docstest holds the guides of docs/ to what the components do: the telemetry of a migration goes through the old
// and the new configuration, and the tables are compared with what came out and with the keys that there are.
package docstest
