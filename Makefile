# `make demo` and `make test` are all the set-up there is.

BIN := .build/release/patron
# Tests run optimised: the SIMD code is a hundred times slower without.
TEST_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build/test
TEST := swift test $(TEST_FLAGS)
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
PREFIX := /usr/local

.PHONY: demo test build man install libraries lint interop faults golden cpu-check bench bench-check bench-micro build-benchmarks bench-parquet bench-store-sizes accuracy fuzz clean

## Scores the CDNOW orders in fixtures/ and prints the summary and the top rows.
demo: build
	@mkdir -p demo
	$(BIN) score fixtures/cdnow/orders.csv --as-of 1997-09-30 --zero-orders keep --currency USD \
	  -o demo/scores.csv

## Runs all Swift tests. Folders of further real data are named by PATRON_TEST_DATA and
## PARQUET_TEST_DATA; tests that need one are skipped without it.
test: libraries
	swift build --build-tests $(TEST_FLAGS)
	@# The runner's wait for child processes was seen to hang: only that is tried again.
	@for attempt in 1 2 3; do \
	  timeout --foreground -k 10 900 $(TEST) --skip-build; status=$$?; \
	  [ $$status -eq 124 ] || exit $$status; \
	  echo "make test: the test runner hung, attempt $$attempt of 3"; \
	done; exit 1

build: libraries
	swift build -c release

## The man pages, patron.1 and one for each subcommand, from the texts of --help.
man: libraries
	swift package -c release plugin generate-manual --multi-page \
	  $(addprefix --date ,$(shell git log -1 --format=%cs 2> /dev/null))
	rm -rf .build/man && mkdir -p .build/man
	@# The language of man pages takes a blank line for a mistake, and has .Pp for one.
	cd .build/plugins/GenerateManual/outputs/patron && \
	  for page in *.1; do sed 's/^$$/.Pp/' $$page > $(CURDIR)/.build/man/$$page; done

