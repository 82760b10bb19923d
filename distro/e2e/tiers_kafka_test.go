package e2e_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

const topicPartitions = 4

// broker is a Kafka broker in this process. It keeps its records on disk, and can end and start again at its address.
type broker struct {
	addr    string
	options []kfake.Opt
	cluster *kfake.Cluster
	ca      string // file: its certificate, which is its own authority
	trust   *tls.Config
}

func newBroker(t *testing.T) *broker {
	t.Helper()
	cert, key := loopbackCertificate(t)
	pair, err := tls.LoadX509KeyPair(cert, key)
	require.NoError(t, err)
	raw, err := os.ReadFile(cert)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(raw))
	b := &broker{addr: freeAddr(t), ca: cert, trust: &tls.Config{RootCAs: roots}}
	_, port, err := net.SplitHostPort(b.addr)
	require.NoError(t, err)
	number, err := strconv.Atoi(port)
	require.NoError(t, err)
	b.options = []kfake.Opt{
		kfake.Ports(number), kfake.TLS(&tls.Config{Certificates: []tls.Certificate{pair}}), kfake.DataDir(t.TempDir()),
		kfake.SeedTopics(topicPartitions, "otlp_spans", "otlp_logs", "otlp_metrics"),
	}
	b.open(t)
	t.Cleanup(b.close)
	return b
}

func (b *broker) open(t *testing.T) {
	t.Helper()
	var err error
	b.cluster, err = kfake.NewCluster(b.options...)
	require.NoError(t, err)
}

func (b *broker) close() {
	if b.cluster != nil {
		b.cluster.Close()
	}
	b.cluster = nil
}

// env leads a collector to the broker.
func (b *broker) env() []string {
	return []string{"KAFKA_BROKERS=[" + b.addr + "]", "KAFKA_CA_FILE=" + b.ca}
}

// join implements transport, over TLS.
func (b *broker) join(t *testing.T, account []string) (tier1, tier2 []*rig) {
	t.Helper()
	for i := range fleetMembers {
		tier2 = append(tier2, newCollectorOf(t, tiersFolder+"gateway-kafka.yaml",
			append(append(b.env(), account...), fmt.Sprintf("KAFKA_MEMBER=gateway-%d", i))...))
		tier1 = append(tier1, newCollectorOf(t, tiersFolder+"agent-kafka.yaml", b.env()...))
	}
	return tier1, tier2
}

// settled implements transport: the members of every group have divided its topic among them, so no partition will move.
// The broker is asked, group by group; the members' own counters do not tell the groups apart.
func (b *broker) settled(t *testing.T) bool {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.addr), kgo.DialTLSConfig(b.trust))
	require.NoError(t, err)
	defer client.Close()
	groups, err := kadm.NewClient(client).DescribeGroups(t.Context(), "otelcol-scout-traces", "otelcol-scout-metrics", "otelcol-scout-logs")
	require.NoError(t, err)
	for _, group := range groups {
		held := 0
		for _, member := range group.Members {
			assigned, ok := member.Assigned.AsConsumer()
			if !ok || len(assigned.Topics) == 0 {
				return false
			}
			for _, topic := range assigned.Topics {
				held += len(topic.Partitions)
			}
		}
		if group.State != "Stable" || len(group.Members) != fleetMembers || held != topicPartitions {
			return false
		}
	}
	return true
}

// bodies is what was ever written to the log records' topic.
func (b *broker) bodies(t *testing.T) string {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(b.addr), kgo.DialTLSConfig(b.trust),
		kgo.ConsumeTopics("otlp_logs"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	require.NoError(t, err)
	defer client.Close()
	var total int64
	for _, partition := range b.cluster.PartitionInfos("otlp_logs") {
		total += partition.HighWatermark
	}
	require.Positive(t, total)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all strings.Builder
	for read := int64(0); read < total && ctx.Err() == nil; {
		client.PollFetches(ctx).EachRecord(func(record *kgo.Record) {
			all.Write(record.Value)
			read++
		})
	}
	require.NoError(t, ctx.Err(), "reading the topic")
	return all.String()
}

// counter is one of the collector's own metrics, or 0 where it was not counted yet.
func (r *rig) counter(t *testing.T, name string) float64 {
	t.Helper()
	if own := "\n" + r.ownMetrics(t); !strings.Contains(own, "\n"+name+"{") && !strings.Contains(own, "\n"+name+" ") {
		return 0
	}
	return r.metric(t, name)
}
