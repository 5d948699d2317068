# Everything one does with this project. `make` alone lists the targets; a new target appears there by its `##` comment.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo build programs test test-postgres lanes instructions bench attack consumer-test contract-test sdk sdk-test browser-test timing spec spec-check reference spec-lint spec-compat spec-release fmt lint check check-others clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build for release and serve the demonstration accounts from a throw-away database
	cargo run --release --locked -- serve --demo

demo: ## The same from a debug build, for trying out a change
	cargo run --locked -- serve --demo

build: ## Build for release, and check that openapi/ is what the handlers say
	cargo build --release --locked
	cargo run --release --locked --quiet -- openapi --check openapi

programs: ## Build for release all that the checks run, side by side
	cargo build --release --locked -p latchkey -p hot-path

test: ## Run all tests on SQLite, which needs nothing
	env -u TEST_DATABASE_URL cargo test --workspace --locked

test-postgres: ## Run the integration tests on PostgreSQL: TEST_DATABASE_URL, or a throw-away server
	@if [ -n "$$TEST_DATABASE_URL" ]; then set -x; cargo test --workspace --locked --test it; \
	else set -x; scripts/postgres run -- cargo test --workspace --locked --test it; fi

lanes: ## Measure what several passwords at once bring, and fail where four bring less than twice one
	cargo run --release --locked -p bcrypt-lanes --example ratio -- 8 31 2.0

instructions: ## Count the instructions of the hottest work with callgrind, against what was recorded
	scripts/instructions

bench: ## Build for release and measure it against the machine and other servers; writes docs/benchmarks.md
	cargo build --release --locked
	scripts/bench

attack: ## Build for release and attack the server: request smuggling, oversized and slow requests, login floods
	cargo build --release --locked
	scripts/attack

consumer-test: sdk ## contract-test and sdk-test, which share one demonstration server
	cargo build --release --locked
	scripts/tools python node
	scripts/with-demo-server sh -c 'scripts/contract-test && scripts/sdk-test'

contract-test: ## Build for release and test it against its documents, as every kind of caller, and every documented error
	cargo build --release --locked
	scripts/tools python
	scripts/contract-test

sdk: ## Generate client libraries in TypeScript, Python, Java and Rust into target/sdk
	scripts/tools python
	scripts/sdk

sdk-test: sdk ## Build for release and run a story for each API with the generated clients
	cargo build --release --locked
	scripts/tools node
	scripts/sdk-test

browser-test: ## Build for release and test Swagger UI, the portal and the landing page in a browser
	cargo build --release --locked
	scripts/browser-test

timing: ## Build for release and measure whether the time of a failed login reveals anything about the account
	cargo build --release --locked
	scripts/timing

spec: ## Write the OpenAPI documents of all contracts to openapi/
	cargo run --locked -- openapi openapi

spec-check: ## Show how openapi/ differs from what the handlers say
	cargo run --locked -- openapi --check openapi

reference: ## Write the reference of the configuration and the command line to docs/reference/
	cargo run --locked -- reference docs/reference

spec-lint: ## Judge the documents with Spectral, OWASP's rules, Redocly and openapi-spec-validator
	scripts/spec-lint

spec-compat: ## Sort what the documents changed since the last release; fail where that breaks clients unnamed
	cargo test --locked --test it -- --nocapture --test-threads 1 compat::

spec-release: ## Keep the documents as those of a release; once, when its version is set
	cp openapi/*.json openapi/released/

fmt: ## Format the source
	cargo fmt --all

lint: ## Check format, lints, the docs of the code, and what is depended on (needs cargo-deny and cargo-machete)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo deny --locked check bans licenses sources
	cargo machete

check: test check-others ## Everything that CI runs

check-others: lint spec-lint test-postgres programs build lanes instructions attack consumer-test browser-test ## The same without the tests on SQLite

clean: ## Remove what was built
	cargo clean
