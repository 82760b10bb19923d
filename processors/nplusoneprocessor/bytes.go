package nplusoneprocessor

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Bytes is an amount of memory. In YAML it is a number of bytes or a number with a unit: 64MiB, 512KiB, 1GiB.
type Bytes int64

// byteUnits from large to small, so that String finds the largest that divides.
var byteUnits = []struct {
	suffix string
	size   int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// UnmarshalText reads what YAML holds as text. Units are powers of 1024; MB and the like are refused, because
// half of their readers take them for powers of 1000.
func (b *Bytes) UnmarshalText(text []byte) error {
	number, size := strings.TrimSpace(string(text)), int64(1)
	for _, unit := range byteUnits {
		if rest, ok := strings.CutSuffix(number, unit.suffix); ok {
			number, size = strings.TrimSpace(rest), unit.size
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/size {
		return fmt.Errorf("%q is not an amount of memory; write a number with KiB, MiB or GiB, for example 64MiB", text)
	}
	*b = Bytes(n * size)
	return nil
}

// String writes the amount with the largest unit that divides it.
func (b Bytes) String() string {
	for _, unit := range byteUnits {
		if n := int64(b); n >= unit.size && n%unit.size == 0 {
			return strconv.FormatInt(n/unit.size, 10) + unit.suffix
		}
	}
	return strconv.FormatInt(int64(b), 10) + "B"
}
