package article

import "fmt"

// maxImport is how many articles one import may hold.
const maxImport = 100

// Import is what a user brings in at once. A nil list was not sent.
type Import struct {
	Articles []Draft `json:"articles"`
}

// Validate returns an Invalid error that names every wrong field by its article, as in "articles[2].title", or nil.
func (i Import) Validate() error {
	v := validation{}
	v.check("articles", howMany(i.Articles))
	if len(v) > 0 {
		return v.err()
	}
	for n, d := range i.Articles {
		for field, problems := range d.problems() {
			v.check(fmt.Sprintf("articles[%d].%s", n, field), problems...)
		}
	}
	return v.err()
}

func howMany(drafts []Draft) string {
	switch {
	case drafts == nil:
		return "is required"
	case len(drafts) < 1, len(drafts) > maxImport:
		return fmt.Sprintf("must have 1 to %d articles", maxImport)
	default:
		return ""
	}
}
