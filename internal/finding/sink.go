package finding

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"go.opentelemetry.io/collector/component"
)

// MaskingCount is how many matches of one detector were masked at one place of the telemetry. It holds no value
// and no key.
type MaskingCount struct {
	// Processor is the full id of the processor, Signal one of traces, metrics, logs, profiles.
	Processor, Signal string
	// Detector and Place have the names of the processor's own metrics.
	Detector, Place string
	Count           int64
}

// MaskingSink is an extension that takes masking counts. Masked is called after each batch in which there was
// something to mask, from many goroutines; it must not block, and must not keep counts, which is used again.
type MaskingSink interface {
	Masked(ctx context.Context, counts []MaskingCount)
}

// Sink is an extension that takes findings. Found is called after each batch in which there was something to find,
// once the next consumer took the batch, and for what was let go of unwritten; from many goroutines. It must not
// block, and must not change the findings, which other sinks get too.
type Sink interface {
	Found(ctx context.Context, findings []Finding)
}

// Sinks returns the extensions of the host that are a T, in the order of their ids. A processor asks once, at
// its start.
func Sinks[T any](host component.Host) (sinks []T) {
	extensions := host.GetExtensions()
	ids := slices.SortedFunc(maps.Keys(extensions), func(a, b component.ID) int { return cmp.Compare(a.String(), b.String()) })
	for _, id := range ids {
		if sink, ok := extensions[id].(T); ok {
			sinks = append(sinks, sink)
		}
	}
	return sinks
}

// SinksOf returns the one extension that the setting "findings" names or, where it is nil, all that are a T. The
// error says what to change.
func SinksOf[T any](host component.Host, only *component.ID) ([]T, error) {
	if only == nil {
		return Sinks[T](host), nil
	}
	extension, ok := host.GetExtensions()[*only]
	if !ok {
		return nil, fmt.Errorf("findings: there is no extension %q; define it under extensions and list it under service::extensions, or leave the setting out", only)
	}
	sink, ok := extension.(T)
	if !ok {
		return nil, fmt.Errorf("findings: the extension %q does not take findings; name one that does, or leave the setting out", only)
	}
	return []T{sink}, nil
}
