package dbspan

import "strings"

// byDynamoDBAction knows the actions that carry many items in one round trip:
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html.
func byDynamoDBAction(operation string) Reason {
	switch operation {
	case "BatchGetItem", "BatchWriteItem", "BatchExecuteStatement",
		"TransactGetItems", "TransactWriteItems", "ExecuteTransaction":
		return Batch
	default:
		return Counts
	}
}

// bySearchEndpoint knows the housekeeping of Elasticsearch and OpenSearch by the endpoint's name, as the REST
// clients write it, by the action of Elasticsearch's transport client, or else by the path:
// https://www.elastic.co/docs/api/doc/elasticsearch/.
func bySearchEndpoint(operation, url string) Reason {
	switch operation {
	case "scroll", "clear_scroll", "open_point_in_time", "close_point_in_time", "create_pit", "delete_pit",
		"SearchScrollAction", "ClearScrollAction":
		return CursorFetch
	case "bulk", "mget", "msearch", "msearch_template", "mtermvectors",
		"BulkAction", "MultiGetAction", "MultiSearchAction", "MultiTermVectorsAction":
		return Batch
	case "ping", "info", "cluster.health", "ClusterHealthAction", "MainAction":
		return Ping
	}
	if isHTTPMethod(operation) {
		return bySearchPath(url)
	}
	return Counts
}

func bySearchPath(url string) Reason {
	path, _, _ := strings.Cut(url, "?")
	if strings.HasSuffix(path, "/_search/scroll") {
		return CursorFetch
	}
	switch path[strings.LastIndexByte(path, '/')+1:] {
	case "_pit":
		return CursorFetch
	case "_bulk", "_mget", "_msearch", "_mtermvectors":
		return Batch
	case "":
		return Ping
	default:
		return Counts
	}
}
