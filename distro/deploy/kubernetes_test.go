package deploy_test

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

func fleet(t *testing.T) []runtime.Object {
	t.Helper()
	objects, err := deploytest.Render("kubernetes")
	require.NoError(t, err)
	return objects
}

func workload(t *testing.T, objects []runtime.Object, name string) deploytest.Workload {
	t.Helper()
	all := deploytest.Workloads(objects)
	at := slices.IndexFunc(all, func(w deploytest.Workload) bool { return w.Name == name })
	require.GreaterOrEqual(t, at, 0, "no workload %s", name)
	return all[at]
}

func TestTheFleetIsWhole(t *testing.T) {
	var names []string
	for _, object := range fleet(t) {
		o, err := meta.Accessor(object)
		require.NoError(t, err)
		kind := object.GetObjectKind().GroupVersionKind().Kind
		names = append(names, kind+" "+o.GetName())
		if !slices.Contains([]string{"Namespace", "ClusterRole", "ClusterRoleBinding"}, kind) {
			assert.Equal(t, "otelcol-scout", o.GetNamespace(), "%s %s", kind, o.GetName())
		}
	}
	assert.Subset(t, names, []string{
		"Namespace otelcol-scout", "StatefulSet otelcol-scout-gateway", "DaemonSet otelcol-scout-agent", "Deployment otelcol-scout-router",
		"Service otelcol-scout-gateway", "Service otelcol-scout-agent", "Service otelcol-scout-router",
		"PodDisruptionBudget otelcol-scout-gateway", "PodDisruptionBudget otelcol-scout-router",
		"HorizontalPodAutoscaler otelcol-scout-router", "NetworkPolicy otelcol-scout",
		"NetworkPolicy otelcol-scout-tier1", "NetworkPolicy otelcol-scout-gateway",
		"ClusterRole otelcol-scout-tier1",
	})
}

func TestAFieldThatTheAPIDoesNotHaveIsRefused(t *testing.T) {
	_, err := deploytest.Decode([]byte("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selectors: {a: b}}\n"))
	assert.ErrorContains(t, err, `unknown field "spec.selectors"`)
	_, err = deploytest.Decode([]byte("apiVersion: apps/v2\nkind: Deployment\nmetadata: {name: a}\n"))
	assert.ErrorContains(t, err, `no kind "Deployment" is registered for version "apps/v2"`)
}

// TestABaseAloneWorks is for who has no use for agents or routers.
func TestABaseAloneWorks(t *testing.T) {
	objects, err := deploytest.Render(filepath.Join("kubernetes", "base"))
	require.NoError(t, err)
	assert.Len(t, deploytest.Workloads(objects), 1)
}

func TestEverySelectorFindsItsPods(t *testing.T) {
	objects := fleet(t)
	all := deploytest.Workloads(objects)
	require.Len(t, all, 3)
	for _, w := range all {
		assert.Subset(t, w.Pod.Labels, w.Selector, w.Name)
		for _, spread := range w.Pod.Spec.TopologySpreadConstraints {
			assert.Equal(t, w.Selector, spread.LabelSelector.MatchLabels, w.Name)
		}
	}
	for _, service := range deploytest.All[*corev1.Service](objects) {
		assert.Equal(t, workload(t, objects, service.Name).Selector, service.Spec.Selector, service.Name)
	}
	for _, budget := range deploytest.All[*policyv1.PodDisruptionBudget](objects) {
		assert.Equal(t, workload(t, objects, budget.Name).Selector, budget.Spec.Selector.MatchLabels, budget.Name)
		assert.Equal(t, 1, budget.Spec.MaxUnavailable.IntValue(), budget.Name)
	}
}

func TestEveryNamedThingExists(t *testing.T) {
	objects := fleet(t)
	accounts := map[string]bool{}
	for _, account := range deploytest.All[*corev1.ServiceAccount](objects) {
		accounts[account.Name] = true
	}
	for _, w := range deploytest.Workloads(objects) {
		assert.True(t, accounts[w.Pod.Spec.ServiceAccountName], w.Name)
		assert.Equal(t, "otelcol-scout:0.1.0", w.Collector().Image, "as compose.yml has it")
		var volumes []string
		for _, volume := range w.Pod.Spec.Volumes {
			volumes = append(volumes, volume.Name)
			if volume.ConfigMap != nil {
				assert.NotEmpty(t, deploytest.ConfigMap(objects, volume.ConfigMap.Name), volume.ConfigMap.Name)
			}
		}
		for _, claim := range w.Claims {
			volumes = append(volumes, claim.Name)
		}
		for _, mount := range w.Collector().VolumeMounts {
			assert.Contains(t, volumes, mount.Name, w.Name)
		}
	}
	for _, scaler := range deploytest.All[*autoscalingv2.HorizontalPodAutoscaler](objects) {
		w := workload(t, objects, scaler.Spec.ScaleTargetRef.Name)
		assert.Contains(t, w.Collector().Resources.Requests, corev1.ResourceCPU, "utilization is of what is requested")
		for _, deployment := range deploytest.All[*appsv1.Deployment](objects) {
			assert.Nil(t, deployment.Spec.Replicas, "applying it again would undo the autoscaler")
		}
	}
}

