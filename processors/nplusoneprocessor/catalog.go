package nplusoneprocessor

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// statement is what a finding says about the call that repeats. It is built once per identity and shared by
// all groups of it.
type statement struct {
	kind        dbspan.Kind
	writes      bool // it changes data: the fix is another one than for reading
	ignored     bool // on the operator's ignore list
	fingerprint uint64
	system      string // db.system.name; empty for http and rpc
	text        string // normalised; at most maxTextLength bytes
	summary     string
}

const (
	// maxTextLength bounds the text a finding carries, in bytes.
	maxTextLength = 2048
	// catalogSize bounds the statements known to one shard, in entries of one generation; two are kept.
	catalogSize = 512
)

// catalog knows the statements of one shard. It keeps two generations: when the younger is full it becomes
// the older, and what the older still held is forgotten. A statement in use moves to the younger, so the
// catalogue works like least-recently-used at the price of two maps. Groups that hold a forgotten statement
// keep it for as long as they live.
type catalog struct {
	young, old map[uint64]*statement
}

// get is the statement with this identity; build is called where it is not known.
func (c *catalog) get(id uint64, build func() *statement) *statement {
	if s, ok := c.young[id]; ok {
		return s
	}
	s, ok := c.old[id]
	if !ok {
		s = build()
	}
	if c.young == nil || len(c.young) >= catalogSize {
		c.young, c.old = make(map[uint64]*statement), c.young
	}
	c.young[id] = s
	return s
}

func newStatement(o *observation, ignore ignoreList) *statement {
	call, _ := dbspan.Read(o.span)
	s := describe(&call)
	s.fingerprint = o.identity
	if call.Text != "" && s.system != "" {
		s.fingerprint = fingerprint(&call, o.span)
	}
	s.text = strings.Clone(shorten(s.text, maxTextLength))
	s.summary = strings.Clone(shorten(s.summary, maxTextLength))
	s.system = strings.Clone(s.system)
	s.ignored = ignore.covers(s.text, s.summary)
	return s
}

func describe(call *dbspan.Call) *statement {
	switch call.Kind {
	case dbspan.HTTP:
		path := templateURL(urlOf(call))
		return &statement{
			kind: call.Kind, writes: call.Operation != "GET" && call.Operation != "HEAD",
			text: call.Operation + " " + call.Collection + path, summary: call.Operation + " " + path,
		}
	case dbspan.RPC:
		name := strings.TrimPrefix(call.Collection+"/"+rpcMethod(call), "/")
		return &statement{kind: call.Kind, text: name, summary: name}
	default:
		return describeQuery(call)
	}
}

func describeQuery(call *dbspan.Call) *statement {
	s := &statement{kind: call.Kind, system: call.System}
	if call.Text == "" {
		s.text = cmp.Or(strings.TrimSpace(call.Operation+" "+call.Collection), call.Summary)
		s.summary = cmp.Or(call.Summary, s.text)
	} else {
		dialect := sqlfingerprint.DialectOf(call.System)
		s.text = sqlfingerprint.Normalize(dialect, call.Text)
		s.summary = cmp.Or(call.Summary, sqlfingerprint.Summarize(dialect, call.Text))
	}
	s.writes = isWrite(s.summary)
	return s
}

// isWrite knows the statements, commands and document operations that change data by their first word.
func isWrite(summary string) bool {
	verb, _, _ := strings.Cut(summary, " ")
	switch strings.ToLower(verb) {
	case "insert", "update", "delete", "merge", "replace", "upsert", "set", "setex", "hset", "del", "incr",
		"expire", "sadd", "zadd", "lpush", "rpush", "insertone", "updateone", "deleteone", "findandmodify":
		return true
	default:
		return false
	}
}

// shorten cuts the text between characters, so that it and the ellipsis fit into limit bytes.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	const ellipsis = "…"
	end := limit - len(ellipsis)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}
