package piimaskingprocessor

// reason says why a value could not be scanned. The names are those of metadata.yaml.
type reason uint8

const (
	reasonSize reason = iota
	reasonDepth
	reasonPanic
	reasonUnstable
	reasonFormat
	reasonCount
)

var reasonNames = [reasonCount]string{
	reasonSize:     "size",
	reasonDepth:    "depth",
	reasonPanic:    "panic",
	reasonUnstable: "unstable",
	reasonFormat:   "format",
}

// tally counts what happened in one batch, so that the metrics are touched once per batch.
type tally struct {
	matches   [placeCount][detectorCount]int64
	unscanned [reasonCount]int64
	bytes     int64
}