// ports are what the collector of a workload listens on for others, by name.
func ports(w deploytest.Workload) map[string]int32 {
	of := map[string]int32{}
	for _, port := range w.Collector().Ports {
		of[port.Name] = port.ContainerPort
	}
	return of
}

func TestPortsAreWhereTheCollectorListens(t *testing.T) {
	objects := fleet(t)
	for _, w := range deploytest.Workloads(objects) {
		env, at := w.Env(objects), ports(w)
		for variable, port := range map[string]string{
			"OTLP_GRPC_ENDPOINT": "otlp-grpc", "OTLP_HTTP_ENDPOINT": "otlp-http", "HEALTH_ENDPOINT": "health",
		} {
			if endpoint, set := env[variable]; set {
				assert.Equal(t, "0.0.0.0:"+strconv.Itoa(int(at[port])), endpoint, "%s %s", w.Name, variable)
			} else {
				assert.Zero(t, at[port], "%s has a port %s, but listens on localhost", w.Name, port)
			}
		}
		assert.EqualValues(t, 8888, at["metrics"], w.Name)
	}
	for _, service := range deploytest.All[*corev1.Service](objects) {
		at := ports(workload(t, objects, service.Name))
		for _, port := range service.Spec.Ports {
			assert.Equal(t, at[port.TargetPort.String()], port.Port, "%s %s", service.Name, port.Name)
		}
	}
}

func TestProbesAskForTheHealth(t *testing.T) {
	for _, w := range deploytest.Workloads(fleet(t)) {
		c := w.Collector()
		for _, probe := range []*corev1.Probe{c.ReadinessProbe, c.LivenessProbe, c.StartupProbe} {
			if probe != c.StartupProbe || probe != nil {
				require.NotNil(t, probe, w.Name)
				assert.Equal(t, "/", probe.HTTPGet.Path, w.Name)
				assert.Equal(t, "health", probe.HTTPGet.Port.String(), w.Name)
			}
		}
	}
}

// TestMemoryFits holds the order of the three bounds: the limiter refuses below the point where Go works hardest, and both
// are below the one where the kernel kills. The alert MemoryNearLimit counts on the two quarters, and on the container's name.
func TestMemoryFits(t *testing.T) {
	objects := fleet(t)
	for _, w := range deploytest.Workloads(objects) {
		resources := w.Collector().Resources
		env, limit := w.Env(objects), resources.Limits.Memory().Value()
		refuses := mebibytes(t, env["MEMORY_LIMIT_MIB"])
		collects, err := resource.ParseQuantity(strings.TrimSuffix(env["GOMEMLIMIT"], "B"))
		require.NoError(t, err, w.Name)
		assert.Equal(t, "collector", w.Collector().Name, w.Name)
		assert.Equal(t, limit*75/100, refuses, w.Name)
		assert.Equal(t, refuses*25/100, mebibytes(t, env["MEMORY_SPIKE_LIMIT_MIB"]), w.Name)
		assert.Greater(t, collects.Value(), refuses, w.Name)
		assert.LessOrEqual(t, collects.Value(), limit*81/100, w.Name)
	}
}

func mebibytes(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	require.NoError(t, err)
	return n << 20
}

