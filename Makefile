# SPDX-License-Identifier: GPL-2.0-only
#
# `make help` lists the targets. Everything made lies under build/.

ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
DESTDIR ?=
# Where libraries go below the prefix; lib/x86_64-linux-gnu on Debian.
LIBDIR ?= lib
ZSHDIR ?= share/zsh/site-functions
SANITIZE ?=
WERROR ?= 0
OBJCOPY ?= objcopy
V ?= 0

# What Debian 12 calls the things we need; the only list of them.
DEPENDS_BUILD := gcc libc6-dev make pkg-config libfdt-dev libjson-c-dev \
	libgraphviz-dev libdw-dev libelf-dev libsmartcols-dev \
	libarchive-dev libmicrohttpd-dev
DEPENDS_DEMO := $(DEPENDS_BUILD) device-tree-compiler graphviz
DEPENDS_CHECK := $(DEPENDS_DEMO) libcmocka-dev jq python3-minimal \
	python3-jsonschema man-db bash zsh fish xz-utils lz4 lzop zstd \
	chromium chromium-driver curl \
	fonts-dejavu-core
DEPENDS_PICTURES := $(DEPENDS_DEMO) python3 chromium chromium-driver \
	fonts-dejavu-core
DEPENDS_BENCH := $(DEPENDS_DEMO) hyperfine jq python3-minimal time
DEPENDS_CORPUS := $(DEPENDS_DEMO) apt dpkg tar xz-utils cpp python3-minimal
DEPENDS_CLANG := clang
DEPENDS_FUZZ := clang libclang-rt-14-dev
DEPENDS_TIDY := clang-format clang-tidy
DEPENDS_ELSEWHERE := $(DEPENDS_DEMO) python3-minimal apt dpkg tar
DEPENDS_i386 := gcc-i686-linux-gnu
DEPENDS_s390x := gcc-s390x-linux-gnu qemu-user-static
DEPENDS_musl := musl-tools gnulib

# A build with sanitizers keeps its objects apart: build/address-undefined.
comma := ,
BUILD ?= build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))

PACKAGES := json-c
# Opened only by what needs them (util/library.h): just their headers are used.
PACKAGES_OPENED := libcgraph libgvc smartcols libdw libelf libarchive
OPENED := cgraph gvc smartcols dw archive
# `serve` says so where it is missing; all the rest does without it.
HAVE_MICROHTTPD = $(shell pkg-config --exists libmicrohttpd && echo yes)
# Debian 12 ships no libfdt.pc. Recursive, for `make demo` installs first.
pkg = $(shell pkg-config $(1) $(PACKAGES) $(3)) \
	$(shell pkg-config $(1) libfdt 2>/dev/null || echo $(2))

# Files beyond 2 GiB, and limits beyond 4, also where a long has 32 bits.
CPPFLAGS += -Isrc -I$(BUILD)/gen -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion
ifneq ($(WERROR),0)
WARNINGS += -Werror
endif
# What is not in lib/initmem.map nobody else sees.
ALL_CFLAGS = -std=gnu11 -fPIC -fvisibility=hidden $(WARNINGS) $(CFLAGS) $(CPPFLAGS) \
	$(subst -I,-isystem ,$(LIB_CFLAGS))
ALL_LDFLAGS = $(CFLAGS) $(LDFLAGS)
# LDLIBS: what a C library needs besides, -largp for musl.
LIBS = $(LIB_LIBS) $(LDLIBS)
ifneq ($(SANITIZE),)
ALL_CFLAGS += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer \
	-fno-sanitize-recover=all
ALL_LDFLAGS += -fsanitize=$(SANITIZE)
endif

