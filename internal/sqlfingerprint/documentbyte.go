package sqlfingerprint

// documentByte is what a byte is to a run of a document.
type documentByte uint8

const (
	oddInDocument  documentByte = iota // neither of the others, or it depends: a colon, an equals sign
	wordOfDocument                     // it is of a word
	endOfRun                           // brackets, quotes, commas and blanks
)

var documentBytes = buildDocumentBytes()

func buildDocumentBytes() (table [256]documentByte) {
	for c := range table {
		switch c := byte(c); {
		case isDocumentWord(c):
			table[c] = wordOfDocument
		case isBlank(c):
			table[c] = endOfRun
		}
	}
	for _, c := range []byte(`{}[](),"'`) {
		table[c] = endOfRun
	}
	return table
}
