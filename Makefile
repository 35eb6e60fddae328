# The kernel and rich regimes: a reproducible thesis.     make help   says what can be made
#
# parameters -> cells -> summaries -> figures, numbers -> thesis.  First the index of figures and
# tables with the experiments they show; then the settings and what to ask for. The names of all there is
# are in code/lists.mk, and one rule for each arrow in code/rules.mk.

FIGURES    := fig1 fig3 fig6 fig7 fig8 fig9 fig10 fig11 table1 figA1 figA2 figA3 figA4 figA5 figA6 figA7 figA8 figA9 graph
ANIMATIONS := fig2 fig4 fig5

fig1   := surface
fig2   := surface
table1 := tangent_kernel
fig3   := tangent_kernel
fig4   := tangent_kernel
fig5   := tangent_kernel
fig6   := weight_paths
fig7   := sparse_regression
fig8   := sparse_regression
fig9   := sparse_classification
fig10  := sparse_classification
fig11  := sample_complexity
figA1  := long_descent sparse_regression
figA2  := implicit_l1
figA3  := sample_complexity
figA4  := regularisation kernel_predictor
figA5  := margins
figA6  := flow_limit
figA7  := factorised_matrix
figA8  := lazy_rates
figA9  := reference/bench
# Used in the text alone: identities, step_sizes. reference/NAME is a record, data/reference/NAME.json and .csv;
# the figure graph shows this file.

# The README's pictures.
GALLERY := fig1.png fig3.png fig4.gif fig7.png fig8.png fig9.png fig11.png figA3.png figA6.png

# Experiments that the page does not recompute: they need an integrator that code/web has no stand-in for.
NOT_WEB := lazy_rates

# A new figure is figures/NAME.tex, a line here, and, if it shows something new, an experiment:
# code/experiments/NAME.c with data/params/NAME.json.

# ---- settings ------------------------------------------------------------------------------------

