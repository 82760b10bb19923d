package deploytest

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// decoder refuses fields that the API does not have, and fields that are there twice.
var decoder = func() runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, corev1.AddToScheme,
		networkingv1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme, addPodMonitor,
	} {
		if err := add(scheme); err != nil {
			panic(err) // two kinds of one name in the API's own packages
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}()

// Decode reads one manifest into the API's type for it.
func Decode(manifest []byte) (runtime.Object, error) {
	object, _, err := decoder.Decode(manifest, nil, nil)
	return object, err
}

// Render builds a kustomization as `kubectl kustomize` does, without reading any file outside of it.
func Render(folder string) ([]runtime.Object, error) {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, err
	}
	objects := make([]runtime.Object, 0, built.Size())
	for _, resource := range built.Resources() {
		manifest, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		object, err := Decode(manifest)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", resource.CurId(), err)
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// All returns the objects of one type, in order.
func All[T runtime.Object](objects []runtime.Object) (of []T) {
	for _, object := range objects {
		if o, ok := object.(T); ok {
			of = append(of, o)
		}
	}
	return of
}

// Workload is what runs pods, whichever kind it is.
type Workload struct {
	Name     string
	Selector map[string]string
	Pod      corev1.PodTemplateSpec
	Claims   []corev1.PersistentVolumeClaim
}

// Workloads returns everything that runs pods. All of them have one container, the collector.
func Workloads(objects []runtime.Object) (of []Workload) {
	for _, object := range objects {
		switch o := object.(type) {
		case *appsv1.DaemonSet:
			of = append(of, Workload{o.Name, o.Spec.Selector.MatchLabels, o.Spec.Template, nil})
		case *appsv1.Deployment:
			of = append(of, Workload{o.Name, o.Spec.Selector.MatchLabels, o.Spec.Template, nil})
		case *appsv1.StatefulSet:
			of = append(of, Workload{o.Name, o.Spec.Selector.MatchLabels, o.Spec.Template, o.Spec.VolumeClaimTemplates})
		}
	}
	return of
}

// Collector is the workload's container.
func (w Workload) Collector() corev1.Container { return w.Pod.Spec.Containers[0] }

// Env is the collector's environment, from its ConfigMaps first. What a pod gets from its node stands as "node".
func (w Workload) Env(objects []runtime.Object) map[string]string {
	env := map[string]string{}
	for _, from := range w.Collector().EnvFrom {
		for name, value := range ConfigMap(objects, from.ConfigMapRef.Name) {
			env[name] = value
		}
	}
	for _, variable := range w.Collector().Env {
		env[variable.Name] = variable.Value
		if variable.ValueFrom != nil {
			env[variable.Name] = "node"
		}
	}
	return env
}

// ConfigMap is the data of a ConfigMap, nil where there is none of that name.
func ConfigMap(objects []runtime.Object, name string) map[string]string {
	for _, c := range All[*corev1.ConfigMap](objects) {
		if c.Name == name {
			return c.Data
		}
	}
	return nil
}

// Mounted is the data of the ConfigMap that is mounted at a path of the collector's.
func (w Workload) Mounted(objects []runtime.Object, path string) map[string]string {
	for _, mount := range w.Collector().VolumeMounts {
		for _, volume := range w.Pod.Spec.Volumes {
			if mount.MountPath == path && mount.Name == volume.Name && volume.ConfigMap != nil {
				return ConfigMap(objects, volume.ConfigMap.Name)
			}
		}
	}
	return nil
}
