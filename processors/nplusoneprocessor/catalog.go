package nplusoneprocessor

import (
	"cmp"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// statement is what a finding says about the call that repeats and who makes it. It is built once per identity and
// origin and shared by all groups of it.
type statement struct {
	kind        dbspan.Kind
	writes      bool // it changes data: the fix is another one than for reading
	ignored     bool // on the operator's ignore list
	single      bool // made one by one on purpose
	vague       bool // too little is known of it for a warning, or it asks for many rows already
	fingerprint uint64
	system      string // db.system.name; empty for http and rpc
	text        string // normalised; at most maxTextLength bytes
	summary     string
	service     string       // who calls
	code        finding.Code // from where, if the calls say so
	target      uint64       // hash of the table or collection where the span names it, else 0
	scope       uint16       // hash of the name of the instrumentation that wrote it first
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
	forgotten  int64 // since it was asked last
}

// get is the statement with this id; build is called where it is not known.
func (c *catalog) get(id uint64, build func() *statement) *statement {
	if s, ok := c.young[id]; ok {
		return s
	}
	s, ok := c.old[id]
	if !ok {
		s = build()
	}
	if c.young == nil || len(c.young) >= catalogSize {
		c.forgotten += int64(len(c.old))
		c.young, c.old = make(map[uint64]*statement), c.young
	}
	c.young[id] = s
	return s
}

func newStatement(o *observation, service string, r *rules) *statement {
	call, _ := dbspan.Read(o.span)
	s := describe(&call, r.texts)
	s.fingerprint = o.identity
	if s.system != "" && call.URL == "" {
		if id, ok := fingerprint(&call, o.span, r.texts); ok {
			s.fingerprint = id
		}
	}
	s.text = strings.Clone(finding.Shorten(s.text, maxTextLength))
	s.summary = strings.Clone(finding.Shorten(s.summary, maxTextLength))
	s.system = strings.Clone(s.system)
	s.service = strings.Clone(finding.Shorten(service, maxTextLength))
	s.code = codeOf(&call.Code)
	s.ignored = r.ignore.covers(s.text, s.summary)
	s.scope = o.scope
	if call.Collection != "" {
		s.target = notZero(xxhash.Sum64String(call.Collection))
	}
	return s
}

func describe(call *dbspan.Call, texts *sqlfingerprint.Cache) *statement {
	switch call.Kind {
	case dbspan.HTTP:
		path := templateURL(urlOf(call))
		return &statement{
			kind: call.Kind, writes: call.Operation != "GET" && call.Operation != "HEAD", vague: vague(call),
			text: call.Operation + " " + call.Collection + path, summary: call.Operation + " " + path,
		}
	case dbspan.RPC:
		name := strings.TrimPrefix(call.Collection+"/"+rpcMethod(call), "/")
		return &statement{kind: call.Kind, text: name, summary: name, vague: movesObject(call)}
	default:
		return describeQuery(call, texts)
	}
}

func describeQuery(call *dbspan.Call, texts *sqlfingerprint.Cache) *statement {
	s := &statement{kind: call.Kind, system: call.System}
	if call.Text == "" || call.URL != "" {
		s.text = cmp.Or(strings.TrimSpace(call.Operation+" "+call.Collection), call.Summary)
		if path := templateURL(call.URL); urlTells(call) && path != "/" {
			s.text = strings.TrimSpace(call.Operation + " " + path)
		}
		if namesTarget(call) {
			s.text = call.Name
		}
		s.summary = cmp.Or(call.Summary, s.text)
	} else {
		_, known := texts.Describe(sqlfingerprint.DialectOf(call.System), call.Text)
		s.text = known.Normalized
		s.summary = cmp.Or(call.Summary, targetName(call), known.Summary, call.Operation, s.text[:wordEnd(s.text, 0)])
		s.single = isSingle(call.Text)
		s.vague = isPage(call.Text)
	}
	s.writes = isWrite(s.summary) || takesNext(s.text)
	return s
}

// targetName is the operation and what it works on where the text does not name that, as in `find authors`.
func targetName(call *dbspan.Call) string {
	if textNamesTarget(call.System) || call.Collection == "" {
		return ""
	}
	return strings.TrimSpace(call.Operation + " " + call.Collection)
}

// isWrite knows the statements, commands and document operations that change data by their first word.
func isWrite(summary string) bool {
	verb, _, _ := strings.Cut(summary, " ")
	switch strings.ToLower(verb) {
	case "insert", "update", "delete", "merge", "replace", "upsert", "set", "setex", "hset", "del", "incr",
		"expire", "sadd", "zadd", "lpush", "rpush", "insertone", "updateone", "deleteone", "findandmodify",
		"findoneandupdate", "findoneanddelete", "findoneandreplace", "save", "bulkwrite", "insertmany", "updatemany",
		"deletemany", "replaceone",
		"putitem", "updateitem", "deleteitem", // DynamoDB
		"index", "put", "patch", "indexaction", "updateaction", "deleteaction": // Elasticsearch
		return true
	default:
		return false
	}
}

// takesNext knows the next number of a sequence, which is another one each time.
func takesNext(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "nextval") || strings.Contains(text, "next value for")
}
