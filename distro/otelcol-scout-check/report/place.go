package report

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// sarifLocation is where code scanning shows the group, and what its message adds where that is not where the call was
// made: code scanning takes no result without a place, and none outside of the repository
// (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
// Such a result stands at the first line of the file that was checked.
func (r *Report) sarifLocation(g *Group) (location sarifLocation, outside string) {
	file, inside := below(r.SourceRoot, g.Worst.Code.File)
	line := max(g.Worst.Code.Line, 1)
	if !inside {
		file, line = evidence(r.SourceRoot, r.Evidence), 1
		if made := g.code(); g.Worst.Code.File != "" {
			outside = fmt.Sprintf(" The call was made outside of the source root: %s.", made)
		}
	}
	location.PhysicalLocation = sarifPhysical{sarifArtifact{(&url.URL{Path: file}).String()}, sarifRegion{line}}
	if g.Route != "" {
		location.LogicalLocations = []sarifLogical{{g.Route, strings.TrimPrefix(g.Service+"/"+g.Route, "/")}}
	}
	return location, outside
}

// rooted is a file name that starts at a root: a folder's, a drive's, or a server's.
var rooted = regexp.MustCompile(`^(/|[A-Za-z]:/|[a-z][a-z0-9+.-]*://)`)

// below gives the name of the file from the root on, with slashes; false where the file is not below it, and where there
// is none. A relative name counts from the root that is a folder, but has to begin with one that is a module's path.
func below(root, file string) (string, bool) {
	root, file = slashed(root), slashed(file)
	rest, cut := strings.CutPrefix(file, strings.TrimSuffix(root, "/")+"/")
	if file == "" || !cut && (rooted.MatchString(file) || !rooted.MatchString(root)) {
		return "", false
	}
	rest = path.Clean(rest)
	return rest, rest != ".." && !strings.HasPrefix(rest, "../")
}

// slashed writes a path as the ones of URLs are. Node names the files of its modules by URLs.
func slashed(file string) string {
	return strings.TrimPrefix(strings.ReplaceAll(file, `\`, "/"), "file://")
}

// evidence is the name of the checked file: from the root on or, where it is elsewhere, without its folder.
func evidence(root, file string) string {
	if name, inside := below(root, file); inside {
		return name
	}
	if name := path.Clean(slashed(file)); !rooted.MatchString(name) && !strings.HasPrefix(name, "../") {
		return name
	}
	return path.Base(slashed(file))
}
