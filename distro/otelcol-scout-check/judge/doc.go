// Package judge runs the processors pii_masking, slow_query and n_plus_one over whole traces and returns what they find.
// Masking comes first, so that nothing that is returned holds a raw value.
package judge
