# `make` prints this list. Two commands do everything: `make demo` and `make test`.
# They need Go, make, git and a shell; what else a part needs is said in one line when it is missing.

SHELL := /bin/sh
BIN := bin/otelcol-scout
TOOL := go tool -modfile=internal/tools/go.mod
# One set of flags for everything, so that nothing is compiled twice.
export GOFLAGS := -trimpath $(filter-out -trimpath,$(GOFLAGS))
export CGO_ENABLED := 0

OURS := ./internal/... ./processors/... ./extensions/... ./reference-app/...
CC_FOUND := $(shell command -v cc 2>/dev/null)
FUZZTIME ?= 20s
# How long and how often each benchmark of `make bench` runs, and how often and how long each collector of `make bench-e2e`.
# BENCH=. runs all benchmarks, not only those of the table.
BENCH ?= ^Benchmark(AgainstRivals|CleanBatch|AgainstGroupByTrace|Processors|TwoCores|CacheHit|Fingerprint|RoundTrip|Item)$$
BENCHTIME ?= 300ms
BENCHCOUNT ?= 3
BENCH_ROUNDS := $(or $(ROUNDS),5)
BENCH_SECONDS := $(or $(SECONDS),3)
# How often `make chaos` runs its suite, and how many double kills a run has in each case.
COUNT ?= 10
ROUNDS ?= 24
# How long `make soak` breaks things.
MINUTES ?= 10
# Cases of the end-to-end tests at a time: each has processes and ports of its own, and mostly waits.
E2E_PARALLEL := 8

.DEFAULT_GOAL := help

.PHONY: help
help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build-app ## Run the whole product on this machine with real traffic (ONCE=1: end by itself, results in out/)
	@exec bin/demo $(if $(ONCE),--once --duration 20s --output out)

.PHONY: test
test: check-format vet lint verify ocb-check unit race e2e ## Everything CI runs: format, vet, lint, generated files, plain ocb, unit, golden, race, end-to-end
	@echo "make test: all parts passed"

.PHONY: build
build: build-check ## Build bin/otelcol-scout and bin/otelcol-scout-check
	@test -x $(BIN) || echo "Building $(BIN). The first build compiles a whole collector: 4 to 8 minutes on 2 cores, seconds after that."
	@go build -ldflags "-s -w" -o $(BIN) ./distro/otelcol-scout

.PHONY: build-check
build-check:
	@go build -ldflags "-s -w" -o bin/otelcol-scout-check ./distro/otelcol-scout-check

.PHONY: build-app
build-app:
	@test -x bin/demo || echo "Building the reference app: a minute or two the first time, seconds after that."
	@go build -o bin/ ./reference-app/cmd/...

.PHONY: generate
generate: ## Write generated files anew: the distribution's main from builder-config.yaml, metadata from metadata.yaml
	@mkdir -p distro/otelcol-scout
	@$(TOOL) builder --config builder-config.yaml --skip-get-modules --skip-compilation 2>/dev/null || \
		$(TOOL) builder --config builder-config.yaml --skip-get-modules --skip-compilation
	@gofmt -w distro/otelcol-scout
	@go generate ./processors/... ./extensions/...

.PHONY: verify
verify: ## Fail when a generated file or go.mod is not up to date, or what is called has a known vulnerability
	@go mod tidy -diff || { echo "verify: go.mod is not tidy; run 'go mod tidy' and commit"; exit 1; }
	@before=$$(mktemp) && after=$$(mktemp) && trap 'rm -f "$$before" "$$after"' EXIT && \
	find distro/otelcol-scout processors extensions -type f -exec cksum {} + | sort -k 3 > $$before && \
	$(MAKE) --no-print-directory generate && \
	find distro/otelcol-scout processors extensions -type f -exec cksum {} + | sort -k 3 > $$after && \
	diff $$before $$after || { echo "verify: generated files were not up to date; commit what 'make generate' wrote"; exit 1; }
	@$(MAKE) --no-print-directory vuln-if-reachable

.PHONY: check-format
check-format:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "not formatted; run gofmt -w on:"; echo "$$unformatted"; exit 1; fi

.PHONY: vet
vet:
	@go vet ./...

.PHONY: lint
lint: ## Run golangci-lint, import rules included
	@$(TOOL) golangci-lint run ./...

.PHONY: unit
unit: ## Run unit, golden and fuzz-seed tests
	@go test $$(go list ./... | grep -v /distro/e2e)

.PHONY: race
race: ## Run the tests with the race detector (needs a C compiler); what only repeats itself runs less often than in unit
ifneq ($(CC_FOUND),)
	@CGO_ENABLED=1 go test -race -short $(OURS)
else
	@echo "race: left out, because this machine has no C compiler (cc), which Go's race detector needs"
endif

.PHONY: e2e
e2e: build build-app ## Run the end-to-end tests on the built binary
	@mkdir -p out && { go test -count=1 -timeout 20m -parallel $(E2E_PARALLEL) -v ./distro/e2e/... && echo passed; } | tee out/e2e.log && \
	{ grep -qx passed out/e2e.log || { echo "e2e: what failed, from out/e2e.log:"; grep -A 12 'Error Trace:\|waited in vain\|^panic:' out/e2e.log | cut -c1-300 | head -150; false; }; }