// TestTheQueueFitsItsVolume counts a file for each of traces, metrics and logs, and one more that compaction writes.
func TestTheQueueFitsItsVolume(t *testing.T) {
	objects := fleet(t)
	gateway := workload(t, objects, "otelcol-scout-gateway")
	env := gateway.Env(objects)
	queue, err := strconv.ParseInt(env["SCOUT_QUEUE_BYTES"], 10, 64)
	require.NoError(t, err)
	file, err := strconv.ParseInt(env["SCOUT_QUEUE_FILE_BYTES"], 10, 64)
	require.NoError(t, err)
	assert.Equal(t, 3*queue, file)
	require.Len(t, gateway.Claims, 1)
	assert.GreaterOrEqual(t, gateway.Claims[0].Spec.Resources.Requests.Storage().Value(), 4*file)
	at := slices.IndexFunc(gateway.Collector().VolumeMounts, func(m corev1.VolumeMount) bool { return m.Name == gateway.Claims[0].Name })
	assert.True(t, strings.HasPrefix(env["SCOUT_QUEUE_DIR"], gateway.Collector().VolumeMounts[at].MountPath+"/"))

	set := deploytest.All[*appsv1.StatefulSet](objects)[0]
	assert.Equal(t, appsv1.RetainPersistentVolumeClaimRetentionPolicyType, set.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted)
	assert.Equal(t, appsv1.RetainPersistentVolumeClaimRetentionPolicyType, set.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled)
	assert.Equal(t, set.Name, set.Spec.ServiceName, "members are found by name")
}

func TestPodsWaitForTheDrain(t *testing.T) {
	objects := fleet(t)
	grace := func(name string) time.Duration {
		w := workload(t, objects, name)
		seconds := *w.Pod.Spec.TerminationGracePeriodSeconds
		if hook := w.Collector().Lifecycle; hook != nil {
			seconds -= hook.PreStop.Sleep.Seconds
		}
		return time.Duration(seconds) * time.Second
	}
	assert.GreaterOrEqual(t, grace("otelcol-scout-gateway"), exporterTimeout(t)+10*time.Second)
	const request = 9 * time.Second // tier1.yaml: a timeout of 5s and retries for 4s
	assert.GreaterOrEqual(t, grace("otelcol-scout-agent"), request+5*time.Second)
	assert.GreaterOrEqual(t, grace("otelcol-scout-router"), request+5*time.Second)
}

// TestPodsAreRestricted holds them to the strictest of Kubernetes' pod security standards, and to a file system that is
// only read, which that standard does not ask for.
func TestPodsAreRestricted(t *testing.T) {
	objects := fleet(t)
	assert.Equal(t, "restricted", deploytest.All[*corev1.Namespace](objects)[0].Labels["pod-security.kubernetes.io/enforce"])
	for _, w := range deploytest.Workloads(objects) {
		pod, c := w.Pod.Spec, w.Collector()
		require.Len(t, pod.Containers, 1, w.Name)
		assert.Empty(t, pod.InitContainers, w.Name)
		assert.True(t, *pod.SecurityContext.RunAsNonRoot, w.Name)
		assert.EqualValues(t, 10001, *pod.SecurityContext.RunAsUser, "the image's user")
		assert.Equal(t, corev1.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type, w.Name)
		assert.False(t, pod.HostNetwork || pod.HostPID || pod.HostIPC, w.Name)
		assert.True(t, *c.SecurityContext.ReadOnlyRootFilesystem, w.Name)
		assert.False(t, *c.SecurityContext.AllowPrivilegeEscalation, w.Name)
		assert.Equal(t, []corev1.Capability{"ALL"}, c.SecurityContext.Capabilities.Drop, w.Name)
		assert.Empty(t, c.SecurityContext.Capabilities.Add, w.Name)
		for _, volume := range pod.Volumes {
			assert.Nil(t, volume.HostPath, "%s %s", w.Name, volume.Name)
		}
		for _, port := range c.Ports {
			assert.Zero(t, port.HostPort, "%s %s", w.Name, port.Name)
		}
	}
	gateway := workload(t, objects, "otelcol-scout-gateway").Pod.Spec
	assert.EqualValues(t, 10001, *gateway.SecurityContext.FSGroup, "a new volume is root's")
	assert.False(t, *gateway.AutomountServiceAccountToken, "a gateway does not ask the API server")
}

func TestTheSecretIsMountedAsTheCollectorReadsIt(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("kubernetes", "secret.example.yaml"))
	require.NoError(t, err)
	object, err := deploytest.Decode(raw)
	require.NoError(t, err)
	secret := object.(*corev1.Secret)

	objects := fleet(t)
	gateway := workload(t, objects, "otelcol-scout-gateway")
	at := slices.IndexFunc(gateway.Pod.Spec.Volumes, func(v corev1.Volume) bool { return v.Secret != nil })
	volume := gateway.Pod.Spec.Volumes[at]
	assert.Equal(t, secret.Name, volume.Secret.SecretName)
	at = slices.IndexFunc(gateway.Collector().VolumeMounts, func(m corev1.VolumeMount) bool { return m.Name == volume.Name })
	mount := gateway.Collector().VolumeMounts[at]
	assert.Empty(t, mount.SubPath, "a rotated secret would not come through")
	for _, variable := range []string{"SCOUT_CLIENT_ID_FILE", "SCOUT_CLIENT_SECRET_FILE"} {
		file := gateway.Env(objects)[variable]
		assert.Equal(t, mount.MountPath, path.Dir(file))
		assert.Contains(t, secret.StringData, path.Base(file))
	}
	assert.Empty(t, deploytest.All[*corev1.Secret](objects), "no secret in a repository")
}