PROFILES := $(sort $(wildcard src/profile/builtin/*.json src/profile/lines/*.json))
# The report page's parts; later scripts use what earlier ones define.
PAGE := $(addprefix src/emit/page/,page.html page.css format.js boot.js diff.js \
	odd.js map.js zoom.js tables.js flow.js search.js main.js)
# What it has besides where `serve` answers it.
PAGE_SERVED := src/emit/page/serve.js
SOURCES := $(sort $(wildcard src/*/*.c src/*/*/*.c))
HEADERS := $(sort $(wildcard src/*/*.h src/*/*/*.h))
EMBEDDED := profile/builtin profile/frozen_table emit/page_files command/gather_script util/sonames
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o) \
	$(EMBEDDED:%=$(BUILD)/obj/%.o)
MAIN := $(BUILD)/obj/main.o
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,\
	$(sort $(wildcard tests/unit/test_*.c)))
FUZZERS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(FUZZERS:tests/fuzz/%.c=$(BUILD)/tests/replay/%)
FUZZ_SECONDS ?= 20

ifeq ($(V),0)
Q := @
say = @printf '  %-7s %s\n' $(1) '$(2)'
else
say = @:
endif

.DELETE_ON_ERROR:
.SUFFIXES:

# Sanitizers are for the program and the tests.
.PHONY: all
all: $(BUILD)/initmem
ifeq ($(SANITIZE),)
all: $(BUILD)/libinitmem.so $(BUILD)/libinitmem.a
endif

# pkg-config is asked once, and not at all by targets that compile nothing.
LIB_CFLAGS = $(eval LIB_CFLAGS := \
	$(call pkg,--cflags,,$(PACKAGES_OPENED) $(if $(HAVE_MICROHTTPD),libmicrohttpd)) \
	$(if $(HAVE_MICROHTTPD),-DHAVE_MICROHTTPD))$(LIB_CFLAGS)
LIB_LIBS = $(eval LIB_LIBS := $(call pkg,--libs,-lfdt,))$(LIB_LIBS)

# Changes only when the compiler or its flags do: then all is built again.
.PHONY: force
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(LIBS)' > $@.new
	@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

# A linker writes a file here and there, and the kernel keeps it in small pieces
# then; one that is written in order, as an installed one is, starts 5 % faster.
$(BUILD)/initmem: $(MAIN) $(BUILD)/initmem.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@.new $(MAIN) $(BUILD)/initmem.a $(LIBS)
	$(Q)install $@.new $@ && rm -f $@.new

# The folder's list of files is a prerequisite: a deleted .c leaves the library.
$(BUILD)/initmem.a: $(OBJECTS) $(BUILD)/objects
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(OBJECTS)

# The library for others: what lib/initmem.c needs of the rooms, in one object
# whose names are its own, but for those of lib/initmem.map.
VERSION := $(shell sed -n 's/.*INITMEM_VERSION "\(.*\)"/\1/p' src/util/version.h)
SONAME := libinitmem.so.0
$(BUILD)/rooms.a: $(OBJECTS) $(BUILD)/objects
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter-out $(BUILD)/obj/command/%,$(OBJECTS))

$(BUILD)/libinitmem.o: $(BUILD)/rooms.a
	$(Q)$(CC) $(CFLAGS) -nostdlib -r -o $@ $(BUILD)/obj/lib/initmem.o $<

$(BUILD)/libinitmem.so.$(VERSION): $(BUILD)/libinitmem.o src/lib/initmem.map
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs \
		-Wl,--version-script,src/lib/initmem.map -o $@ $< $(LIBS)

$(BUILD)/libinitmem.so: $(BUILD)/libinitmem.so.$(VERSION)
	$(Q)ln -sf $(<F) $(BUILD)/$(SONAME)
	$(Q)ln -sf $(SONAME) $@

$(BUILD)/libinitmem.a: $(BUILD)/libinitmem.o
	$(call say,AR,$@)
	$(Q)$(OBJCOPY) --localize-hidden $< $(BUILD)/libinitmem-alone.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(BUILD)/libinitmem-alone.o

$(BUILD)/objects: force
	@mkdir -p $(@D)
	@echo '$(OBJECTS)' > $@.new
	@if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

# The rules that the files declare beside the functions which they vary.
RULES := $(BUILD)/gen/model/rules_list.h
$(RULES): src/model/rules.sh force
	@mkdir -p $(@D)
	$(Q)sh src/model/rules.sh $@ $(SOURCES)

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags | $(RULES)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(EMBEDDED:%=$(BUILD)/obj/%.o): $(BUILD)/obj/%.o: $(BUILD)/obj/%.c \
		$(BUILD)/flags
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/util/sonames.c: src/util/sonames.sh $(BUILD)/flags
	$(call say,EMBED,$@)
	@mkdir -p $(@D)
	$(Q)sh src/util/sonames.sh $@ '$(CC) $(LDFLAGS)' $(OPENED) \
		$(if $(findstring HAVE_MICROHTTPD,$(LIB_CFLAGS)),microhttpd)

# The folders, too: a profile that is gone leaves nothing newer behind.
$(BUILD)/obj/profile/builtin.c: src/profile/embed.sh src/util/literal.sed \
		$(PROFILES) src/profile/builtin src/profile/lines
	$(call say,EMBED,$@)
	@mkdir -p $(@D)
	$(Q)sh src/profile/embed.sh $@ src/profile/lines src/profile/builtin

# The built-in kernels as they are once read, by a program made of what reads
# them. Where it cannot run (another machine's compiler) they are read each time.
FREEZE_PARTS := $(filter-out $(BUILD)/obj/profile/frozen_table.o,\
	$(filter $(addprefix $(BUILD)/obj/,profile/% model/% util/%),$(OBJECTS)))
$(BUILD)/tools/freeze: tools/freeze.c $(FREEZE_PARTS) $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -MF $@.d -o $@ $< \
		$(FREEZE_PARTS) $(LIBS)

$(BUILD)/obj/profile/frozen_table.c: $(BUILD)/tools/freeze
	$(call say,FREEZE,$@)
	$(Q)$< > $@.new 2> $@.err || { [ $$? = 126 ] || cat $@.err >&2; \
		printf '%s\n' '#include "profile/frozen.h"' \
		'const struct frozen_kernel frozen_kernels[] = { { 0 } };' > $@.new; }
	$(Q)mv -f $@.new $@

$(BUILD)/obj/emit/page_files.c: src/emit/page/embed.sh src/util/literal.sed \
		$(PAGE) $(PAGE_SERVED)
	$(call say,EMBED,$@)
	@mkdir -p $(@D)
	$(Q)sh src/emit/page/embed.sh $@ $(PAGE_SERVED) $(PAGE)

$(BUILD)/obj/command/gather_script.c: src/command/embed_script.sh \
		src/util/literal.sed src/command/gather.sh
	$(call say,EMBED,$@)
	@mkdir -p $(@D)
	$(Q)sh src/command/embed_script.sh $@ src/command/gather.sh

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/initmem.a $(BUILD)/flags
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(BUILD)/initmem.a $(LIBS) $(CMOCKA)
CMOCKA = $(shell pkg-config --cflags --libs cmocka)

# A fuzz target is also a plain program over files.
$(BUILD)/tests/replay/%: tests/fuzz/%.c tests/fuzz/replay.c \
		tests/fuzz/oracle.h $(BUILD)/initmem.a $(BUILD)/flags
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< \
		tests/fuzz/replay.c $(BUILD)/initmem.a $(LIBS)

$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(BUILD)/initmem.a $(BUILD)/flags
	$(call say,FUZZ,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(BUILD)/initmem.a $(LIBS) -fsanitize=fuzzer

-include $(OBJECTS:.o=.d) $(MAIN:.o=.d) $(UNIT_TESTS:=.d) \
	$(BUILD)/tools/freeze.d

# --- what people call ---------------------------------------------------

# need,PACKAGES: apt, and root, only when dpkg misses one.
need = @sh tools/depends.sh $(1)

.PHONY: demo
demo: ## install what is missing, build, draw a board's boot into build/demo
	$(call need,$(DEPENDS_DEMO))
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)sh tools/demo.sh $(BUILD)/initmem dts/board-uma-1g.dts $(BUILD)/demo

.PHONY: check
check: ## install what the tests need, build, run them all
	$(call need,$(DEPENDS_CHECK))
	$(Q)+built=yes; $(MAKE) --no-print-directory -k check-programs || built=no; \
	BUILD=$(BUILD) BUILT=$$built SANITIZE=$(SANITIZE) CC='$(CC)' \
		bash tests/run.sh $(TESTS)

.PHONY: depends-i386 depends-s390x depends-musl
depends-i386 depends-s390x depends-musl: depends-%:
	$(call need,$(DEPENDS_ELSEWHERE) $(DEPENDS_$*))
	$(Q)sh tests/elsewhere/prepare.sh $* build/$*

# Their objects are below build/, whatever they are held against.
.PHONY: check-i386 check-s390x check-musl
check-i386 check-s390x check-musl: check-%: ## a build for 32 bits, for big endian, with musl prints what this one does
	$(call need,$(DEPENDS_ELSEWHERE) $(DEPENDS_$*))
	$(Q)+$(MAKE) --no-print-directory $(BUILD)/initmem
	$(Q)+sh tests/elsewhere/check.sh $* $(BUILD)/initmem build/$*

.PHONY: check-programs
check-programs: $(BUILD)/initmem $(UNIT_TESTS) $(REPLAYS)

.PHONY: depends
depends: ## install what building and testing with both compilers need
	$(call need,$(DEPENDS_CHECK) $(DEPENDS_CLANG))

.PHONY: golden
golden: ## write the expected results of tests/golden and the schema's members again
	$(call need,$(DEPENDS_CHECK))
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)INITMEM=$(BUILD)/initmem bash tests/golden.sh --write
	$(Q)INITMEM=$(BUILD)/initmem /usr/bin/python3 tests/check_members.py --write

.PHONY: pictures
pictures: ## make the pictures in docs/ again
	$(call need,$(DEPENDS_PICTURES))
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)INITMEM=$(BUILD)/initmem /usr/bin/python3 tools/pictures.py docs

.PHONY: bench
bench: ## time and memory of `run`, beside dtc
	$(call need,$(DEPENDS_BENCH))
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)INITMEM=$(BUILD)/initmem bash tests/bench/bench.sh $(BUILD)/bench

.PHONY: corpus
corpus: ## `run` on the trees of all ARM, ARM64 and RISC-V boards, counted by status
	$(call need,$(DEPENDS_CORPUS))
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)sh tests/corpus/fetch.sh build/corpus
	$(Q)/usr/bin/python3 tests/corpus/corpus.py $(BUILD)/initmem build/corpus

.PHONY: fuzz
fuzz: ## FUZZ_SECONDS of libFuzzer for every target in tests/fuzz
	$(call need,$(DEPENDS_BUILD) $(DEPENDS_FUZZ))
	$(Q)+$(MAKE) --no-print-directory CC=clang BUILD=build/fuzz \
		SANITIZE=fuzzer-no-link,address,undefined fuzz-programs
	$(Q)bash tests/fuzz.sh build/fuzz $(FUZZ_SECONDS)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZERS:tests/fuzz/%.c=$(BUILD)/tests/fuzz/%)

.PHONY: format
format: ## lay the sources out as .clang-format says
	$(call need,$(DEPENDS_TIDY))
	$(Q)clang-format -i $(wildcard src/*.c) $(SOURCES) $(HEADERS) \
		$(wildcard tests/*/*.c)

.PHONY: tidy
tidy: $(RULES) ## clang-tidy over the sources
	$(call need,$(DEPENDS_BUILD) $(DEPENDS_TIDY))
	$(Q)clang-tidy --quiet $(wildcard src/*.c) $(SOURCES) -- \
		-std=gnu11 $(CPPFLAGS) $(LIB_CFLAGS)

# What is installed: mode, file, place below $(PREFIX).
MANUAL := initmem.1 initmem-gather.1 initmem-kernel.5 initmem-record.5
INSTALLED = \
	$(foreach m,$(MANUAL),644:$(BUILD)/man/$(m):share/man/man$(subst .,,$(suffix $(m)))/$(m)) \
	$(foreach p,$(sort $(wildcard src/profile/builtin/*.json)),\
		644:$(p):share/initmem/kernels/$(notdir $(p))) \
	755:$(BUILD)/initmem:bin/initmem \
	755:src/command/gather.sh:bin/initmem-gather \
	644:src/emit/record.schema.json:share/initmem/record.schema.json \
	644:src/emit/answer.schema.json:share/initmem/answer.schema.json \
	644:src/emit/finding.schema.json:share/initmem/finding.schema.json \
	644:src/emit/list.schema.json:share/initmem/list.schema.json \
	644:completions/initmem.bash:share/bash-completion/completions/initmem \
	644:completions/_initmem:$(ZSHDIR)/_initmem \
	644:completions/initmem.fish:share/fish/vendor_completions.d/initmem.fish \
	644:src/lib/initmem.h:include/initmem.h \
	644:$(BUILD)/libinitmem.a:$(LIBDIR)/libinitmem.a \
	644:$(BUILD)/libinitmem.so.$(VERSION):$(LIBDIR)/libinitmem.so.$(VERSION) \
	644:$(BUILD)/libinitmem.pc:$(LIBDIR)/pkgconfig/libinitmem.pc

# Manual pages name the places of the prefix.
MAN_PAGES := $(MANUAL:%=$(BUILD)/man/%)
$(MAN_PAGES): $(BUILD)/man/%: man/% force
	@mkdir -p $(@D)
	$(Q)sed 's|/usr/local/|$(PREFIX)/|g' $< > $@

$(BUILD)/libinitmem.pc: src/lib/libinitmem.pc.in force
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
		$< > $@

.PHONY: install
install: all $(MAN_PAGES) $(BUILD)/libinitmem.a $(BUILD)/libinitmem.so $(BUILD)/libinitmem.pc ## into $(DESTDIR)$(PREFIX)
	$(Q)for f in $(INSTALLED); do \
		rest=$${f#*:}; \
		install -D -m$${f%%:*} $${rest%%:*} \
			$(DESTDIR)$(PREFIX)/$${rest#*:} || exit; \
	done
	$(Q)ln -sf libinitmem.so.$(VERSION) $(DESTDIR)$(PREFIX)/$(LIBDIR)/$(SONAME)
	$(Q)ln -sf $(SONAME) $(DESTDIR)$(PREFIX)/$(LIBDIR)/libinitmem.so

.PHONY: uninstall
uninstall: ## take away what install has put into $(DESTDIR)$(PREFIX)
	$(Q)for f in $(INSTALLED); do \
		rm -f $(DESTDIR)$(PREFIX)/$${f##*:}; \
	done
	$(Q)rm -f $(DESTDIR)$(PREFIX)/$(LIBDIR)/$(SONAME) \
		$(DESTDIR)$(PREFIX)/$(LIBDIR)/libinitmem.so
	$(Q)rmdir $(DESTDIR)$(PREFIX)/share/initmem/kernels \
		$(DESTDIR)$(PREFIX)/share/initmem 2>/dev/null || :

.PHONY: clean
clean: ## remove build/
	$(Q)rm -rf build

.PHONY: help
help: ## this list
	@echo 'make                  build $(BUILD)/initmem'
	@sed -n 's/^\([a-z][a-z0-9 -]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | \
		while IFS='	' read -r t s; do printf 'make %-16s %s\n' "$$t" "$$s"; done
	@echo
	@echo 'CC=clang              the compiler'
	@echo 'SANITIZE=address,undefined   with sanitizers, in a build folder of its own'
	@echo 'TESTS="unit rooms"    only these suites of `make check`'
	@echo 'WERROR=1              warnings are errors'
	@echo 'V=1                   show the commands'
