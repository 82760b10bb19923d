package piimaskingprocessor

import (
	"fmt"
	"strings"
)

// maxTypos is the largest edit distance at which a name is still taken for a misspelling of another.
const maxTypos = 3

// suggest ends the message about an unknown name: with the nearest known name if it is near, or with all of them.
func suggest(name string, known []string) string {
	best, distance := "", maxTypos+1
	for _, candidate := range known {
		if d := editDistance(name, candidate); d < distance && d < len(candidate) {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return "use one of " + strings.Join(known, ", ")
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// editDistance is Levenshtein's distance between two names, in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
