# klimb: golden-curve regression testing for the training dynamics of variational autoencoders.
#
# `make help` lists the targets. One non-recursive Makefile, of which harness/tests/tests.mk and harness/setup/packages.mk are
# parts: everything built goes to $(BUILD)/$(VARIANT), one folder for each way of compiling (release, static, double, O0,
# asan, tsan, fuzz, coverage).
#   V=1 shows the commands; CC=clang compiles with another compiler; CFLAGS adds flags at the end;
#   LDFLAGS likewise for the linker; STRICT=1 makes warnings errors, as `make lint` and CI do: a newer compiler may warn of more.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
BUILD   ?= build
VARIANT ?= release
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
DESTDIR ?=
V       ?= 0
STRICT  ?= 0
ifeq ($(origin CC),default)
CC := cc
endif

# To make, a space ends the name of a file.
ifneq ($(words $(BUILD)),1)
$(error BUILD is "$(BUILD)": the folder to build in must be a name without spaces)
endif

Q  := $(if $(filter 1,$(V)),,@)
B  := $(BUILD)/$(VARIANT)
say = $(if $(filter 1,$(V)),,@printf '  %-5s %s\n' "$(1)" "$(2)")

# ---- flags ---------------------------------------------------------------------------------------

# The constants of enums without a name are plain numbers here, so they may meet doubles.
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion \
  -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla \
  -Wformat=2 -Wundef -Wno-enum-float-conversion $(if $(filter 1,$(STRICT)),-Werror)

# Nothing here may change a bit of a trajectory: never -ffast-math, -Ofast or -march=native, and no
# product and sum contracted into a fused operation that was not written as one.
# -fno-math-errno lets sqrt, which is exact, be a vector instruction.
EXACT            := -ffp-contract=off -fno-math-errno
OPTIMISE_release := -O3
# Position independent, as the linker then is asked for a program that may lie anywhere and needs no library.
OPTIMISE_static  := -O3 -fPIE
OPTIMISE_double  := -O2 -DKLIMB_DOUBLE
OPTIMISE_O0      := -O0
OPTIMISE_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE_tsan    := -O1 -fsanitize=thread -fno-omit-frame-pointer
OPTIMISE_fuzz    := -O1 -gline-tables-only -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE_coverage := -O2 --coverage -fno-early-inlining
OPTIMISE         := $(OPTIMISE_$(VARIANT))

ALL_CFLAGS    = -std=c11 -D_GNU_SOURCE -pthread -g $(OPTIMISE) $(EXACT) $(WARNINGS) $(INCLUDES) $(LIBRARY_CFLAGS) $(CFLAGS)
# Quoted includes are ours and name the chapter ("record/record.h"); angle brackets are the system's.
INCLUDES     := -iquote core -iquote harness

# How each library is compiled and linked with: what harness/setup/setup.sh found to work with this
# compiler, one file a library. The files are read when a command needs them, after they were written.
FOUND          := $(BUILD)/.found/$(subst $() ,_,$(subst /,-,$(CC)))
found           = $(strip $(foreach name,$(1),$(file <$(FOUND)/$(name).$(2))))
LIBRARY_CFLAGS  = $(call found,openblas zlib yaml md cjson sqlite,cflags)
# OpenBLAS is opened by name when it is used (core/numerics/gemm/openblas.h), so of its flags the linker only gets
# where it may lie.
CORE_LIBS       = $(LDFLAGS) $(call found,zlib,libs) $(filter -Wl%,$(call found,openblas,libs)) -lm -ldl \
                  $(LINK_$(VARIANT))
HARNESS_LIBS    = $(call found,yaml md $(if $(filter static,$(VARIANT)),lzma,cjson) sqlite,libs)
CHECK_LIBS      = $(call found,check,libs)

# A program without shared libraries cannot open one.
openblas_name   = $(if $(filter static,$(VARIANT)),,$(call found,openblas,name))