.PHONY: chaos
chaos: build ## Run the chaos suite COUNT times (default 10), with ROUNDS double kills of each case, and print a table of what arrived
	@log=$$(mktemp) && trap 'rm -f "$$log"' EXIT && \
	{ go test -count=$(COUNT) -timeout 6h -parallel $(E2E_PARALLEL) -v -run '^TestChaos' ./distro/e2e -args -rounds $(ROUNDS) && echo passed; } \
		| tee "$$log" && awk -f distro/e2e/chaos.awk "$$log" && grep -qx passed "$$log"

# The version that the manifest gives to the binary.
VERSION = $(shell awk '$$1 == "version:" { print $$2; exit }' builder-config.yaml)
.PHONY: packages
packages: build ## Write the Debian and RPM packages to out/packages
	@mkdir -p out/packages
	@for kind in deb rpm; do PACKAGE_ARCH=$$(go env GOARCH) PACKAGE_VERSION=$(VERSION) \
		$(TOOL) nfpm package --config distro/deploy/nfpm.yaml --packager $$kind --target out/packages/ || exit 1; done

.PHONY: soak
soak: build ## Break one thing after the other for MINUTES (default 10) under mixed traffic; fail on any loss, and when memory is not flat
	@go test -count=1 -timeout $$(($(MINUTES) + 10))m -v -run '^TestSoak$$' ./distro/e2e -args -soak $(MINUTES)m

.PHONY: sbom
sbom: build ## Write the bill of materials of bin/otelcol-scout (CycloneDX) to out/otelcol-scout.cdx.json
	@mkdir -p out && graph=$$(mktemp) && trap 'rm -f "$$graph"' EXIT && go mod graph > "$$graph" && \
	go run ./distro/deploy/sbom -version $(VERSION) $(BIN) < "$$graph" > out/otelcol-scout.cdx.json && \
	echo "out/otelcol-scout.cdx.json lists $$(grep -c '"type": "library"' out/otelcol-scout.cdx.json) modules"

# The database of known vulnerabilities. A copy serves as well, where there is no way to it: unpack its vulndb.zip, and
# make vuln GOVULNDB=file:///path/to/it
GOVULNDB ?= https://vuln.go.dev
VULNCHECK = $(TOOL) govulncheck -db $(GOVULNDB)
.PHONY: vuln
vuln: ## Look for known vulnerabilities in what the code calls (GOVULNDB=file:///… for a copy of the database)
	@$(VULNCHECK) ./...

# For verify, which has to pass without a network: asks the database one question first, and says so when it gets no answer.
.PHONY: vuln-if-reachable
vuln-if-reachable:
	@$(TOOL) -n govulncheck >/dev/null
	@if $(VULNCHECK) -mode query -format json stdlib@go1.26.0 >/dev/null 2>&1; then $(MAKE) --no-print-directory vuln; else \
		echo "verify: known vulnerabilities were NOT looked for, because $(GOVULNDB) does not answer; run make vuln where it does"; fi

.PHONY: fuzz
fuzz: ## Fuzz every fuzz test for FUZZTIME each (default 20s)
	@for file in $$(grep -l '^func Fuzz' $$(git ls-files '*_test.go')); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
			echo "$$name in $$(dirname $$file)"; \
			go test ./$$(dirname $$file) -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) || exit 1; done; done

.PHONY: bench
bench: ## Run the benchmarks that have a rival or a goal and print a table with ratios (all of them: BENCH=.)
	@log=$$(mktemp) && trap 'rm -f "$$log"' EXIT && \
	{ go test -run '^$$' -bench '$(BENCH)' -skip '^BenchmarkDistribution$$' -benchmem -benchtime $(BENCHTIME) -count $(BENCHCOUNT) -timeout 30m \
		./internal/... ./processors/... ./extensions/... ./distro/bench && echo passed; } | tee "$$log" && \
	grep -qx passed "$$log" && go run ./distro/bench/summary < "$$log"

.PHONY: bench-e2e
bench-e2e: build ## Drive bin/otelcol-scout, pinned to one core, with our and the rivals' processors in turns (ROUNDS=5, SECONDS=3)
	@go test -run '^$$' -bench '^BenchmarkDistribution$$' -benchtime 1x -timeout 60m ./distro/bench \
		-args -rounds $(BENCH_ROUNDS) -turn $(BENCH_SECONDS)s

.PHONY: bench-app
bench-app: ## Measure what telemetry costs the reference app: SDK disabled, 10 %, 100 %, in turns within one run
	@go test -run '^$$' -bench '^BenchmarkInstrumentation$$' -benchtime 1x -timeout 20m ./reference-app

.PHONY: ocb-check
ocb-check: ## Prove that plain ocb builds the manifest, in a temporary folder
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	sed -e "s|output_path: .*|output_path: $$dir/out|" -e "s|path: \.$$|path: $(CURDIR)|" builder-config.yaml > $$dir/manifest.yaml && \
	$(TOOL) builder --config $$dir/manifest.yaml && \
	$$dir/out/otelcol-scout validate --config otel-config.yaml && \
	echo "ocb-check: plain ocb built the manifest, and its binary takes otel-config.yaml"

.PHONY: clean
clean: ## Remove what was built and what the demo wrote
	@rm -rf bin out .otelcol-scout
