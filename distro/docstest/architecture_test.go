package docstest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	boxText = regexp.MustCompile(`(\w+)(?:\[\("|\["|\[|\{\{"|\{\{)([^"\]}<]+)`)
	arrow   = regexp.MustCompile(`\s(?:-->|-- .*? -->|-\. .*? \.->)\s`)
	name    = regexp.MustCompile(`^\w+`)
)

// TestThePictureIsThePipeline compares the solid lines of the picture with the canonical configuration.
func TestThePictureIsThePipeline(t *testing.T) {
	_, picture, found := strings.Cut(read(t, "docs", "architecture.md"), "```mermaid\n")
	require.True(t, found)
	picture, _, _ = strings.Cut(picture, "```")
	next, label := drawn(picture)

	pipelines := load(t, "otel-config.yaml")
	for signal, first := range map[string]string{"traces": "noisy", "logs": "rm", "metrics": "rm"} {
		var want, got []string
		for _, id := range pipelines.processors(t, signal) {
			want = append(want, id.String())
		}
		got = append(got, label["memory"])
		for box := first; box != "queue"; box = next[box][0] {
			got = append(got, label[box])
		}
		assert.Equal(t, want, got, "the processors of %s", signal)
	}
	for box := range maps.Keys(label) {
		kinds := []string{"receivers", "processors", "exporters", "extensions"}
		inside := slices.ContainsFunc(kinds, func(kind string) bool { return pipelines.conf.IsSet(kind + "::" + label[box]) })
		outside := slices.Contains([]string{"app", "backend", "people", "queue", "counts", "page"}, box)
		assert.True(t, inside || outside, "the box %q is nothing of otel-config.yaml", label[box])
	}
}

// drawn reads which boxes follow a box, the first line first, and what stands in them.
func drawn(picture string) (next map[string][]string, label map[string]string) {
	next, label = map[string][]string{}, map[string]string{}
	for line := range strings.Lines(picture) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "subgraph") || strings.HasPrefix(line, "flowchart") {
			continue
		}
		for _, box := range boxText.FindAllStringSubmatch(line, -1) {
			label[box[1]] = box[2]
		}
		boxes := arrow.Split(line, -1)
		for i := 1; i < len(boxes); i++ {
			from := name.FindString(boxes[i-1])
			next[from] = append(next[from], name.FindString(boxes[i]))
		}
	}
	return next, label
}
