package bench

// Comparison is a line of the table of `make bench`. Ours and Rival name a figure: the package's last element, the
// benchmark and the unit, as `go test -bench` prints them. The goal is one of the ratio, and without a rival of the figure.
type Comparison struct {
	What, Ours, Rival string
	Goal              Goal
}

// Comparisons is what `make bench` compares.
func Comparisons() []Comparison {
	all := []Comparison{
		{"pii_masking against redaction with five patterns, a span", "piimaskingprocessor AgainstRivals/traces ours-ns/record", "piimaskingprocessor AgainstRivals/traces redaction-ns/record", Goal{Least: 80}},
		{"pii_masking against transform with five patterns, a span", "piimaskingprocessor AgainstRivals/traces ours-ns/record", "piimaskingprocessor AgainstRivals/traces transform-ns/record", Goal{Least: 80}},
		{"pii_masking, a span", "piimaskingprocessor AgainstRivals/traces ours-ns/record", "", Goal{Most: 600}},
		{"pii_masking against redaction, a log record", "piimaskingprocessor AgainstRivals/logs ours-ns/record", "piimaskingprocessor AgainstRivals/logs redaction-ns/record", Goal{}},
		{"pii_masking against transform, a log record", "piimaskingprocessor AgainstRivals/logs ours-ns/record", "piimaskingprocessor AgainstRivals/logs transform-ns/record", Goal{}},
		{"pii_masking, 1,000 clean spans", "piimaskingprocessor CleanBatch/traces allocs/op", "", Goal{Zero: true}},
		{"pii_masking, 1,000 clean log records", "piimaskingprocessor CleanBatch/logs allocs/op", "", Goal{Zero: true}},
		{"n_plus_one against groupbytrace, CPU added to a span", "nplusoneprocessor AgainstGroupByTrace ours-cpu-ns/span", "nplusoneprocessor AgainstGroupByTrace groupbytrace-cpu-ns/span", Goal{Least: 3}},
		{"n_plus_one against groupbytrace, heap held by a span", "nplusoneprocessor AgainstGroupByTrace ours-heap-B/span", "nplusoneprocessor AgainstGroupByTrace groupbytrace-heap-B/span", Goal{Least: 10}},
		{"all three, a span where half are calls", "bench Processors/10_calls_of_20 all-ns/span", "", Goal{Most: 700}},
		{"all three, a span where 19 of 20 are calls", "bench Processors/19_calls_of_20 all-ns/span", "", Goal{}},
		{"unmarshal and all three, two cores against one", "bench TwoCores two-cores-spans/s", "bench TwoCores one-core-spans/s", Goal{Least: 1.7}},
		{"slow_query, a text seen before", "sqlfingerprint CacheHit allocs/op", "", Goal{Zero: true}},
		{"scout_auth against oauth2client, a request", "scoutauthextension RoundTrip/scout_auth ns/op", "scoutauthextension RoundTrip/oauth2client ns/op", Goal{}},
		{"durable_storage against file_storage, an item with fsync", "durablestorageextension Item/durable_storage ns/op", "durablestorageextension Item/file_storage ns/op", Goal{}},
	}
	for _, text := range statements {
		all = append(all, Comparison{
			"fingerprint against go-sqllexer: " + text, "sqlfingerprint Fingerprint/" + text + "/ours ns/byte",
			"sqlfingerprint Fingerprint/" + text + "/sqllexer ns/byte", Goal{},
		}, Comparison{"fingerprint: " + text, "sqlfingerprint Fingerprint/" + text + "/ours ns/byte", "", Goal{Most: 1}})
	}
	return all
}

// statements are the texts that both fingerprint and go-sqllexer are given.
var statements = []string{
	"parameters_150B", "literals_300B", "insert_50_rows", "in_list_1000", "comment_tail", "ORM_quoted_20_columns", "long_upper_case",
	"lower_case", "analytic_2KB",
}