// TestOnlyTier1ReachesAGateway applies the network policies to every pair of pods.
func TestOnlyTier1ReachesAGateway(t *testing.T) {
	objects := fleet(t)
	policies := deploytest.All[*networkingv1.NetworkPolicy](objects)
	var closed bool
	for _, policy := range policies {
		closed = closed || len(policy.Spec.PodSelector.MatchLabels) == 0 && len(policy.Spec.Ingress) == 0 && len(policy.Spec.PolicyTypes) == 2
	}
	assert.True(t, closed, "what is not allowed is refused")

	into := map[string][]string{}
	for _, to := range deploytest.Workloads(objects) {
		for _, from := range deploytest.Workloads(objects) {
			if admits(policies, to, from.Pod.Labels, "otlp-grpc") {
				into[to.Name] = append(into[to.Name], from.Name)
			}
		}
		assert.False(t, to.Name == "otelcol-scout-gateway" && admits(policies, to, map[string]string{"app": "any"}, "otlp-grpc"))
	}
	assert.ElementsMatch(t, []string{"otelcol-scout-agent", "otelcol-scout-router"}, into["otelcol-scout-gateway"])
}

// admits says whether a policy lets pods with these labels, of the same namespace, into a port of a workload.
func admits(policies []*networkingv1.NetworkPolicy, to deploytest.Workload, from map[string]string, port string) bool {
	for _, policy := range policies {
		if !selects(policy.Spec.PodSelector.MatchLabels, to.Pod.Labels) {
			continue
		}
		for _, rule := range policy.Spec.Ingress {
			open := slices.ContainsFunc(rule.Ports, func(p networkingv1.NetworkPolicyPort) bool { return p.Port.String() == port })
			if open && slices.ContainsFunc(rule.From, func(peer networkingv1.NetworkPolicyPeer) bool {
				return peer.PodSelector != nil && selects(peer.PodSelector.MatchLabels, from)
			}) {
				return true
			}
		}
	}
	return false
}

func selects(selector, pod map[string]string) bool {
	return labels.SelectorFromSet(selector).Matches(labels.Set(pod))
}

func TestEveryPortOfAPolicyIsOneOfItsPods(t *testing.T) {
	objects := fleet(t)
	for _, policy := range deploytest.All[*networkingv1.NetworkPolicy](objects) {
		for _, w := range deploytest.Workloads(objects) {
			if !selects(policy.Spec.PodSelector.MatchLabels, w.Pod.Labels) {
				continue
			}
			for _, rule := range policy.Spec.Ingress {
				for _, port := range rule.Ports {
					assert.Contains(t, ports(w), port.Port.String(), "%s, %s", policy.Name, w.Name)
				}
			}
		}
	}
}

// TestTier1MayAskForWhatItAsks names what k8s_attributes says it needs, and no more.
func TestTier1MayAskForWhatItAsks(t *testing.T) {
	objects := fleet(t)
	var may []string
	add := func(rules []rbacv1.PolicyRule) {
		for _, rule := range rules {
			assert.Equal(t, []string{"get", "list", "watch"}, rule.Verbs)
			for _, name := range rule.Resources {
				may = append(may, path.Join(rule.APIGroups[0], name))
			}
		}
	}
	for _, role := range deploytest.All[*rbacv1.ClusterRole](objects) {
		add(role.Rules)
	}
	for _, role := range deploytest.All[*rbacv1.Role](objects) {
		add(role.Rules)
	}
	assert.ElementsMatch(t, []string{"pods", "namespaces", "apps/replicasets"}, may)
	for _, name := range []string{"otelcol-scout-agent", "otelcol-scout-router"} {
		w := workload(t, objects, name)
		assert.Equal(t, "otelcol-scout-tier1", w.Pod.Spec.ServiceAccountName)
		assert.True(t, *w.Pod.Spec.AutomountServiceAccountToken)
		assert.Equal(t, `{dns: {hostname: otelcol-scout-gateway.otelcol-scout, port: "4317"}}`, w.Env(objects)["GATEWAY_RESOLVER"],
			"by DNS, which has only members that are ready")
	}
}
