package sqlfingerprint

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// documentHash is what the pieces alone make of a text.
func documentHash(text string) ID {
	r := newDocumentReader(text)
	hash := uint64(seed)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		hash = mixDocument(hash, piece, k)
	}
	return ID(hash)
}

func checkPlainDocument(t *testing.T, text string) {
	t.Helper()
	require.Equal(t, documentHash(text), fingerprintDocument(text), "%q", text)
}

// documentPieces are what hashPlain reads of documents, and what it must stop before.
var documentPieces = append(strings.Fields(`{ { { } } } [ [ ] ] ( ) , , , , , : : "a": "find": "documents": "lsid": "$db": "comment": "filter": "$in": [1, "x"
	"x" "x" "x\"y" 'x' 'a': a: "a.17": "a@b": "?": "_id": "a_longer_name": "open 1 -1 17 1.5e3 2024-01-01 0x1f true null {"$oid": {"$date":{ "$lookup": "from":
	"coll" "collection": "TableName": "_index": {} [] [[ ]] ObjectId("x") 1( -( find users => "a"=> "a"= "a":: = ? … -:`), "\n", "\n", "\x7f", "\t")

func plainDocument(random *rand.Rand) string {
	var text strings.Builder
	starts, gaps := []string{"", "{", "{", `{"find":"t",`, "find t {", "["}, []string{"", "", "", " ", "\n"}
	text.WriteString(starts[random.IntN(len(starts))])
	for range random.IntN(24) {
		text.WriteString(documentPieces[random.IntN(len(documentPieces))])
		text.WriteString(gaps[random.IntN(len(gaps))])
	}
	return text.String()
}

// TestPlainDocumentIsTheSame holds that what is hashed in one go and what is hashed piece by piece is the same.
func TestPlainDocumentIsTheSame(t *testing.T) {
	texts := 100000
	if testing.Short() {
		texts = 10000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range texts {
		checkPlainDocument(t, plainDocument(random))
	}
}

// TestPlainDocumentIsTheSameForTheCorpus does so for every text of the corpus, cut at every byte.
func TestPlainDocumentIsTheSameForTheCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range strings.Lines(string(raw)) {
			_, text, _ := strings.Cut(strings.ReplaceAll(line, "⏎", "\n"), " ")
			for i := range len(text) {
				checkPlainDocument(t, text[:i])
			}
		}
	}
}

// FuzzPlainDocumentIsTheSame does so for every text.
func FuzzPlainDocumentIsTheSame(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(plainDocument(random))
	}
	f.Fuzz(checkPlainDocument)
}

// TestPlainReadsMostDocuments holds that a usual command is read in one go behind its first bracket.
func TestPlainReadsMostDocuments(t *testing.T) {
	const text = `{"find":"orders", "filter":{"customer":"4711","state":{"$in":["open","paid"]}},"sort":{"_id":-1},"limit":20}`
	r := newDocumentReader(text)
	for range 4 { // the bracket, the key, its colon and the collection
		r.next()
	}
	r.hashPlain(seed)
	require.Equal(t, len(text), r.at)
}
