package finding

import "go.uber.org/zap"

// Tell calls tell with each sink. The fault of one keeps neither the others from being told nor the telemetry from its
// way, which was accepted when they are told: to panic then would have its sender send it again.
func Tell[T any](logger *zap.Logger, sinks []T, tell func(T)) {
	for _, sink := range sinks {
		tellOne(logger, sink, tell)
	}
}

func tellOne[T any](logger *zap.Logger, sink T, tell func(T)) {
	defer func() {
		if fault := recover(); fault != nil {
			logger.Error("an extension failed: it was not told what a batch gave", zap.Any("fault", fault), zap.Stack("stack"))
		}
	}()
	tell(sink)
}
