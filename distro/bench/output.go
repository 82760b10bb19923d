package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// procs is the number of processors at the end of a benchmark's name.
var procs = regexp.MustCompile(`-\d+$`)

// Compare reads the output of `go test -bench` of several packages and gives the lines of the table. The error names
// every figure that is not in it; the other lines are given all the same.
func Compare(output io.Reader, comparisons []Comparison) ([]Line, error) {
	figures, err := read(output)
	if err != nil {
		return nil, err
	}
	var lines []Line
	var missing []error
	for _, c := range comparisons {
		line, err := c.line(figures)
		if err != nil {
			missing = append(missing, err)
			continue
		}
		lines = append(lines, line)
	}
	return lines, errors.Join(missing...)
}

// read gives the figures by package, benchmark and unit; of a benchmark that ran several times, the medians.
func read(output io.Reader) (map[string]float64, error) {
	all, pkg := map[string][]float64{}, ""
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 2 && words[0] == "pkg:":
			pkg = path.Base(words[1])
		case len(words) > 3 && strings.HasPrefix(words[0], "Benchmark"):
			name := procs.ReplaceAllString(strings.TrimPrefix(words[0], "Benchmark"), "")
			for i := 2; i+1 < len(words); i += 2 {
				if figure, err := strconv.ParseFloat(words[i], 64); err == nil {
					key := pkg + " " + name + " " + words[i+1]
					all[key] = append(all[key], figure)
				}
			}
		}
	}
	figures := map[string]float64{}
	for key, several := range all {
		figures[key] = slices.Sorted(slices.Values(several))[len(several)/2]
	}
	return figures, lines.Err()
}

func (c Comparison) line(figures map[string]float64) (Line, error) {
	line := Line{What: c.What, Unit: c.Ours[strings.LastIndexByte(c.Ours, ' ')+1:], Goal: c.Goal}
	line.Unit = line.Unit[strings.LastIndexByte(line.Unit, '-')+1:]
	var known bool
	if line.Ours, known = figures[c.Ours]; !known {
		return line, fmt.Errorf("%s: the output has no figure %q", c.What, c.Ours)
	}
	if c.Rival == "" {
		return line, nil
	}
	if line.Rival, known = figures[c.Rival]; !known {
		return line, fmt.Errorf("%s: the output has no figure %q", c.What, c.Rival)
	}
	if line.Ratio = line.Rival / line.Ours; strings.HasSuffix(line.Unit, "/s") {
		line.Ratio = line.Ours / line.Rival
	}
	return line, nil
}