## The binary, its man pages and completions for three shells, under PREFIX; DESTDIR goes before it. Only the
## copying is done as root, and only where that is needed.
install: build man
	@mkdir -p .build/completions
	@for shell in bash zsh fish; do $(BIN) --generate-completion-script $$shell > .build/completions/$$shell; done
	@to="$(DESTDIR)$(PREFIX)"; as=$(ROOT); \
	if mkdir -p "$$to/bin" "$$to/share" 2> /dev/null && [ -w "$$to/bin" ] && [ -w "$$to/share" ]; then as=; fi; \
	set -ex; \
	$$as install -D -m 755 $(BIN) "$$to/bin/patron"; \
	$$as install -D -m 644 -t "$$to/share/man/man1" .build/man/*.1; \
	$$as install -D -m 644 .build/completions/bash "$$to/share/bash-completion/completions/patron"; \
	$$as install -D -m 644 .build/completions/zsh "$$to/share/zsh/site-functions/_patron"; \
	$$as install -D -m 644 .build/completions/fish "$$to/share/fish/vendor_completions.d/patron.fish"

## Installs the C libraries and their headers if they are missing (Debian).
libraries:
	@for header in zstd.h zlib.h snappy-c.h lz4.h openssl/evp.h; do \
	  test -e /usr/include/$$header || missing=yes; \
	done; \
	if [ -n "$$missing" ]; then \
	  $(ROOT) apt-get update && $(ROOT) apt-get install -y \
	    libzstd-dev zlib1g-dev libsnappy-dev liblz4-dev libssl-dev; \
	fi

## Format, and the rules that grep can check.
lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks
	sh .ci/rules

## Files of pyarrow, DuckDB, Polars and delta-rs read; ours read by them, and recomputed in Python; reports shown by
## a browser; examples of docs/ run. Accounts of real orders are reckoned by DuckDB where PATRON_TEST_DATA names their
## folder.
interop: build man .build/venv/ready .build/venv-duckdb/ready
	@command -v chromium > /dev/null || \
	  { $(ROOT) apt-get update && $(ROOT) apt-get install -y chromium fonts-dejavu-core; }
	rm -rf .build/interop .build/interop-foreign
	.build/venv/bin/python Tests/Interop/foreign_files.py .build/interop-foreign
	.build/venv/bin/python Tests/Interop/foreign_tables.py .build/interop-foreign/tables
	PATRON_FOREIGN_FILES=$(CURDIR)/.build/interop-foreign PATRON_INTEROP_DIR=$(CURDIR)/.build/interop \
	  PATRON_PYTHON=$(CURDIR)/.build/venv/bin/python \
	  $(TEST) --filter 'InteropSamples|ForeignFilesTests|InteropTables|ForeignTablesTests'
	PATRON_INTEROP_DIR=$(CURDIR)/.build/interop PATRON_BINARY=$(CURDIR)/$(BIN) \
	  PATRON_DUCKDB_PYTHON=$(CURDIR)/.build/venv-duckdb/bin/python \
	  .build/venv/bin/python -m pytest -q -p no:cacheprovider Tests/Interop

.build/venv/ready: Tests/Interop/requirements.txt
	python3 -m venv .build/venv
	.build/venv/bin/pip install -q -r Tests/Interop/requirements.txt
	touch $@

# The delta extension is on PyPI for another release of DuckDB than the one that the rest is compared with.
.build/venv-duckdb/ready: Tests/Interop/requirements-duckdb-delta.txt
	python3 -m venv .build/venv-duckdb
	.build/venv-duckdb/bin/pip install -q -r Tests/Interop/requirements-duckdb-delta.txt
	touch $@

## Every system call of the commands that write fails, one after another; then power does.
faults: build .build/venv/ready .build/faults/faults.so
	PATRON_BINARY=$(CURDIR)/$(BIN) PATRON_FAULTS=$(CURDIR)/.build/faults/faults.so \
	  .build/venv/bin/python -m pytest -q -p no:cacheprovider --basetemp .build/faults/runs Tests/Faults

.build/faults/faults.so: Tests/Faults/faults.c
	mkdir -p $(@D)
	cc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC -o $@ $<

## Writes the golden files anew; look at the difference, and see fixtures/golden/README.md.
golden: build
	PATRON_BINARY=$(CURDIR)/$(BIN) fixtures/golden/make.sh

## Shows that a CPU without AVX2 is refused with a message, one with it is not, and that a build for
## any CPU writes the same bytes on an old one.
cpu-check: build
	@command -v qemu-x86_64 > /dev/null || $(ROOT) apt-get install -y qemu-user
	@if qemu-x86_64 -cpu Nehalem $(BIN) --version 2> .build/cpu-check; then \
	  echo "cpu-check: Nehalem was not refused"; exit 1; fi
	@grep "this CPU lacks AVX2" .build/cpu-check
	qemu-x86_64 -cpu Haswell $(BIN) --version 2> /dev/null
	PATRON_CPU=x86-64 swift build -c release --scratch-path .build/x86-64
	qemu-x86_64 -cpu Nehalem .build/x86-64/release/patron score fixtures/cdnow/orders.csv \
	  --as-of 1997-09-30 --zero-orders keep --currency USD --quiet -o .build/nehalem.csv 2> /dev/null
	cmp .build/nehalem.csv fixtures/golden/cdnow.csv

## Generated orders (SIZE=1m, 10m or 100m) imported, scored and summed up, beside DuckDB, Polars and
## lifetimes; ONLY="score stages" measures some sections (see Benchmarks/README.md). RECORD=yes keeps what was
## measured.
bench: build-benchmarks .build/venv/ready .build/venv-lifetimes/ready
	.build/venv/bin/python Benchmarks/pipeline.py --binary $(BIN) --size $(or $(SIZE),10m) \
	  --rounds $(or $(ROUNDS),5) --lifetimes .build/venv-lifetimes/bin/python \
	  $(if $(ONLY),--only $(ONLY)) $(if $(RECORD),--record)

## Exits 1 if a million orders take longer, beside DuckDB and Polars, than Benchmarks/Records/check.json
## says, or small runs more instructions; RECORD=yes writes it anew.
bench-check: build-benchmarks .build/venv/ready
	@command -v valgrind > /dev/null || { $(ROOT) apt-get update && $(ROOT) apt-get install -y valgrind; }
	.build/venv/bin/python Benchmarks/check.py --binary $(BIN) $(if $(RECORD),--record)

## Parts of ours by themselves, one thread each; FILTER names some.
bench-micro: libraries
	PATRON_BENCHMARKS=kernels swift package --scratch-path .build/kernels --disable-sandbox \
	  benchmark run --target Kernels --no-progress $(if $(FILTER),--filter '$(FILTER)') \
	  > .build/kernels.log 2>&1 || { cat .build/kernels.log; exit 1; }
	@cat .build/kernels.log; ! grep -q 'not the expected answer' .build/kernels.log

build-benchmarks: libraries
	PATRON_BENCHMARKS=yes swift build -c release

.build/venv-lifetimes/ready: Benchmarks/requirements-lifetimes.txt
	python3 -m venv .build/venv-lifetimes
	.build/venv-lifetimes/bin/pip install -q -r Benchmarks/requirements-lifetimes.txt
	touch $@

## Parquet files of all encodings read on one thread, beside pyarrow.
bench-parquet: build-benchmarks .build/venv/ready
	.build/venv/bin/python Benchmarks/parquet_rates.py --binary .build/release/ParquetRates $(if $(RECORD),--record)

## Bytes an order in a store, beside files of pyarrow, DuckDB and delta-rs.
bench-store-sizes: build .build/venv/ready
	.build/venv/bin/python Benchmarks/store_sizes.py --binary $(BIN) $(if $(RECORD),--record)

## Scores of the real orders in the folder PATRON_TEST_DATA beside what customers then did, and beside lifetimes,
## PyMC-Marketing and LightGBM; ONLY="grocery apparel" takes some of them, RECORD=yes keeps what came of all.
accuracy: build .build/venv-accuracy/ready
	.build/venv-accuracy/bin/python Benchmarks/accuracy.py --binary $(BIN) --rounds $(or $(ROUNDS),3) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(RECORD),--record)

.build/venv-accuracy/ready: Benchmarks/requirements-accuracy.txt
	python3 -m venv .build/venv-accuracy
	.build/venv-accuracy/bin/pip install -q -r Benchmarks/requirements-accuracy.txt
	touch $@

## Random inputs for the readers of Parquet and CSV, by libFuzzer with the address sanitizer: each target for
## SECONDS, or one TARGET alone. The folder PARQUET_TEST_DATA adds files to begin with.
fuzz: libraries
	@# Of several --sanitize, which become one flag each, the Swift compiler follows the last alone.
	PATRON_FUZZ=yes swift build -c release --sanitize fuzzer \
	  -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address \
	  --scratch-path .build/fuzz --product Fuzz
	SECONDS=$(or $(SECONDS),60) TARGET=$(TARGET) Tests/Fuzz/run.sh

clean:
	rm -rf .build demo
