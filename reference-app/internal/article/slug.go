package article

import (
	"strconv"
	"strings"
	"time"

	"github.com/gosimple/slug"
)

// maxSlug is the longest slug, in bytes.
const maxSlug = 255

// NewSlug returns "<slugified title>-<unix milliseconds>", at most 255 bytes. A title without a letter or digit gives
// "article-<unix milliseconds>".
func NewSlug(title string, now time.Time) string {
	suffix := "-" + strconv.FormatInt(now.UnixMilli(), 10)
	name := slug.Make(title)
	if limit := maxSlug - len(suffix); len(name) > limit {
		name = name[:limit]
	}
	if name = strings.Trim(name, "-_"); name == "" {
		name = "article"
	}
	return name + suffix
}
