package referenceapp_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

// Which service logs what is told twice: by what came in on the tour, and, for what is logged only when something fails, by
// which program is made of the package that logs it.

// runsAs are the services that each program runs as.
var runsAs = map[string][]string{"./cmd/api": {"api", "cli"}, "./cmd/worker": {"worker"}}

// servicesByFolder returns the services that have the packages of a folder, such as "internal/jobs".
func servicesByFolder(t *testing.T) set {
	t.Helper()
	folders := set{}
	for program, services := range runsAs {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", program).Output()
		require.NoError(t, err)
		for pkg := range strings.Lines(string(out)) {
			if _, folder, ours := strings.Cut(strings.TrimSpace(pkg), "/otelcol-scout/reference-app/"); ours {
				add(folders, folder, services...)
			}
		}
	}
	return folders
}

// assertServicesCan checks that each row of "Logs" names services that have the source which logs it, and no others.
func assertServicesCan(t *testing.T, calls []logCall) {
	t.Helper()
	able, folders := set{}, servicesByFolder(t)
	for _, call := range calls {
		for service := range folders[call.folder] {
			add(able, call.message, service)
		}
	}
	for _, row := range rows(t, "Logs") {
		services := strings.Split(row[2], ", ")
		assert.True(t, slices.IsSorted(services), row[2])
		for _, service := range services {
			assert.True(t, able[row[0]][service], "%s: no source of %s logs it", row[0], service)
		}
	}
}

// assertServicesDid checks that what came in of each row is of the services that the row names: of all, and of no other.
func (s *scene) assertServicesDid(table [][]string) {
	s.t.Helper()
	sent := set{}
	for _, record := range s.received.Records() {
		if row := rowOf(table, record); row != nil {
			add(sent, row[0], service(record.Service))
		}
	}
	for _, row := range table {
		if services, was := sent[row[0]]; was {
			assert.Equal(s.t, row[2], sorted(services), row[0])
		}
	}
}

// rowOf returns the row that tells of a record; of several the one with the most words of its own.
func rowOf(table [][]string, record otlptest.Record) (best []string) {
	for _, row := range table {
		if tells(row, record) && (best == nil || len(row[0]) > len(best[0])) {
			best = row
		}
	}
	return best
}

// TestEachSpanOfTheAppIsDescribedByWordsOfItsOwn keeps a row from being copied and left as it was.
func TestEachSpanOfTheAppIsDescribedByWordsOfItsOwn(t *testing.T) {
	described := map[string]string{}
	for line := range strings.Lines(section(t, readFile(t, "telemetry.md"), "Spans")) {
		if cells := strings.Split(line, " | "); len(cells) == 5 && cells[2] == "app" {
			assert.Empty(t, described[cells[4]], "said of %s as well: %s", cells[0], cells[4])
			described[cells[4]] = cells[0]
		}
	}
	assert.NotEmpty(t, described)
}
