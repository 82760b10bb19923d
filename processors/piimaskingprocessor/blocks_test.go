package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// eitherWay masks nothing and returns what would be masked, by blocks and by words.
func eitherWay(p *pass, s string) (blocks, words []match) {
	settled := func(find func(string)) []match {
		p.matches, p.done = p.matches[:0], progress{}
		find(s)
		return append([]match(nil), p.decide(placeLogBody, s, true)...)
	}
	return settled(p.findBlocks), settled(p.findWords)
}

func needBlocks(t *testing.T) {
	t.Helper()
	if !hasBlocks {
		t.Skip("this processor has no AVX2: texts are looked at eight bytes at a time only")
	}
}

// TestBlocksFindWhatWordsFind holds it for every labelled and every ordinary text, cut off at its start so that they fall
// differently on the blocks.
func TestBlocksFindWhatWordsFind(t *testing.T) {
	needBlocks(t)
	for _, p := range []*pass{newTestPass(), newTestPass(strict)} {
		for _, line := range readCorpus(t, "testdata/corpus.jsonl") {
			for _, pad := range []int{0, 1, 7, 31, 50, 63} {
				text := strings.Repeat(" ", pad) + line.Text
				blocks, words := eitherWay(p, text)
				assert.Equal(t, words, blocks, "%q", text)
			}
		}
	}
}

// FuzzBlocks holds it for every text.
func FuzzBlocks(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add(seed, false)
		f.Add(strings.Repeat("a text ", 9)+seed, true)
	}
	plain, all := newTestPass(), newTestPass(strict)
	f.Fuzz(func(t *testing.T, s string, everything bool) {
		p := plain
		if everything {
			p = all
		}
		if hasBlocks && len(s) >= minBlockText {
			blocks, words := eitherWay(p, s)
			assert.Equal(t, words, blocks)
		}
	})
}

// TestClassesOfEveryByte holds the tables: each byte at each place of a block has the classes of chars.go.
func TestClassesOfEveryByte(t *testing.T) {
	needBlocks(t)
	for c := range 256 {
		for at := range blockBytes {
			text := []byte(strings.Repeat("!", blockBytes))
			text[at] = byte(c)
			var got blockClasses
			got.classify(string(text), 0, blockBytes)
			set := func(holds bool) uint64 {
				if holds {
					return 1 << at
				}
				return 0
			}
			b := byte(c)
			assert.Equal(t, blockClasses{
				run: set(is(b, classRun)), sign: set(strings.IndexByte(":<=@%+", b) >= 0), token: set(is(b, classToken)),
				space: set(b == ' '), semicolon: set(b == ';'), digit: set(is(b, classDigit)),
			}, got, "%q at %d", b, at)
		}
	}
}

// TestBlockEnds holds that nothing behind the end of a text counts.
func TestBlockEnds(t *testing.T) {
	needBlocks(t)
	text := strings.Repeat("1", 2*blockBytes)
	for n := 1; n <= blockBytes; n++ {
		var got blockClasses
		got.classify(text[:n], 0, n)
		want := uint64(1)<<n - 1
		if n == blockBytes {
			want = ^uint64(0)
		}
		assert.Equal(t, blockClasses{run: want, token: want, digit: want}, got, "%d characters", n)
	}
}

// TestMarksOfBlocks holds what a mark is, and that it is seen over the end of a block.
func TestMarksOfBlocks(t *testing.T) {
	needBlocks(t)
	for _, tt := range []struct {
		text                string
		fine                bool
		marks, gaps, tokens []int
	}{
		{"a:b<c=d@e%f+g?h>i", false, []int{1, 3, 5, 7, 9, 11}, nil, nil},
		{"&#64; or ;", false, []int{4}, nil, nil},
		{"1.2-3/4, 1.2-3/45 and 2024-05-17", false, []int{16, 29}, nil, nil},
		{"10.0.0.1 and 1.2", true, []int{3, 4, 5, 6, 7}, nil, nil},
		{"01 23, 4 x 5 6", false, nil, []int{3, 13}, nil},
		{"abcdefghijklmno, abcdefghijklmn", false, nil, nil, []int{14}},
	} {
		for _, pad := range []int{0, 40, 50, 55, 60} {
			var marks, gaps, tokens []int
			text := strings.Repeat("!", pad) + tt.text
			var b blockScan
			for base := 0; base < len(text); base += blockBytes {
				b.classes.classify(text, base, min(blockBytes, len(text)-base))
				m, g, k := b.next(tt.fine)
				for i := range blockBytes {
					add := func(list *[]int, set uint64) {
						if set>>i&1 == 1 {
							*list = append(*list, base+i-pad)
						}
					}
					add(&marks, m)
					add(&gaps, g)
					add(&tokens, k)
				}
			}
			assert.Equal(t, tt.marks, marks, "%q", text)
			assert.Equal(t, tt.gaps, gaps, "%q", text)
			assert.Equal(t, tt.tokens, tokens, "%q", text)
		}
	}
}
