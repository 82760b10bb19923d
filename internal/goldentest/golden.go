// Package goldentest runs the golden cases of a processor: every folder testdata/golden/<case> holds
// config.yaml (the processor's settings), input.yaml and expected.yaml (OTLP JSON written as YAML; several
// documents separated by `---` are several batches, in order).
//
// Beside comparing, Run checks the two invariants every processor of this project keeps: what went in came
// out in the same call, batch for batch, and a second run over the output changes nothing.
package goldentest

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/processor"
	"gopkg.in/yaml.v3"
)

var update = flag.Bool("update", false, "write what the processor gave into expected.yaml")

// Run runs every case below testdata/golden of the calling test's package as a subtest.
// `go test ./... -run TestGolden -update` rewrites the expectations; read the diff before you commit it.
func Run(t *testing.T, factory processor.Factory) {
	t.Helper()
	cases, err := filepath.Glob(filepath.Join("testdata", "golden", "*", "input.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, cases, "no golden case below testdata/golden")
	for _, input := range cases {
		dir := filepath.Dir(input)
		t.Run(filepath.Base(dir), func(t *testing.T) { runCase(t, factory, dir) })
	}
}

func runCase(t *testing.T, factory processor.Factory, dir string) {
	cfg := loadConfig(t, factory, filepath.Join(dir, "config.yaml"))
	once := process(t, factory, cfg, readDocuments(t, filepath.Join(dir, "input.yaml")))
	if *update {
		writeDocuments(t, filepath.Join(dir, "expected.yaml"), once)
	}
	expected := readDocuments(t, filepath.Join(dir, "expected.yaml"))
	for i, document := range expected {
		expected[i] = signalOf(t, document).canonical(t, document)
	}
	if diff := cmp.Diff(asYAML(t, expected), asYAML(t, once)); diff != "" {
		t.Fatalf("output (+) differs from expected.yaml (-):\n%s", diff)
	}

	twice := process(t, factory, cfg, once)
	if diff := cmp.Diff(asYAML(t, once), asYAML(t, twice)); diff != "" {
		t.Fatalf("a second run must change nothing, but it did (+):\n%s", diff)
	}
}

func loadConfig(t *testing.T, factory processor.Factory, path string) component.Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(path)
	require.NoError(t, err)
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(&cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}

// process starts a fresh processor, feeds it the batches in order and returns what came out, batch for batch.
func process(t *testing.T, factory processor.Factory, cfg component.Config, batches []json.RawMessage) []json.RawMessage {
	t.Helper()
	require.NotEmpty(t, batches, "no batch in the input")
	pipe := signalOf(t, batches[0]).open(t, factory, cfg)
	require.NoError(t, pipe.Start(t.Context(), componenttest.NewNopHost()))
	var out []json.RawMessage
	for _, batch := range batches {
		got := pipe.feed(t, batch)
		require.Len(t, got, 1, "a processor forwards each batch in the same call")
		out = append(out, got...)
	}
	require.NoError(t, pipe.Shutdown(t.Context()))
	return out
}

func readDocuments(t *testing.T, path string) []json.RawMessage {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to write it")
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	var documents []json.RawMessage
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents
		}
		require.NoError(t, err, path)
		encoded, err := json.Marshal(document)
		require.NoError(t, err, path)
		documents = append(documents, encoded)
	}
}

func writeDocuments(t *testing.T, path string, documents []json.RawMessage) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(asYAML(t, documents)), 0o600))
}

// asYAML writes the documents with sorted keys, so that equal telemetry gives equal text.
func asYAML(t *testing.T, documents []json.RawMessage) string {
	t.Helper()
	texts := make([]string, 0, len(documents))
	for _, document := range documents {
		var value any
		require.NoError(t, json.Unmarshal(document, &value))
		var text bytes.Buffer
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		var node yaml.Node
		require.NoError(t, node.Encode(value))
		writeAttributesOnALine(&node)
		require.NoError(t, encoder.Encode(&node))
		texts = append(texts, text.String())
	}
	return strings.Join(texts, "---\n")
}

// writeAttributesOnALine writes {key: …, value: …} on a line: most of a case is attributes.
func writeAttributesOnALine(node *yaml.Node) {
	if node.Kind == yaml.MappingNode && len(node.Content) == 4 && node.Content[0].Value == "key" && node.Content[2].Value == "value" {
		node.Style = yaml.FlowStyle
		return
	}
	for _, child := range node.Content {
		writeAttributesOnALine(child)
	}
}