PROFILE ?= full
# Another seed of all random streams, with a tree of its own: make reseed SEED=1.
SEED    ?=
# Another value of some parameters of one experiment: make try.
EXPERIMENT ?=
SET     ?=
# A file of the user's own, and one to test on, for make study; SET then has its settings (code/study).
DATA    ?=
TEST    ?=
ifneq ($(filter study study-report,$(MAKECMDGOALS)),)
STUDY_SET := $(SET)
override SET :=
endif
# only WORD, CHARACTERS: whether the word has no others.
only = $(if $(shell case '$(subst ','\'',$1)' in (*[!$2]*) echo no;; esac),,yes)
ifeq ($(call only,$(SEED),A-Za-z0-9_.-),)
  $(error SEED=$(SEED): a seed has only letters, digits and _.-)
endif
ifeq ($(call only,$(EXPERIMENT),A-Za-z0-9_.-),)
  $(error EXPERIMENT=$(EXPERIMENT): a name has only letters, digits and _.-)
endif
OF_SET := ][A-Za-z0-9_.=/,+" "-
ifeq ($(call only,$(SET),$(OF_SET)),)
  $(error SET=$(SET): a setting, NAME=VALUE or CELL/NAME=VALUE, has only letters, digits and _./,+[]-)
endif
# What to put before the program of every cell, such as LAUNCH='srun -Q -n1 -c1'.
LAUNCH  ?=
# What runs a program that CC made for another processor, such as EMULATOR='qemu-aarch64 -L FOLDER'.
EMULATOR ?=
# RECORD=1 keeps in data/reference what costs or reseed found, RECORD='how it was run' what processors or bench did.
RECORD  ?=
WITHIN  ?=
# How many cells make spotcheck draws, and a text that draws the same ones again.
N       ?= 5
DRAW    ?=
# Results that were computed elsewhere, for make restore: an archive or a folder. (RESULTS is then a list of the tree's.)
RESTORE := $(RESULTS)
# Where they were unpacked.
RESTORED :=
# What make verify checks, if not the tree; with the signer's public key. make dist and make receipt sign with a secret one.
ARCHIVE :=
PDF     :=
KEY     :=
# The edition that make changes compares with, and where make receipts looks.
SINCE   :=
FOLDER  :=
# What make why is about, and whether it is asked.
FILE    :=
export WHY := $(filter why,$(MAKECMDGOALS))
# What make lint looks at, if not at everything.
FILES   :=
# How many executions of each fuzzer make fuzz runs.
FUZZ_RUNS ?= 20000
# V=1 shows the commands.
V       ?=
# Make's own CC is cc; a CC from the command line or the environment stays.
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS  ?= -O2
BLAS    := -lopenblas
LIBS    := -lglpk -lgsl $(BLAS) -lcjson -lmd -lm
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
# The page's programs, for the reader's browser (env/setup page). Every browser has vectors of four floats.
WEB_COMPILE := clang --target=wasm32-wasi -std=c11 -D_GNU_SOURCE -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_MMAN \
               -D_WASI_EMULATED_GETPID -O2 -msimd128 -ffp-contract=off -ffunction-sections -idirafter /usr/include -Icode/lib
COMPILE := $(CC) -std=c11 -D_GNU_SOURCE -ffunction-sections $(CFLAGS) -ffp-contract=off $(WARN) -Icode/lib
# The date on the title page and in every PDF: 24 November 2026, 0:00 UTC.
export SOURCE_DATE_EPOCH := 1795478400
export LC_ALL := C.UTF-8
export LANGUAGE :=
export OMP_NUM_THREADS := 1
export V

include code/lists.mk

# ---- what to ask for -----------------------------------------------------------------------------

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDEXPANSION:
.PHONY: help paper html figures results unused graph claims verify reference spotcheck restore changes release receipt receipts repro \
        processors reseed try costs why check lint unit sanitised fuzz bench env-check clean gallery readme dist FORCE
MAKEFLAGS += --no-builtin-rules

# What one may want to do, and the targets for it; a target in none of these groups comes last.
HELP = Build: paper html figures results graph gallery \
  Ask_the_results: claims unused costs why study \
  Is_it_the_same?: verify spotcheck repro processors reseed \
  Change_something: try readme reference bench \
  Give_and_take: dist restore changes release receipt receipts \
  Test_the_code: check lint unit sanitised fuzz \
  More:
help: ## this list
	@echo 'usage: make [-jN] TARGET [PROFILE=quick] [LAUNCH=COMMAND] [V=1]'
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/\1\t\2/p' Makefile code/rules.mk code/study/study.mk | \
	  awk -F '\t' -v groups='$(HELP)' '{ text[$$1] = $$2; order[NR] = $$1 } END { \
	    for (k = 1; k <= NR; k++) if (index(" " groups " ", " " order[k] " ") == 0) groups = groups " " order[k]; \
	    n = split(groups, word, " "); \
	    for (k = 1; k <= n; k++) if (word[k] in text) printf "  %s\t%s\n", word[k], text[word[k]]; \
	      else { gsub("_", " ", word[k]); print word[k] } }' | expand -t 40
	@echo 'One thing alone:'
	@printf '  %s\t%s\n' figures/NAME.pdf 'one figure: $(FIGURES)' \
	  figures/NAME.gif 'one animation: $(ANIMATIONS)' \
	  data/results/EXPERIMENT.json "an experiment's summary: $(EXPERIMENTS)" \
	  data/results/EXPERIMENT/CELL.json 'one cell; the cells are in data/params/EXPERIMENT.json' | expand -t 40
	@echo 'With PROFILE=quick everything is built at a small size, in build/quick.'

paper: $(THESIS) $(GIFS) ## the thesis, with everything it needs
	@$(call if_other_than,$(ROOT)paper/colophon.txt,code/build/restore colophon '$(ROOT)' $(CELLS))
	@if [ -e $(MEMO)/ran.make.$$PPID ]; then rm -f $(MEMO)/ran.make.*; echo 'The thesis is $(THESIS).'; \
	  else echo 'Nothing to do: $(THESIS) is up to date.'; fi
	@grep -q ' 0 were not' $(ROOT)paper/colophon.txt || head -n 1 $(ROOT)paper/colophon.txt

html: $(PAGE) ## the thesis as a web page, in a folder that can be copied anywhere
	@echo 'The page is $(PAGE).'

figures: $(PLOTS) $(GIFS) ## all figures and animations
results: $(SUMMARIES) ## all experiments
unused: $(SUMMARIES) ## lists results that no text, figure or claim uses
	@code/thesis/unused $^ -- $(TEXT) $(wildcard figures/*.tex figures/shared/*.tex) $(LEDGER)

graph: $(GRAPH) ## a drawing of what is made from what
	@echo 'The graph is $(firstword $(GRAPH)) and $(lastword $(GRAPH)).'

claims: $(VERDICTS) ## prints the claims of the original, each with its verdict
	@jq -r --arg form text -f code/thesis/ledger.jq $<

# Without prerequisites: a build would repair what verify is to find.
verify: ## compares with data/reference; or checks what was received: ARCHIVE=FILE.tar.gz or PDF=thesis.pdf, KEY=FILE.pub
ifneq ($(ARCHIVE)$(PDF),)
	+@code/check/received $(if $(PDF),pdf $(call quoted,$(PDF)),archive $(call quoted,$(ARCHIVE))) $(call quoted,$(KEY)) \
	  '$(PROFILE)' $(call quoted,$(RESTORE)) $(WORK)received
else
	$(FULL_ONLY)
	@code/check/verify --here data/reference ''
	@$(if $(COSTS),$(NEW_README) | cmp - README.md && { $(NEW_ARTIFACT); } | cmp - ARTIFACT.md && \
	  $(NEW_CITATION) | cmp - CITATION.cff,true) || \
	  { echo 'README.md, ARTIFACT.md or CITATION.cff is not the one of make readme' >&2; exit 1; }
endif

reference: $(if $(ROOT),,$(THESIS) $(GIFS) gallery $(if $(COSTS),readme)) ## renews data/reference from this build, after an intended change
	$(FULL_ONLY)
	@code/check/verify data/reference '' || true
	@code/check/reference '' data/reference

FULL_ONLY = $(if $(ROOT),$(error $@: data/reference is of the full profile: leave out PROFILE, SEED and SET))

spotcheck: $(EXPERIMENTS:%=build/bin/%) $(PROFILED) build/bin/timed ## runs N=5 cells, drawn at random, again and compares them
	@code/check/spotcheck '$(ROOT)' $(WORK)spotcheck '$(N)' '$(DRAW)' $(CELLS)

restore: ## with RESULTS=thesis-results.tar.gz or a folder: takes over results that were computed elsewhere
	$(if $(RESTORE),,$(error RESULTS= is an archive of make dist, or its folder: make restore RESULTS=thesis-results.tar.gz))
	+@code/build/restore open $(call quoted,$(RESTORE)) $(WORK)restored && \
	  $(MAKE) --no-print-directory $(RESULTS) RESTORED=$(WORK)restored && \
	  rm -r $(WORK)restored && code/build/restore colophon '$(ROOT)' $(CELLS) | head -n 1 && \
	  echo 'make paper goes on from there, and make spotcheck computes some of them.'

changes: ## with SINCE=TAG or a commit: numbers, verdicts, pictures and sentences that changed; docs/archives.md
	@code/check/changes $(call quoted,$(SINCE)) build/changes

# The checklist of an edition: nothing uncommitted, its date and version everywhere, checked, verified, packed.
release: ## refuses a tree with changes; then checks everything, and packs an edition; KEY=FILE signs it
	$(FULL_ONLY)
	@changed=$$(git status --porcelain) && [ -z "$$changed" ] || \
	  { echo "$$changed"; echo 'release: these files are in no commit: commit them, or take the changes back' >&2; exit 1; }
	@version=$$(jq -r .version codemeta.json) && date=$$(date -u -d @$(SOURCE_DATE_EPOCH) +%F) && \
	  [ "$$(jq -r .datePublished codemeta.json)" = "$$date" ] || \
	  { echo "release: codemeta.json has another date than SOURCE_DATE_EPOCH, $$date" >&2; exit 1; }; \
	  grep -q "^## $$version, $$date$$" CHANGELOG.md || \
	  { echo "release: CHANGELOG.md has no heading '## $$version, $$date'" >&2; exit 1; }
	+@$(MAKE) --no-print-directory lint && $(MAKE) --no-print-directory check
	+@$(MAKE) --no-print-directory paper html dist && $(MAKE) --no-print-directory verify

receipt: ## a small file that says where this was built, and which tier holds; KEY=FILE signs it
	$(FULL_ONLY)
	@code/check/receipt '$(ROOT)' data/reference $(WORK)receipt.json $(call quoted,$(KEY))

receipts: ## with FOLDER=receipts: a table of the receipts in a folder
	@code/check/receipt table $(call quoted,$(or $(FOLDER),receipts))

costs: ## estimates how long a build takes; lists the cost of each experiment; RECORD=1 keeps it
	$(if $(SET)$(and $(RECORD),$(SEED)),$(error SET=$(SET) SEED=$(SEED): what is on record is the thesis's own))
	@code/build/costs $(if $(RECORD),--record) '$(PROFILE)' '$(ROOT)' $(CELLS)

# What make why is about: in a tree of a profile, by either name.
ABOUT = $(filter $(ROOT)$(FILE:$(ROOT)%=%),$(STEPS))
why: ## with FILE=figures/fig7.pdf: which change makes the file out of date; runs nothing but the compiler
	$(if $(ABOUT),,$(error FILE=$(FILE): no result, figure, archive, page or thesis of PROFILE=$(PROFILE): make help lists what \
	  can be made$(if $(filter build/%,$(FILE)), (a file of build/NAME is one of PROFILE=NAME))))
	+@said=$$($(MAKE) -s --no-print-directory WHY=why $(ABOUT) 2>&1) && echo '$(ABOUT) is up to date' || \
	  { echo "$$said" | sed -n 's|^why: |$(ABOUT): |p' | grep . || { echo "$$said" >&2; exit 1; }; }

processors: ## compares with other OpenBLAS kernels, BLAS, compilers and 64-bit Arm; WITHIN=1: only cells under 1 s
	+@code/check/processors $(if $(RECORD),--record '$(subst ','\'',$(RECORD))') $(if $(WITHIN),--within $(WITHIN))

# The thesis's own seed: the reference, or a build of a smaller profile.
OWN := $(if $(filter full,$(PROFILE)),data/reference,build/$(PROFILE)/reference)
reseed: $(if $(SEED),$(SUMMARIES) $(if $(LEDGER),$(VERDICTS))) ## with SEED=1: what changes with another seed; RECORD=1 keeps it for the thesis
	$(if $(SET),$(error SET=$(SET): reseed compares with the thesis, which has no SET))
	$(if $(SEED),,$(error SEED= is the seed to compare with the thesis's own: make reseed SEED=1))
	@$(if $(filter full,$(PROFILE)),,$(MAKE) --no-print-directory SEED= $(filter-out $@,$(^:$(ROOT)%=build/$(PROFILE)/%)) && \
	  code/check/reference build/$(PROFILE)/ $(OWN))
	@code/check/reference $(ROOT) $(WORK)reference && code/check/reseed $(if $(RECORD),--record) '$(SEED)' $(OWN) $(WORK)reference

try: $(if $(SET),$(EXPERIMENT:%=$(ROOT)data/results/%.json) $(SHOWING)) ## with EXPERIMENT=sparse_regression SET='sigma=0.5': a variant, in a folder of its own
	$(if $(SET),,$(error SET= is what to change: make try EXPERIMENT=sparse_regression SET='sigma=0.5 N100/N=80'))
	@printf '%s\n' $^

check: ## all tests, or TESTS='unit test_page.sh'; needs env/setup tests
	@bash tests/run $(TESTS)

lint: $(LINTED:%=$(OUT)/lint/%) ## what the checkers find in code and text, or in FILES='...'; needs env/setup tests
	@! cat $^ | sort -u | grep .

repro: ## compares two builds under different conditions; needs env/setup tests
	@code/check/repro '$(ROOT)' $(WORK)repro paper PROFILE='$(PROFILE)' SEED='$(SEED)'

unit: $(UNIT) ## the unit tests
	@failed=0; for test in $(UNIT); do echo "# $$test"; \
	  CMOCKA_MESSAGE_OUTPUT=TAP $$test || failed=1; done; exit $$failed

sanitised: ## the unit tests with the address and undefined-behavior sanitizers
	@$(MAKE) --no-print-directory unit OUT=build/sanitised \
	  CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

fuzz: ## FUZZ_RUNS=20000 executions of each fuzzer; needs env/setup tests
	@tests/fuzz/run '$(MAKE)' build/fuzz '$(FUZZ_RUNS)'

bench: $(OUT)/bin/bench ## speed of training, compared with the machine's limits, NumPy and PyTorch; RECORD='how' keeps it
	@code/bench/measure_speed $(if $(RECORD),--record '$(subst ','\'',$(RECORD))') $<

env-check: ## lists each tool and library with the expected and the installed version
	@sh env/check

clean: ## removes everything that was built
	rm -rf build data/results $(foreach f,pdf gif svg json tmp,$(wildcard figures/*.$f)) figures/*-frames \
	  $(BUILT) $(wildcard paper/*.tmp) paper/thesis.pdf paper/html

include code/rules.mk
