package piimaskingprocessor

// place is where in the telemetry a text stands. The names are those of metadata.yaml.
type place uint8

const (
	placeResource place = iota
	placeScope
	placeSpanName
	placeSpanAttribute
	placeSpanStatus
	placeTraceState
	placeEventName
	placeEventAttribute
	placeLinkAttribute
	placeLinkTraceState
	placeLogBody
	placeLogAttribute
	placeLogEventName
	placeLogSeverityText
	placeMetricName
	placeMetricDescription
	placeMetricMetadata
	placeDatapointAttribute
	placeExemplarAttribute
	placeProfileString
	placeProfileAttribute
	placeAttributeKey
	placeCount
)

var placeNames = [placeCount]string{
	placeResource:           "resource",
	placeScope:              "scope",
	placeSpanName:           "span_name",
	placeSpanAttribute:      "span_attribute",
	placeSpanStatus:         "span_status",
	placeTraceState:         "tracestate",
	placeEventName:          "event_name",
	placeEventAttribute:     "event_attribute",
	placeLinkAttribute:      "link_attribute",
	placeLinkTraceState:     "link_tracestate",
	placeLogBody:            "log_body",
	placeLogAttribute:       "log_attribute",
	placeLogEventName:       "log_event_name",
	placeLogSeverityText:    "log_severity_text",
	placeMetricName:         "metric_name",
	placeMetricDescription:  "metric_description",
	placeMetricMetadata:     "metric_metadata",
	placeDatapointAttribute: "datapoint_attribute",
	placeExemplarAttribute:  "exemplar_attribute",
	placeProfileString:      "profile_string",
	placeProfileAttribute:   "profile_attribute",
	placeAttributeKey:       "attribute_key",
}
