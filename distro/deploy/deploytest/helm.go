package deploytest

import (
	"bytes"
	"os"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// Values are the parts of the upstream chart's values that say how the collector starts. The rest is the chart's business,
// and held to its schema.
type Values struct {
	FullnameOverride string
	AlternateConfig  map[string]any // the collector's configuration
	ExtraManifests   []corev1.ConfigMap
	Command          struct{ ExtraArgs []string }
	ExtraEnvs        []corev1.EnvVar
	ExtraVolumes     []corev1.Volume
	// ExtraVolumeMounts are those of the collector's container.
	ExtraVolumeMounts []corev1.VolumeMount
	PodAnnotations    map[string]string
	Ports             map[string]struct {
		Enabled       bool
		ContainerPort int32
	}
	Resources                     corev1.ResourceRequirements
	TerminationGracePeriodSeconds int64
	PodSecurityContext            corev1.PodSecurityContext
	SecurityContext               corev1.SecurityContext
	Statefulset                   struct {
		VolumeClaimTemplates []corev1.PersistentVolumeClaim
	}
	Service struct{ ClusterIP string }
}

// ReadValues reads a values file.
func ReadValues(path string) (values Values, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return values, err
	}
	return values, yaml.Unmarshal(raw, &values)
}

// ReadValuesWithTLS reads a values file as `sed 's/^#tls //'` writes it.
func ReadValuesWithTLS(path string) (values Values, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return values, err
	}
	return values, yaml.Unmarshal(WithTLS(raw), &values)
}

// WithTLS is the values file with what TLS needs.
func WithTLS(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\n#tls "), []byte("\n")) }

// Env is the environment the values give to the collector. What a pod gets from its node stands as "node".
func (v Values) Env() map[string]string {
	env := map[string]string{}
	for _, variable := range v.ExtraEnvs {
		env[variable.Name] = variable.Value
		if variable.ValueFrom != nil {
			env[variable.Name] = "node"
		}
	}
	return env
}