# A file compiled for one instruction set, chosen at run time, has its name end so. On another kind
# of machine it is empty.
ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null)),)
$(B)/core/%_avx2.o: FILE_FLAGS := -mavx2 -mfma
$(B)/core/%_avx512.o: FILE_FLAGS := -mavx512f
$(B)/core/numerics/kernels_avx2.o: FILE_FLAGS := -mavx2
$(B)/core/numerics/kernels_avx512.o: FILE_FLAGS := -mavx512f -mprefer-vector-width=512
endif
# gcc 12 for AArch64 breaks down ("internal compiler error") where it makes vectors of this one. clang knows the flag by this name.
$(B)/harness/report/model/report_phases.o: FILE_FLAGS := -fno-tree-vectorize
# No input reaches the products, and instrumenting them takes longer than all the rest.
ifeq ($(VARIANT),fuzz)
$(B)/core/numerics/gemm/gemm_exact_%.o: FILE_FLAGS += -fno-sanitize=all
# These compare each byte with each of many words; to hand libFuzzer every pair takes most of the time.
$(B)/harness/base/text.o $(B)/harness/base/text_%.o $(B)/harness/report/figures/svg.o: FILE_FLAGS += -fno-sanitize-coverage=trace-cmp
endif
$(B)/harness/record/versions.o: FILE_FLAGS = -DKLIMB_VERSION='"$(VERSION)"' -DKLIMB_FLAGS='"$(strip $(OPTIMISE) $(EXACT) $(CFLAGS))"'
$(B)/core/numerics/gemm/openblas.o:    FILE_FLAGS = -DKLIMB_OPENBLAS='"$(openblas_name)"'
$(B)/harness/cli/options/options.o:  FILE_FLAGS = -DKLIMB_VERSION='"$(VERSION)"'
$(B)/harness/cli/options/options_folders.o: FILE_FLAGS = -DKLIMB_DATADIR='"$(PREFIX)/share/klimb"'

# ---- what is built from what ---------------------------------------------------------------------

