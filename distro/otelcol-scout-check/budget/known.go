package budget

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
)

// maxKnown bounds a baseline file, in bytes.
const maxKnown = 64 << 20

// Known are the findings that do not count, because they were there before.
type Known map[report.Key]bool

// LoadKnown reads what --format json wrote.
func LoadKnown(path string) (Known, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w; write it with --format json --output %s", err, path)
	}
	raw, err := io.ReadAll(io.LimitReader(file, maxKnown+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	if len(raw) > maxKnown {
		return nil, fmt.Errorf("baseline: %s: is larger than %d MiB; write it anew with --format json", path, maxKnown>>20)
	}
	return parseKnown(raw, path)
}

func parseKnown(raw []byte, path string) (Known, error) {
	var written struct {
		Format   string       `json:"format"`
		Findings []report.Key `json:"findings"`
	}
	if err := json.Unmarshal(raw, &written); err != nil || written.Format != report.Format {
		return nil, fmt.Errorf("baseline: %s: is not what --format json of this version writes (%q); write it anew", path, report.Format)
	}
	known := make(Known, len(written.Findings))
	for _, key := range written.Findings {
		known[key] = true
	}
	return known, nil
}

// Gone counts the known findings that are not among the groups.
func (k Known) Gone(groups []report.Group) int {
	gone := len(k)
	for i := range groups {
		if k[groups[i].Key] {
			gone--
		}
	}
	return gone
}
