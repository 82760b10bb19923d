package piimaskingprocessor

import (
	"cmp"
	"iter"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

func (p *pass) metrics(batch pmetric.Metrics) {
	p.moveDeprecatedMetrics(batch)
	for _, rm := range batch.ResourceMetrics().All() {
		p.resource(rm.Resource())
		p.name(placeResource, rm.SchemaUrl(), rm.SetSchemaUrl)
		for _, sm := range rm.ScopeMetrics().All() {
			p.scope(sm.Scope())
			p.name(placeScope, sm.SchemaUrl(), sm.SetSchemaUrl)
			for _, metric := range sm.Metrics().All() {
				p.metric(metric)
			}
		}
	}
}

func (p *pass) metric(metric pmetric.Metric) {
	if p.names {
		p.metricName(metric)
	}
	p.name(placeMetricDescription, metric.Description(), metric.SetDescription)
	p.attributes(placeMetricMetadata, metric.Metadata())
	switch metric.Type() {
	case pmetric.MetricTypeGauge:
		sampledPoints(p, metric.Gauge().DataPoints().All())
	case pmetric.MetricTypeSum:
		sampledPoints(p, metric.Sum().DataPoints().All())
	case pmetric.MetricTypeHistogram:
		sampledPoints(p, metric.Histogram().DataPoints().All())
	case pmetric.MetricTypeExponentialHistogram:
		sampledPoints(p, metric.ExponentialHistogram().DataPoints().All())
	case pmetric.MetricTypeSummary:
		points(p, metric.Summary().DataPoints().All())
	case pmetric.MetricTypeEmpty:
	}
}

// metricName masks what backends make the name of a series of: the metric's name and unit.
func (p *pass) metricName(metric pmetric.Metric) {
	p.name(placeMetricName, metric.Unit(), metric.SetUnit)
	if text, what := p.text(placeMetricName, metric.Name()); what != kept {
		metric.SetName(cmp.Or(text, nameless))
	}
}

// point is a datapoint of any type of metric.
type point interface {
	Attributes() pcommon.Map
}

// sampledPoint is a datapoint of a type that has exemplars: of any but a summary.
type sampledPoint interface {
	point
	Exemplars() pmetric.ExemplarSlice
}

func points[P point](p *pass, all iter.Seq2[int, P]) {
	for _, point := range all {
		p.attributes(placeDatapointAttribute, point.Attributes())
	}
}

func sampledPoints[P sampledPoint](p *pass, all iter.Seq2[int, P]) {
	for _, point := range all {
		p.attributes(placeDatapointAttribute, point.Attributes())
		for _, exemplar := range point.Exemplars().All() {
			p.attributes(placeExemplarAttribute, exemplar.FilteredAttributes())
		}
	}
}