# A folder is a chapter; its unit tests are in its folder tests/. What has no chapter's place (programs,
# scripts, shared fixtures) is in core/tests, core/bench, harness/tests, harness/bench, harness/setup.
chapters         = $(filter-out %/tests/ %/bench/ %/setup/ $(1)/tests/% $(1)/bench/%,$(wildcard $(1)/*/ $(1)/*/*/))
core_chapters    := $(call chapters,core)
harness_chapters := $(call chapters,harness)
sources_in       = $(wildcard $(addsuffix *.c,$(1)))
unit_tests_in    = $(wildcard $(addsuffix tests/test_*.c,$(1)))
core_objects    := $(patsubst %.c,$(B)/%.o,$(call sources_in,$(core_chapters))) $(B)/core/data/digits/digits.o
harness_objects := $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,$(call sources_in,$(harness_chapters)))) $(B)/harness/packed/packed_archive.o
core_tests      := $(patsubst %.c,$(B)/%,$(call unit_tests_in,$(core_chapters)))
harness_tests   := $(patsubst %.c,$(B)/%,$(call unit_tests_in,$(harness_chapters)))
selftest        := $(B)/harness/tests/selftest/selftest
selftest_objects := $(patsubst %.c,$(B)/%.o,$(wildcard harness/tests/selftest/*.c))
updates         := $(B)/harness/tests/optimisers/updates
corpus_report   := $(B)/harness/tests/corpus/corpus_report
corpus_objects  := $(patsubst %.c,$(B)/%.o,$(wildcard harness/tests/corpus/*.c))
torture         := $(B)/harness/tests/torture/torture
torture_shim    := $(B)/harness/tests/torture/shim.so
shim_objects    := $(patsubst %,$(B)/harness/tests/torture/%.o,shim strike)
torture_objects := $(filter-out $(shim_objects),$(patsubst %.c,$(B)/%.o,$(wildcard harness/tests/torture/*.c)))
old_linux       := $(B)/harness/tests/old_linux
earlier         := $(BUILD)/mutants/bin/adam_without_bias_correction
benches         := $(patsubst %.c,$(B)/%,$(wildcard core/bench/bench_*.c harness/bench/bench_*.c))
bench_objects   := $(patsubst %.c,$(B)/%.o,$(filter-out core/bench/bench_%,$(wildcard core/bench/*.c)))
core            := $(B)/libklimb.a
harness         := $(B)/libklimb_harness.a

all: $(B)/klimb ## build the klimb command (says `make setup` if something is missing)

# What a group of requirements lacks, else a file for the group and the flags of its libraries.
$(FOUND)/build $(FOUND)/test $(FOUND)/static: $(FOUND)/%: harness/setup/setup.sh core/base/platform.h
	@CC='$(CC)' sh harness/setup/setup.sh find $(FOUND) $*
	@touch $@
$(core_tests:=.o) $(harness_tests:=.o): FILE_FLAGS = $(call found,check,cflags)
$(core_tests:=.o) $(harness_tests:=.o): | $(FOUND)/test

# A file that remembers a value, so that what depends on it follows when the value changes.
remember = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@
$(B)/.prefix: FORCE
	$(call remember,$(PREFIX))
$(B)/.flags: FORCE | $(FOUND)/build
	$(call remember,$(CC) $(ALL_CFLAGS))
$(B)/harness/cli/options/options_folders.o: $(B)/.prefix
$(B)/.openblas: FORCE | $(FOUND)/build
	$(call remember,$(openblas_name))
$(B)/core/numerics/gemm/openblas.o: $(B)/.openblas

$(B)/%.o: %.c $(B)/.flags | $(FOUND)/build
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(FILE_FLAGS) -MMD -MP -c -o $@ $<

$(B)/%.o: %.S $(B)/.flags | $(FOUND)/build
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) $(FILE_FLAGS) -c -o $@ $<
$(B)/core/data/digits/digits.o: core/data/digits/digits.csv.gz

# The archives follow when a source file is removed.
$(B)/.members: FORCE
	$(call remember,$(core_objects) $(harness_objects))
$(core): $(core_objects) $(B)/.members
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)
$(harness): $(harness_objects) $(B)/.members
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

# link LIBRARIES: a program of all that it depends on.
define link
$(call say,LINK,$@)
$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(1)
endef

$(B)/klimb: $(B)/harness/cli/main.o $(harness) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS))

$(core_tests): $(B)/%: $(B)/%.o $(core)
	$(call link,$(CORE_LIBS) $(CHECK_LIBS))
# That a foreign record can be read without anything of scenario/ and run/ is shown by linking.
record_tests     := $(filter $(B)/harness/record/% $(B)/harness/log/%,$(harness_tests))
record_objects   := $(filter $(addprefix $(B)/harness/,base/% format/% record/% log/%),$(harness_objects))
$(record_tests): $(B)/%: $(B)/%.o $(record_objects) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS) $(CHECK_LIBS))
$(filter-out $(record_tests),$(harness_tests)): $(B)/%: $(B)/%.o $(harness) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS) $(CHECK_LIBS))
$(selftest): $(selftest_objects) $(harness) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS))
$(updates): $(B)/%: $(B)/%.o $(core)
	$(call link,$(CORE_LIBS))
$(corpus_report): $(corpus_objects) $(harness) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS))
# What is preloaded replaces functions of libc, which the compiler must not know better.
$(shim_objects): FILE_FLAGS := -fPIC -fno-builtin
$(torture_shim): $(shim_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -shared -o $@ $^
$(torture): $(torture_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^
$(old_linux): $(old_linux).o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^
$(filter-out %/bench_logs %/bench_sweep,$(benches)): $(B)/%: $(B)/%.o $(bench_objects) $(core)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(foreach name,$(METERED),-Wl,--wrap=$(name)) -o $@ $^ $(CORE_LIBS)
$(B)/harness/bench/bench_logs $(B)/harness/bench/bench_sweep: %: %.o $(bench_objects) $(harness) $(core)
	$(call link,$(HARNESS_LIBS) $(CORE_LIBS))

# The functions of core that two programs of the benchmark put their own around.
$(B)/core/bench/bench_subnormals: METERED := klimb_backend_multiply klimb_optimiser_step
$(B)/core/bench/bench_shares: METERED := klimb_backend_multiply klimb_vae_forward klimb_vae_backward klimb_rng_normal \
  klimb_batcher_fill klimb_optimiser_clip klimb_optimiser_step klimb_probe_observe klimb_tensors_list klimb_tensor_digest

# A mutant is the command with a bug: functions of core that it lists are wrapped by its own at link
# time (harness/tests/mutants/mutant.h), so core's sources and objects are the same for all.
mutants       := $(patsubst harness/tests/mutants/%.c,$(BUILD)/mutants/bin/%,$(wildcard harness/tests/mutants/*.c))
mutant_wraps   = $(shell sed -n 's/^MUTANT_WRAPS(\([a-z0-9_]*\));$$/\1/p' harness/tests/mutants/$(1).c)
$(mutants): $(BUILD)/mutants/bin/%: $(B)/harness/tests/mutants/%.o $(B)/harness/cli/main.o $(harness) $(core)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(foreach name,$(call mutant_wraps,$*),-Wl,--wrap=$(name)) \
	  -Wl,--strip-debug -o $@ $^ $(HARNESS_LIBS) $(CORE_LIBS)

# A fuzz target is a file fuzz_<name>.c; the other files of its folder are for all of them.
fuzz_targets     := $(patsubst %.c,$(B)/%,$(wildcard harness/tests/fuzz/fuzz_*.c))
FUZZ_FAST        := gzbuffer file_write schema_set_defaults
fuzz_objects     := $(patsubst %.c,$(B)/%.o,$(filter-out harness/tests/fuzz/fuzz_%,$(wildcard harness/tests/fuzz/*.c)))
$(fuzz_targets): $(B)/%: $(B)/%.o $(fuzz_objects) $(harness) $(core)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(FUZZ_FAST:%=-Wl,--wrap=%) -o $@ $^ $(HARNESS_LIBS) $(CORE_LIBS)
fuzz-objects: $(fuzz_objects) $(fuzz_targets:=.o)
fuzz-programs: $(fuzz_targets)

# Processes that end by _exit are counted, too.
LINK_coverage     = -Wl,--wrap=_exit $(B)/harness/tests/coverage.o
ifeq ($(VARIANT),coverage)
$(B)/klimb $(core_tests) $(harness_tests) $(selftest) $(mutants): | $(B)/harness/tests/coverage.o
endif

# Tries every float; linked with MPFR, which nothing that is installed needs.
prove         := $(B)/core/numerics/vecmath/prove/prove
prove_objects := $(patsubst %.c,$(B)/%.o,$(wildcard core/numerics/vecmath/prove/*.c))
$(prove): $(prove_objects) $(core)
	$(call link,$(call found,mpfr,libs) $(CORE_LIBS))
$(prove_objects): FILE_FLAGS = $(call found,mpfr,cflags)
$(prove_objects): | $(FOUND)/test

tests: $(core_tests) $(if $(filter double,$(VARIANT)),,$(prove) $(harness_tests) $(selftest) $(updates) $(corpus_report) $(torture) $(torture_shim) $(old_linux) $(B)/klimb)
benches: $(benches)

# What a second compiler may warn of: every object, and no program, which takes as long to link.
objects: $(core_objects) $(harness_objects) $(B)/harness/cli/main.o $(core_tests:=.o) $(harness_tests:=.o) $(benches:=.o) \
  $(bench_objects) $(prove_objects) $(selftest_objects) $(updates).o $(corpus_objects) $(torture_objects) $(shim_objects) $(old_linux).o \
  mutant-objects fuzz-objects

# ---- commands for people -------------------------------------------------------------------------

# These build what they need through another make, so that `make setup check` installs first and
# looks at what is installed afterwards.
# They use all cores unless -j says otherwise.
submake = $(MAKE) --no-print-directory \
  $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

setup: ## install what is missing (Debian: apt-get; elsewhere: print the list)
	@sh harness/setup/setup.sh install build test clients

setup-lint: ## install what `make lint` and `make format` need
	@sh harness/setup/setup.sh install build test clients lint

report: ## run every scenario, judge it, draw build/report/index.html
	$(Q)+$(submake) all
	$(Q)$(B)/klimb report

check: ## unit tests, command line, exactness, golden regression: everything that has to be green
	$(Q)+$(submake) check-setup
	$(Q)+$(submake) unit
	$(Q)+$(submake) check-cli
	$(Q)+$(submake) check-docs
	$(Q)+$(submake) check-library
	$(Q)+$(submake) check-clients
	$(Q)+$(submake) selftest
	$(Q)+$(submake) check-exact
	$(Q)+[ '$(GOLDEN)' = judged ] || $(submake) check-golden
	$(Q)+$(submake) check-mutants

unit: ## unit tests but for the long ones: core in float and in double, harness (CHAPTER=golden: of one chapter)
	$(Q)+$(submake) tests
	$(Q)+$(submake) tests VARIANT=double
	$(Q)sh harness/tests/run.sh --quick --chapter '$(CHAPTER)' $(BUILD)/release $(BUILD)/double

check-long: ## what takes longer: unit tests that train much, exactness by every OpenBLAS core type
	$(Q)+$(submake) all tests
	$(Q)+$(submake) tests VARIANT=double
	$(Q)+$(submake) $(B)/core/bench/bench_core_types
	$(Q)sh harness/tests/run.sh --long --chapter '$(CHAPTER)' $(BUILD)/release $(BUILD)/double
	$(Q)sh harness/tests/core_types.sh $(BUILD)

include harness/tests/tests.mk
include harness/setup/packages.mk

sources = $(shell git ls-files '*.c' '*.h' 2>/dev/null || find core harness -name '*.[ch]')
layers: ## no chapter includes or calls a higher one; each has its README.md (harness/tests/layers.sh)
	$(Q)sh harness/tests/layers.sh test
	$(Q)sh harness/tests/layers.sh
	$(Q)[ ! -e $(harness) ] || sh harness/tests/layers.sh calls $(B)

spelling: ## misspelled words, and phrases that read as translated (harness/tests/hooks/phrases.txt)
	$(Q)sh harness/tests/hooks/spelling.sh

headers: | $(FOUND)/build $(FOUND)/test ## each header compiles by itself
	$(Q)CC='$(CC)' sh harness/tests/hooks/headers.sh $(FOUND)

hooks: ## refuse commits that are not in the house's form (git hooks: format, layers, spelling, headers, message)
	@path=$$(git config core.hooksPath); case "$$path" in '' | harness/tests/hooks) ;; \
	  *) echo "klimb: core.hooksPath is \"$$path\" already; unset it to use klimb's hooks"; exit 1 ;; esac
	@git config core.hooksPath harness/tests/hooks
	@echo "klimb: git runs the hooks of harness/tests/hooks; 'git config --unset core.hooksPath' ends that"

# With STRICT=1, as in CI, what is built already was built with warnings as errors.
strict_build := $(BUILD)$(if $(filter 1,$(STRICT)),,/lint-gcc)
strict_gcc   := $(if $(filter 1,$(STRICT)),,CC=gcc STRICT=1 BUILD=$(strict_build))
# clang warns without optimizing as well, which is faster; gcc's warnings need its passes. check-exact builds
# the command with clang so, too.
clang_build  := $(BUILD)/$(if $(filter 1,$(STRICT)),exact/clang,lint-clang)
lint: ## formatting, layers, spelling, headers, hooks, cppcheck, warnings as errors in gcc and clang
	$(Q)+$(submake) layers spelling headers
	$(Q)sh harness/tests/hooks/test.sh
	$(Q)clang-format --dry-run -Werror $(sources)
	$(Q)cppcheck --quiet -j $(shell getconf _NPROCESSORS_ONLN) --std=c11 --language=c --enable=warning,performance,portability \
	  --inline-suppr --suppress=missingIncludeSystem --suppress=unusedFunction \
	  --error-exitcode=1 -D__x86_64__ -D__linux__ -D__LP64__ -D__GLIBC__ -D__GNUC__=12 \
	  -D__BYTE_ORDER__=1 -D__ORDER_LITTLE_ENDIAN__=1 -Icore -Iharness core harness
	$(Q)python3 -c 'import ast, sys; [ast.parse(open(name).read(), name, feature_version=(3, 8)) for name in sys.argv[1:]]' \
	  $(shell git ls-files '*.py' 2>/dev/null || find harness experiments -name '*.py')
	$(Q)+$(submake) tests benches mutant-objects fuzz-objects $(strict_gcc)
	$(Q)sh harness/tests/layers.sh calls $(strict_build)/release
	$(Q)+$(submake) objects CC=clang STRICT=1 VARIANT=O0 BUILD=$(clang_build)
	@echo "klimb: lint is clean"

format: ## rewrite the sources in the house format
	$(Q)clang-format -i $(sources)

# The commands come from make itself, so each file has the flags that it is compiled with.
compile_commands.json: | $(FOUND)/build $(FOUND)/test ## build/compile_commands.json, for editors and clang's tools
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory -n V=1 BUILD=$(BUILD)/none FOUND='$(FOUND)' \
	  tests benches mutant-objects fuzz-objects $(BUILD)/none/$(VARIANT)/harness/tests/coverage.o 2>/dev/null | \
	  sed 's|$(BUILD)/none/|$(BUILD)/|g' | sh harness/tests/compile_commands.sh >$(BUILD)/compile_commands.json
	@echo "klimb: $(BUILD)/compile_commands.json has $$(grep -c '"file"' $(BUILD)/compile_commands.json) files"

ci: ## exactly what CI runs
	$(Q)bash .ci/run

clean: ## remove everything built
	rm -rf $(BUILD)

command_files = $(filter Makefile %.mk,$(MAKEFILE_LIST))
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9_.-]+:.*## /{printf "  make %-21s %s\n", $$1, $$2}' $(command_files)

# Each target that `make help` lists is a command, not a file.
.PHONY: $(shell sed -n 's/^\([a-z0-9_.-]*\):.*\#\# .*/\1/p' $(command_files)) \
  tests benches objects mutant-programs mutant-objects fuzz-programs fuzz-objects install-library FORCE
.SECONDARY:
-include $(patsubst %.o,%.d,$(wildcard $(B)/*/*.o $(B)/*/*/*.o $(B)/*/*/*/*.o $(B)/*/*/*/*/*.o))
