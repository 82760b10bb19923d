// Package budget says how many findings are allowed, and which of them were known before.
package budget
