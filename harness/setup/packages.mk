# packages.mk -- what others are given: `make install`, archives of the sources, Debian packages, a program that is one file,
# a Python wheel; part of the Makefile, which runs in the repository's folder.

# klimb.h and what it includes. Installed, a header is included as <klimb/train/trainer.h>.
library_headers = $(patsubst core/%,%,$(filter core/%.h,$(shell $(CC) -std=c11 -D_GNU_SOURCE -iquote core -MM core/klimb.h)))
include_here    = $(DESTDIR)$(PREFIX)/include
install-library: $(core)
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 $(core) $(DESTDIR)$(LIBDIR)/libklimb.a
	$(Q)for header in $(library_headers); do \
	  case $$header in */*) to=$(include_here)/klimb/$$header ;; *) to=$(include_here)/$$header ;; esac; \
	  install -D -m 644 core/$$header "$$to" && \
	  sed 's|^#include "\(.*\)"|#include <klimb/\1>|' core/$$header >"$$to" || exit 1; done
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))|; s|@VERSION@|$(VERSION)|; s|@LIBS@|-pthread $(strip $(filter-out $(LDFLAGS),$(CORE_LIBS)))|' core/klimb.pc.in \
	  >$(DESTDIR)$(LIBDIR)/pkgconfig/klimb.pc
	$(Q)chmod 644 $(DESTDIR)$(LIBDIR)/pkgconfig/klimb.pc

uninstall: ## remove what `make install` installed
	rm -rf $(addprefix $(DESTDIR)$(PREFIX)/,bin/klimb share/klimb include/klimb.h include/klimb) \
	  $(addprefix $(DESTDIR)$(LIBDIR)/,libklimb.a pkgconfig/klimb.pc)
	sh harness/setup/install_help.sh remove $(DESTDIR)$(PREFIX)/share

install: all install-library ## install under $(DESTDIR)$(PREFIX): the command, its scenarios, goldens, manual and completions; the library
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/klimb
	install -m 755 $(B)/klimb $(DESTDIR)$(PREFIX)/bin/klimb
	$(Q)for folder in experiments expected reports; do \
	  find $$folder -type f ! -path "*/.*" | while read -r file; do \
	    mode=644; [ ! -x "$$file" ] || mode=755; \
	    install -D -m $$mode "$$file" "$(DESTDIR)$(PREFIX)/share/klimb/$$file" || exit 1; done || exit 1; done
	install -d $(DESTDIR)$(PREFIX)/share/klimb/clients
	install -m 644 harness/clients/klimb_record.* $(DESTDIR)$(PREFIX)/share/klimb/clients
	install -d $(DESTDIR)$(PREFIX)/share/klimb/schema
	install -m 644 harness/*/*.schema.json $(DESTDIR)$(PREFIX)/share/klimb/schema
	sh harness/setup/install_help.sh install $(B)/klimb $(DESTDIR)$(PREFIX)/share

# The same commit gives the same archive, byte for byte: git sorts the files, and gives them the time of
# the commit, root as owner and the modes of this mask; gzip -n writes no time.
dist := $(BUILD)/klimb-$(VERSION).tar.gz
dist: ## build/klimb-VERSION.tar.gz: the sources of this commit
	@mkdir -p $(BUILD)
	@git diff --quiet HEAD || echo "klimb: changes that are not committed are not in the archive"
	$(Q)git -c tar.umask=0022 archive --format=tar --prefix=klimb-$(VERSION)/ HEAD >$(dist).tar
	$(Q)gzip -9n <$(dist).tar >$(dist).new && rm $(dist).tar && mv $(dist).new $(dist)
	@sha256sum $(dist)

setup-deb: ## install what `make deb` needs
	@sh harness/setup/setup.sh install build deb

deb: dist ## Debian packages of this commit: build/deb/*.deb
	$(Q)sh harness/setup/deb.sh $(dist) $(VERSION) $(BUILD)/deb

distcheck: dist ## unpack it elsewhere, build, test, install, run what was installed (DISTCHECK=unit: all unit tests)
	$(Q)MAKE='$(submake)' sh harness/tests/distcheck.sh $(dist) $(VERSION) $(DISTCHECK)

# ---- one file that runs on any Linux -------------------------------------------------------------------

# Linked with Debian's static libraries and holding scenarios, golden curves and templates, which harness/packed unpacks.
# The same sources and the same compiler give the same bytes: nothing of it depends on the folder or the time.
PARTS          ?= $(BUILD)/static-parts
packed_archive := $(PARTS)/packed.tar.xz
CJSON          ?= $(PARTS)/cjson
cjson_source   := $(CJSON)/cJSON.c
packed_files   := $(shell find experiments expected reports harness/clients/klimb_record.* -type f ! -path '*/.*' 2>/dev/null)
# The linker warns of dlopen, which SQLite has for extensions; klimb loads none. Packed relocations (DT_RELR) are a sixth of
# a megabyte smaller; a linker that has none for its processor, as binutils before 2.43 for AArch64, ignores the option.
LINK_static    := -static-pie -s -Wl,--no-warnings -Wl,-z,pack-relative-relocs -Wl,--gc-sections
# The archive follows when a file is removed, too.
packed_names   := $(PARTS)/packed.names
$(packed_names): FORCE
	$(call remember,$(sort $(packed_files)))
$(packed_archive): harness/setup/pack.sh $(packed_files) $(packed_names)
	$(call say,PACK,$@)
	$(Q)sh harness/setup/pack.sh $(@D)
$(cjson_source):
	@sh harness/setup/cjson.sh $(CJSON)

ifeq ($(VARIANT),static)
$(B)/cJSON.o: $(cjson_source) $(B)/.flags
	$(call say,CC,$<)
	$(Q)$(CC) $(filter-out -W% -g,$(ALL_CFLAGS)) -c -o $@ $<
$(B)/harness/packed/packed.o: FILE_FLAGS = $(file <$(dir $(packed_archive))packed.flags)
$(B)/harness/packed/packed_lzma.o: FILE_FLAGS = -DKLIMB_PACKED $(call found,lzma,cflags)
$(B)/harness/packed/packed_archive.o: FILE_FLAGS = -DKLIMB_PACKED='"$(packed_archive)"'
$(B)/harness/packed/packed.o $(B)/harness/packed/packed_archive.o: $(packed_archive)
$(B)/harness/packed/packed_lzma.o: | $(FOUND)/static
$(B)/klimb: $(B)/cJSON.o
endif

setup-static: ## install what `make static` needs, and fetch the source of cJSON
	@sh harness/setup/setup.sh install build static
	@sh harness/setup/cjson.sh $(CJSON)

static: ## build/static/klimb: one file that runs on any Linux, scenarios and goldens inside
	$(Q)+$(submake) all VARIANT=static
	@ls -l $(BUILD)/static/klimb

static-aarch64: ## the same for AArch64, build/aarch64/static/klimb (make setup-portable)
	$(Q)+$(submake) static CC=aarch64-linux-gnu-gcc BUILD=$(BUILD)/aarch64 PARTS=$(abspath $(PARTS))

# With the time of the commit, so one commit gives one wheel.
make_wheel = $(Q)SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 0)} \
  python3 harness/setup/wheel.py $(1) $(VERSION) $(BUILD)/wheel
wheel: static ## build/wheel/*.whl: the program of one file and the client klimb_record, for pip
	$(call make_wheel,$(BUILD)/static/klimb)

wheel-aarch64: static-aarch64 ## the same for AArch64
	$(call make_wheel,$(BUILD)/aarch64/static/klimb)
