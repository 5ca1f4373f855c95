# klimb: golden-curve regression testing for the training dynamics of VAEs.
# `make help` lists the targets. One non-recursive Makefile; everything built goes to $(BUILD)/<variant>.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

BUILD   ?= build
VARIANT ?= release
CC      ?= cc
PREFIX  ?= /usr/local
DESTDIR ?=
JOBS    ?= $(shell nproc 2>/dev/null || echo 2)
V       ?= 0
Q       := $(if $(filter 1,$(V)),,@)
B       := $(BUILD)/$(VARIANT)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion \
  -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla \
  -Wformat=2 -Wundef -Werror

# Optimisation never includes anything that may change a bit: no -ffast-math, no -march=native, and
# products and sums are never contracted into fused operations that were not written as such.
OPTIMISE_release := -O3 -g
OPTIMISE_double  := -O2 -g -DKLIMB_DOUBLE
OPTIMISE_O0      := -O0 -g
OPTIMISE_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE         ?= $(OPTIMISE_$(VARIANT))
EXACT    := -ffp-contract=off
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE $(OPTIMISE) $(EXACT) $(WARNINGS) -Icore -Iharness -MMD -MP $(CFLAGS)
CORE_LIBS    := -lsleef -lopenblas -lz -lm
HARNESS_LIBS := -lyaml -lmd -lcjson

# Files compiled for one instruction set, chosen at run time: name ends in _avx2 or _avx.
$(B)/core/%_avx2.o: SIMD_FLAGS := -mavx2 -mfma
$(B)/core/%_avx.o:  SIMD_FLAGS := -mavx

core_c     := $(wildcard core/*.c)
core_o     := $(core_c:%.c=$(B)/%.o) $(B)/core/data/digits.o
harness_c  := $(filter-out harness/main.c,$(wildcard harness/*.c))
harness_o  := $(harness_c:%.c=$(B)/%.o)
core_tests    := $(patsubst %.c,$(B)/%,$(wildcard core/tests/test_*.c))
harness_tests := $(patsubst %.c,$(B)/%,$(wildcard harness/tests/test_*.c))

all: $(B)/klimb ## build the klimb command

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC    $<")
	$(Q)$(CC) $(ALL_CFLAGS) $(SIMD_FLAGS) -c -o $@ $<

$(B)/core/data/digits.o: core/data/digits.S core/data/digits.csv.gz
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

$(B)/libklimb_core.a: $(core_o)
	$(Q)rm -f $@ && ar rcs $@ $^
$(B)/libklimb_harness.a: $(harness_o)
	$(Q)rm -f $@ && ar rcs $@ $^

$(B)/klimb: $(B)/harness/main.o $(B)/libklimb_harness.a $(B)/libklimb_core.a
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(HARNESS_LIBS) $(CORE_LIBS)

$(B)/core/tests/%: $(B)/core/tests/%.o $(B)/libklimb_core.a
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(CORE_LIBS) $(CHECK_LIBS)
$(B)/harness/tests/%: $(B)/harness/tests/%.o $(B)/libklimb_harness.a $(B)/libklimb_core.a
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(HARNESS_LIBS) $(CORE_LIBS) $(CHECK_LIBS)
CHECK_LIBS := -lcheck -lsubunit -lrt -lpthread

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

clean: ## remove everything built
	rm -rf $(BUILD)

.PHONY: all help clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
