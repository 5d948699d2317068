# Everything one does with this project. `make` alone lists the targets; a new target appears there by its `##` comment.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run program build release dist test test-postgres lanes instructions bench attack fuzz consumer-test contract-test sdk sdk-dist sdk-test consumers browser-test migrate-test legacy-test cutover-test crowd-test webhook-test metrics-test nodes-test failover-test package-test packaging-lint deb build-times timing check-release spec spec-check reference spec-lint spec-compat spec-release fmt lint clippy lint-others check check-server clean

VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

# What is tried out and tested: no optimization but for hashing, and the system's allocator, because configuring the
# default one takes longer than compiling all the rest.
DEBUG = --no-default-features --locked
CARGO_TEST = cargo test --workspace $(DEBUG)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: program ## Build, and serve the demonstration accounts from a throw-away database
	target/debug/latchkey serve --demo

program: ## Build the server alone, for trying out, in less time
	cargo build $(DEBUG) --config scripts/run.toml

build: ## Build the server and the tests, for trying out and testing
	$(CARGO_TEST) --no-run

release: ## Build the server to be installed, which takes some 15 minutes
	scripts/cargo-release build --release --locked

dist: release ## Pack it, ready to be published, into target/dist: with checksums and a software bill of materials
	scripts/dist

test: ## Run all tests on SQLite, which needs nothing
	env -u TEST_DATABASE_URL $(CARGO_TEST)

test-postgres: ## Run the integration tests on PostgreSQL: TEST_DATABASE_URL, or a throw-away server
	@if [ -n "$$TEST_DATABASE_URL" ]; then set -x; $(CARGO_TEST) --test it; \
	else set -x; scripts/postgres run -- $(CARGO_TEST) --test it; fi

lanes: ## Measure what several passwords at once bring, and fail where five bring less than twice one
	cargo run --release --locked -p bcrypt-lanes --example ratio -- 8 31 2.0

instructions: build ## Count the instructions of the hottest requests with callgrind, against what was recorded
	scripts/instructions

bench: release ## Measure the release build against the machine and other servers; writes docs/benchmarks.md
	scripts/bench

attack: build ## Attack the server: request smuggling, oversized and slow requests, HTTP/2 frames, login floods
	scripts/attack

fuzz: build ## Fuzz the readers of JSON, tokens, forwarding headers and the WAL-index, 15 seconds each (needs a C++ compiler)
	scripts/fuzz

consumer-test: build sdk-dist ## contract-test and sdk-test, which share one demonstration server
	scripts/with-demo-server sh -c 'scripts/contract-test && scripts/sdk-test'

contract-test: build ## Test the server against its documents, as every kind of caller, and every documented error
	scripts/tools python
	scripts/contract-test

sdk: ## Generate client libraries in TypeScript, Python, Java and Rust into target/sdk
	scripts/tools python
	scripts/sdk

sdk-dist: sdk ## Pack them, ready to be published, into target/sdk-dist (needs a JDK); publishes nothing
	scripts/tools node
	scripts/sdk-dist

sdk-test: build sdk-dist ## Install the packed clients into empty projects, and run a story for each API
	scripts/sdk-test

consumers: build ## Run tools that consumers use, one of each kind, on all documents (needs Go)
	scripts/tools python node consumers
	scripts/consumer-tools

browser-test: build ## Test Swagger UI, the portal and the landing page in a browser
	scripts/browser-test

migrate-test: build ## Follow the pages of docs/migrate, from old databases through import and login to the way back
	scripts/tools python
	scripts/migrate-test

cutover-test: build ## Take each login contract over from an old backend of tests/legacy, step by step
	scripts/tools python legacy
	scripts/cutover-test

crowd-test: build ## Take a contract over under load while the old backend and a node fail, and judge every answer
	scripts/tools python
	scripts/crowd-test

legacy-test: ## Try the old backends of tests/legacy, which stand for those that Latchkey takes over from
	scripts/tools python legacy
	scripts/legacy-test

webhook-test: build ## Deliver webhooks to receivers in Python and Node.js that are killed, slow or failing, and come back
	scripts/tools python node
	scripts/webhook-test

metrics-test: build ## Scrape a storm of logins, compare with what its clients saw, and check the alerts (needs Prometheus)
	scripts/metrics-test

nodes-test: build ## Have nodes over one database agree, fail and be killed and, with PREVIOUS=PROGRAM, upgraded
	scripts/tools python
	scripts/nodes-test $(if $(PREVIOUS),target/debug/latchkey $(PREVIOUS))

failover-test: build ## Lose the primary of PostgreSQL under load, by hand and under Patroni with etcd, and keep every promise
	scripts/tools python
	scripts/failover-test

packaging-lint: build ## Check the container image, the compose file and the Kubernetes manifests; run the processes without containers
	scripts/tools containers
	scripts/packaging-lint

build-times: ## Measure how long `make run` takes on a fresh machine, against building the tests, too
	scripts/build-times

package-test: build ## Install, serve from, upgrade and purge the Debian package, under a systemd of its own (needs root and cargo-deb)
	scripts/package-test

deb: release ## Build the Debian package into target/debian (needs cargo-deb)
	scripts/package-files target/release/latchkey
	cargo deb --no-build

timing: release ## Measure whether the time of a failed login reveals anything about the account
	scripts/timing

check-release: release ## Check the release build where it may differ from what CI tests: documents, attacks, instructions
	target/release/latchkey openapi --check openapi
	scripts/attack target/release/latchkey
	scripts/instructions --profile release

spec: ## Write the OpenAPI documents of all contracts to openapi/
	cargo run $(DEBUG) -- openapi openapi

spec-check: ## Show how openapi/ differs from what the handlers say
	cargo run $(DEBUG) -- openapi --check openapi

reference: ## Write the reference of the configuration and the command line to docs/reference/
	cargo run $(DEBUG) -- reference docs/reference

spec-lint: ## Judge the documents with Spectral, OWASP's rules, Redocly and openapi-spec-validator
	scripts/spec-lint

spec-compat: ## Sort what the documents changed since the last release; fail where that breaks clients unnamed
	$(CARGO_TEST) --test it -- --nocapture --test-threads 1 compat::

spec-release: ## Keep the documents as those of a release, and list what they change; once, when its version is set
	mkdir -p openapi/released/$(VERSION)
	cp openapi/*.json openapi/released/$(VERSION)/
	UPDATE_CHANGELOG=1 $(CARGO_TEST) --test it -- compat::changelog

fmt: ## Format the source
	cargo fmt --all

lint: clippy lint-others ## Check format, lints, the docs of the code, and what is depended on (needs cargo-deny and cargo-machete)

clippy: ## Check the lints alone
	cargo clippy --workspace --all-targets $(DEBUG) -- -D warnings

lint-others:
	cargo fmt --all --check
	cargo deny --workspace --locked check bans licenses sources
	cargo machete
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps $(DEBUG)

check: test test-postgres fuzz lint spec-lint check-server ## Everything that CI runs

check-server: lanes instructions attack consumer-test consumers browser-test migrate-test legacy-test cutover-test crowd-test webhook-test metrics-test nodes-test failover-test package-test packaging-lint ## The part of it that tests the program as a whole

clean: ## Remove what was built
	cargo clean
