// Package sqlfingerprint tells which statements are the same statement: equal up to literals, parameters,
// comments, white space, keyword case, the length of IN-lists and the number of VALUES rows.
//
// One pass over the text yields tokens (scanner.go), a second stage folds them into the canonical form
// (stream.go: lists, signs, names of savepoints and cursors). Everything else takes that one stream:
// Fingerprint hashes it, Normalize writes it, Summarize picks operations and targets from it. Therefore two
// texts have the same fingerprint exactly when they have the same normalised text (short of a 64-bit
// collision), and what Normalize writes has the fingerprint of what it was written from.
//
// Fingerprint alone takes a short cut through what is plain in a text (plain.go); it must come to the same as the
// stream, and a rule that is new in the stream has to be heeded there or left to the stream.
//
// No literal survives: what cannot be told apart from one (an unterminated quote, a number with letters)
// becomes `?`; what was cut off is marked with `…`.
//
// Redis, memcached and MongoDB speak no SQL: see command.go and document.go.
//
// Where a rule is:
//   - which dialect has what: dialect.go; literals, parameters, comments, operators in a file of that name, and what
//     one dialect alone has in mysql.go, mssql.go, oracle.go, cql.go and special.go
//   - which words are keywords: keywords.go; those that are names in places: weak.go and tablename.go; those that only
//     start statements: opener.go
//   - lists, rows and batches that repeat: list.go, repeat.go, batch.go, and skip.go for speed
//   - names that programs make up: names.go; passwords: secret.go; masks of others: mask.go; rows of data behind a
//     statement: data.go
//   - summaries: summary*.go and statement.go; what hints are made of: clause*.go
//   - command lines: command*.go; documents: document*.go; chains of calls and their patterns: chain.go, pattern.go
//   - the cache: cache.go, shard.go, entry.go, and memo.go for texts seen before
package sqlfingerprint
