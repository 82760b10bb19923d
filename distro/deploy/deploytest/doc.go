// Package deploytest reads what is in distro/deploy the way its users' tools do: the Dockerfile with BuildKit's parser,
// Kubernetes manifests with kustomize and the API's own types. The tests beside it ask whether the files are right, and
// the tests in distro/e2e whether the built binary takes them.
package deploytest
