package sqlfingerprint

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestFindCommand holds that each command is found in any letter case, and nothing that only looks like one.
func TestFindCommand(t *testing.T) {
	for first, list := range []string{
		argumentKey: keyCommands, argumentKeys: keysCommands, argumentWord: wordCommands, argumentWordKey: wordKeyCommands,
		argumentNumber: numberCommands, argumentStreams: streamCommands, argumentValue: valueCommands,
	} {
		for _, name := range strings.Fields(list) {
			for _, word := range []string{name, strings.ToLower(name), name[:1] + strings.ToLower(name[1:])} {
				info, ok := findCommand(word)
				assert.True(t, ok, word)
				assert.Equal(t, commandInfo{name, argument(first)}, info, word)
			}
			for _, word := range []string{name + "\u00a0", name + "%", name[:len(name)-1] + "$"} {
				_, ok := findCommand(word)
				assert.False(t, ok, word)
			}
		}
	}
	for _, word := range []string{"", "G", "BF\x0eADD", "geT{", "\xc7ET", "GEORADIUSBYMEMBER_ROGEORADIUSBYMEMBER_RO"} {
		_, ok := findCommand(word)
		assert.False(t, ok, word)
	}
}

// TestFindSubCommand does so for the words behind commands.
func TestFindSubCommand(t *testing.T) {
	for _, name := range strings.Fields(subCommandList) {
		assert.Equal(t, " "+name, subCommandWords.find(strings.ToLower(name)).name)
	}
	assert.Nil(t, subCommandWords.find("SESSION"))
}

// TestWordStop holds where words end, whatever is left behind them.
func TestWordStop(t *testing.T) {
	for _, end := range []string{"", " ", ";", "\x00", "\n;", "\x1f", " and much behind it", "; and much behind it"} {
		for n := range 20 {
			word := strings.Repeat("a\x7f\xff!:<", 4)[:n]
			assert.Equal(t, 1+n, wordStop(" "+word+end, 1), "%q", word+end)
		}
	}
}
