# The kernel and rich regimes: a reproducible thesis.     make help   says what can be made
#
# parameters -> cells -> summaries -> figures, numbers -> thesis.  First the index of figures and
# tables with the experiments they show; below it the plumbing, one rule for each arrow.

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

# A new figure is figures/NAME.tex, a line here, and, if it shows something new, an experiment:
# code/experiments/NAME.c with data/params/NAME.json.

# ---- settings ------------------------------------------------------------------------------------

PROFILE ?= full
# Another seed of all random streams, with a tree of its own: make reseed SEED=1.
SEED    ?=
# Another value of some parameters of one experiment: make try.
EXPERIMENT ?=
SET     ?=
# only WORD, CHARACTERS: whether the word has no others.
only = $(if $(shell case '$(subst ','\'',$1)' in (*[!$2]*) echo no;; esac),,yes)
ifeq ($(call only,$(SEED),A-Za-z0-9_.-),)
  $(error SEED=$(SEED): a seed has only letters, digits and _.-)
endif
OF_SET := ][A-Za-z0-9_.=/,+" "-
ifeq ($(call only,$(SET),$(OF_SET)),)
  $(error SET=$(SET): a setting, NAME=VALUE or CELL/NAME=VALUE, has only letters, digits and _./,+[]-)
endif
# What to put before the program of every cell, such as LAUNCH='srun -Q -n1 -c1'.
LAUNCH  ?=
# What runs a program that CC made for another processor, such as RUN='qemu-aarch64 -L FOLDER'.
RUN     ?=
# RECORD=1 keeps in data/reference what costs or reseed found, RECORD='how it was run' what processors or bench did.
RECORD  ?=
WITHIN  ?=
# How many cells make spotcheck draws, and a text that draws the same ones again.
N       ?= 5
DRAW    ?=
# What make why is about.
FILE    :=
# What make lint looks at, if not at everything.
FILES   :=
# How many executions of each fuzzer make fuzz runs.
RUNS    ?= 20000
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
COMPILE := $(CC) -std=c11 -D_GNU_SOURCE -ffp-contract=off -ffunction-sections $(CFLAGS) $(WARN) -Icode/lib
# The date on the title page and in every PDF: 24 November 2026, 0:00 UTC.
export SOURCE_DATE_EPOCH := 1795478400
export LC_ALL := C.UTF-8
export OMP_NUM_THREADS := 1
export V

# ---- the lists -----------------------------------------------------------------------------------

# O: where compiled code goes; the sanitised tests have a folder of their own.
O := build
# B: what the build keeps for itself. R: where results, figures and thesis of the profile go.
TREE := $(PROFILE)$(if $(SEED),-seed-$(SEED))$(if $(SET),-$(shell echo '$(EXPERIMENT) $(SET)' | tr -d '=[]' | tr ' ,/+' '-_.p'))
B := build/$(TREE)/
R := $(if $(filter full,$(TREE)),,$(B))
export MEMO := $(B)memo

# Only names that can be words of a command; cells, which sees all, names the others and stops.
PARAMS      := $(sort $(shell ls data/params 2>/dev/null | \
                 sed -n 's|^[A-Za-z0-9_][A-Za-z0-9_.-]*[.]json$$|data/params/&|p'))
EXPERIMENTS := $(PARAMS:data/params/%.json=%)
$(if $(SET),$(if $(filter $(EXPERIMENT),$(EXPERIMENTS)),,$(error \
  EXPERIMENT=$(EXPERIMENT): SET is for one of the experiments: $(EXPERIMENTS))))
NEEDS_CELLS := $(filter-out help clean env-check check lint unit sanitised fuzz bench readme verify why, \
                  $(or $(MAKECMDGOALS),help))
ifneq ($(NEEDS_CELLS),)
  FOUND := $(shell code/tools/cells '$(PROFILE)' data/params/*.json)
  $(if $(filter-out 0,$(.SHELLSTATUS)),$(error the parameters cannot be used, see above))
endif
CELLS     := $(foreach c,$(FOUND),$(if $(findstring =,$c),,$c))
DATA      := $(foreach c,$(FOUND),$(if $(findstring =,$c),$c)) $(foreach s,$(filter data=% test_data=%,$(SET)), \
               $(patsubst %,%=$(lastword $(subst =, ,$s)),$(filter $(EXPERIMENT)/%,$(CELLS))))
RESULTS   := $(CELLS:%=$(R)data/results/%.json)
SUMMARIES := $(EXPERIMENTS:%=$(R)data/results/%.json)
PROFILED  := $(EXPERIMENTS:%=$(R)data/params/%.json)
PLOTS     := $(FIGURES:%=$(R)figures/%.pdf) $(ANIMATIONS:%=$(R)figures/%-frames.pdf)
GIFS      := $(ANIMATIONS:%=$(R)figures/%.gif)
VERDICTS  := $(R)paper/verdicts.json
CLAIMS    := $(R)paper/claims.tex
THESIS    := $(R)paper/thesis.pdf
# Records that are tables of the thesis. A paper just begun has none, and perhaps no claims.
RECORDS   := $(wildcard $(patsubst %,data/reference/%.json,costs processors seeds bench))
COSTS     := $(filter %/costs.json,$(RECORDS))
SEEDS     := $(filter %/seeds.json,$(RECORDS))
LEDGER    := $(wildcard paper/claims.json)
LISTED    := $(if $(LEDGER),$(CLAIMS)) $(R)paper/environment.tex $(RECORDS:data/reference/%.json=$(R)paper/%.tex)
DRAWINGS  := $(FIGURES:%=$(R)figures/%.svg) $(ANIMATIONS:%=$(R)figures/%-frames.json)
PAGE      := $(R)paper/html/index.html
GRAPH     := $(R)figures/graph.pdf $(R)figures/graph.svg
PICTURES  := $(GALLERY:%=$(B)gallery/%)
ARCHIVES  := $(B)dist/thesis-arxiv.tar.gz $(B)dist/thesis-results.tar.gz
BUILT     := paper/verdicts.json $(patsubst %,paper/%.tex,claims environment costs processors seeds bench graph)
TEXT      := $(sort $(filter-out $(BUILT),$(wildcard paper/*.tex paper/chapters/*.tex tables/*.tex)))
# Files that the text links to; looked for when the page is made.
LINKED     = $(wildcard $(shell grep -ohE '\\(sourcelink|filesources|recordsources)[{][^}\]+' $(TEXT) /dev/null | \
               sed 's/.*{//'))
LIBRARY    = $(patsubst code/lib/%.c,$O/obj/%.o,$(wildcard code/lib/*.c))
UNIT       = $(patsubst tests/unit/%.c,$O/tests/%,$(wildcard tests/unit/test_*.c))
LINTED     = $(or $(FILES),$(wildcard code/*/* tests/run tests/fuzz/run $(foreach e,c h sh py,tests/*/*.$e) \
               env/check env/setup .ci/run paper/thesis.tex paper/chapters/*.tex))
cells_of   = $(filter $(R)data/results/$1/%,$(RESULTS))
# For code/tools/progress: the cells that what was asked for needs.
shown_by   = $(foreach f,$1,$($f))
needs      = $(if $(filter figures,$1),$(call shown_by,$(FIGURES) $(ANIMATIONS)),$(if $(filter gallery,$1),\
               $(call shown_by,$(basename $(GALLERY))),$(if $(filter figures/%,$1),\
               $(call shown_by,$(patsubst %-frames,%,$(basename $(notdir $1)))),$(if $(filter data/results/%,$1),\
               $(1:data/results/%.json=%),$(EXPERIMENTS)))))
ASKED     := $(sort $(foreach g,$(MAKECMDGOALS:$(R)%=%),$(call needs,$g)))
export PLAN := $(PROFILE) $(or $(R),-) $(filter $(ASKED) $(ASKED:%=%/%),$(CELLS))
data_of    = $(patsubst $1=%,%,$(filter $1=%,$(DATA)))

# ---- what to ask for -----------------------------------------------------------------------------

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDEXPANSION:
.PHONY: help paper html figures results unused graph claims verify reference spotcheck repro processors reseed try costs why \
        check lint unit sanitised fuzz bench env-check clean gallery readme dist FORCE
MAKEFLAGS += --no-builtin-rules

help: ## this list
	@echo 'usage: make [-jN] TARGET [PROFILE=quick] [LAUNCH=COMMAND] [V=1]'
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  \1\t\2/p' Makefile | expand -t 40
	@printf '  %s\t%s\n' figures/NAME.pdf 'one figure: $(FIGURES)' \
	  figures/NAME.gif 'one animation: $(ANIMATIONS)' \
	  data/results/EXPERIMENT.json "an experiment's summary: $(EXPERIMENTS)" \
	  data/results/EXPERIMENT/CELL.json 'one cell; the cells are in data/params/EXPERIMENT.json' | expand -t 40
	@echo 'PROFILE=quick runs everything at a small size, into build/quick.'

paper: $(THESIS) $(GIFS) ## the thesis, with all that it needs
	@if [ -e $(MEMO)/ran ]; then rm -f $(MEMO)/ran; code/tools/progress close $$PPID $(THESIS) || echo 'The thesis is $(THESIS).'; \
	  else echo 'Nothing to do: $(THESIS) is up to date.'; fi

html: $(PAGE) ## the thesis as a page for the web, in a folder that can be put anywhere
	@echo 'The page is $(PAGE).'

figures: $(PLOTS) $(GIFS) ## all figures and animations
results: $(SUMMARIES) ## all experiments
unused: $(SUMMARIES) ## the results that neither text nor figures nor claims use
	@code/tools/unused $^ -- $(TEXT) $(wildcard figures/*.tex) $(LEDGER)

graph: $(GRAPH) ## what is made from what, as make knows it
	@echo 'The graph is $(firstword $(GRAPH)) and $(lastword $(GRAPH)).'

claims: $(VERDICTS) ## what the original claims, and whether it holds
	@jq -r --arg form text -f code/tools/ledger.jq $<

# Without prerequisites: a build would repair what verify is to find.
verify: ## whether results, figures and thesis are those of data/reference
	$(FULL_ONLY)
	@code/tools/verify --here data/reference ''
	@$(if $(COSTS),$(NEW_README) | cmp - README.md,true) || { echo 'README.md: its table is not the one of make readme' >&2; exit 1; }

reference: $(if $(R),,$(THESIS) $(GIFS) gallery $(if $(COSTS),readme)) ## data/reference, from this build, after a change that is meant
	$(FULL_ONLY)
	@code/tools/verify data/reference '' || true
	@code/tools/reference '' data/reference

FULL_ONLY = $(if $(R),$(error $@: data/reference is of the full profile: leave out PROFILE, SEED and SET))

spotcheck: $(EXPERIMENTS:%=build/bin/%) $(PROFILED) build/bin/measured ## N=5 cells, drawn at random, run anew and compared
	@code/tools/spotcheck '$(R)' $(B)spotcheck '$(N)' '$(DRAW)' $(CELLS)

costs: ## what the cells cost when they were run; RECORD=1 keeps it for the thesis
	@code/tools/costs $(if $(RECORD),--record) '$(PROFILE)' '$(R)' $(CELLS)

why: ## FILE=figures/fig7.pdf: what changed, so that it is made anew; builds nothing
	+@RUN='$(RUN)' code/tools/why '$(MAKE)' '$(R)' '$(PROFILE)' '$(SEED)' $O '$(CC)' '$(COMPILE) $(LIBS)' '$(subst ','\'',$(FILE))'

processors: ## the quick profile with other kernels, linear algebra, compilers and on Arm; WITHIN=1 or shortest runs short cells alone
	+@code/tools/processors $(if $(RECORD),--record '$(RECORD)') $(if $(WITHIN),--within $(WITHIN))

# The thesis's own seed: the reference, or a build of a smaller profile.
OWN := $(if $(filter full,$(PROFILE)),data/reference,build/$(PROFILE)/reference)
reseed: $(if $(SEED),$(SUMMARIES) $(if $(LEDGER),$(VERDICTS))) ## with SEED=1: what another seed changes; RECORD=1 keeps it for the ledger
	$(if $(SEED),,$(error SEED= is the seed to compare with the thesis's own: make reseed SEED=1))
	@$(if $(filter full,$(PROFILE)),,$(MAKE) --no-print-directory SEED= $(filter-out $@,$(^:$(R)%=build/$(PROFILE)/%)) && \
	  code/tools/reference build/$(PROFILE)/ $(OWN))
	@code/tools/reference $(R) $(B)reference && code/tools/reseed $(if $(RECORD),--record) '$(SEED)' $(OWN) $(B)reference

# The figures that show this experiment: alone, if there are such.
SHOWING := $(foreach f,$(FIGURES) $(ANIMATIONS),$(if $(filter $(EXPERIMENT),$($f)),$f))
SHOWING := $(or $(foreach f,$(SHOWING),$(if $(filter-out $(EXPERIMENT),$($f)),,$f)),$(SHOWING))
SHOWING := $(filter $(SHOWING:%=$(R)figures/%.pdf) $(SHOWING:%=$(R)figures/%.gif),$(PLOTS) $(GIFS))
try: $(if $(SET),$(EXPERIMENT:%=$(R)data/results/%.json) $(SHOWING)) ## EXPERIMENT=sparse_regression SET='sigma=0.5 n=400': a variant with its figures, in a tree of its own
	$(if $(SET),,$(error SET= is what to change: make try EXPERIMENT=sparse_regression SET='sigma=0.5 N100/N=80'))
	@printf '%s\n' $^

check: ## the tests, or those of TESTS='unit test_page.sh ...'; needs env/setup tests
	@tests/run $(TESTS)

lint: $(LINTED:%=$O/lint/%) ## what the checkers find in code and text, or in FILES='...'; needs env/setup tests
	@! cat $^ | sort -u | grep .

repro: ## two builds under conditions as different as can be, compared; needs env/setup tests
	@code/tools/repro '$(R)' $(B)repro paper PROFILE='$(PROFILE)' SEED='$(SEED)'

unit: $(UNIT) ## the unit tests alone
	@failed=0; for test in $(UNIT); do echo "# $$test"; \
	  CMOCKA_MESSAGE_OUTPUT=TAP $$test || failed=1; done; exit $$failed

sanitised: ## the unit tests under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory unit O=build/sanitised \
	  CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

fuzz: ## RUNS=20000 executions of each fuzzer of the parsers; needs env/setup tests
	@tests/fuzz/run '$(MAKE)' build/fuzz '$(RUNS)'

bench: $O/bin/bench ## how fast training is, against the machine's limits, NumPy and PyTorch; RECORD='how' keeps it
	@code/tools/rounds $(if $(RECORD),--record '$(RECORD)') $<

env-check: ## each tool and library, with the version wanted and found
	@env/check

clean: ## removes all that was built
	rm -rf build data/results $(foreach f,pdf gif svg json tmp,$(wildcard figures/*.$f)) figures/*-frames \
	  $(BUILT) $(wildcard paper/*.tmp) paper/thesis.pdf paper/html

# ---- code ----------------------------------------------------------------------------------------

# Under a name of this process until it is whole: two makes may be at work, or what is left of a killed one.
NEW  := $$$$.tmp
# A comma in a call would end an argument.
LINK := -Wl,--gc-sections
# as_whole COMMAND, FILE...: gives the files their names, or takes away what the command left of them.
as_whole = $1 && $(foreach f,$2,mv $f.$(NEW) $f &&) : || { rm -f $(2:=.$(NEW)); exit 1; }

$O/obj/%.o: code/lib/%.c $O/compiler
	@mkdir -p $(@D)
	@$(call as_whole,$(COMPILE) -MMD -MP -MF $(@:.o=.d).$(NEW) -MT $@ -c $< -o $@.$(NEW),$(@:.o=.d) $@)

$O/lib.a: $(LIBRARY)
	@$(call as_whole,rm -f $@.$(NEW) && ar rcsD $@.$(NEW) $^,$@)

$O/bin/%: code/experiments/%.c $O/lib.a
	$(call link)
$O/bin/%: code/tools/%.c $O/lib.a
	$(call link)
$O/tests/%: tests/unit/%.c $O/lib.a
	$(call link,-lcmocka)
$O/fuzzers/%: tests/fuzz/%.c $O/lib.a
	$(call link,-fsanitize=fuzzer $(WRAPPED:%=-Xlinker --wrap=%))
# What tests/fuzz/fuzz.h has in place of the library's own.
WRAPPED := exit files_read files_create files_close files_publish files_commit files_sha256
define link
@mkdir -p $(@D) $O/obj/main
@printf '  %-10s %s\n' compile $@
@$(call as_whole,$(COMPILE) -MMD -MP -MF $O/obj/main/$(@F).d.$(NEW) -MT $@ $(LINK) \
  $< $O/lib.a -o $@.$(NEW) $(LIBS) $1 && sha256sum $< code/lib/*.[ch] $O/compiler >$O/obj/main/$(@F).sums.$(NEW),\
  $O/obj/main/$(@F).d $O/obj/main/$(@F).sums $@)
endef

# The compiler, its version and its options, written when they change.
$O/compiler: FORCE
	@mkdir -p $(@D)
	@{ $(CC) --version | head -n 1 && echo '$(COMPILE) $(LIBS)'; } >$@.$(NEW) && \
	  if cmp -s $@.$(NEW) $@; then rm $@.$(NEW); else mv $@.$(NEW) $@; fi

-include $(wildcard $O/obj/*.d $O/obj/main/*.d)

# What the checkers find in a file. The options are those of the build, whatever compiles it.
$O/lint/%: % code/tools/lint .clang-format .clang-tidy tests/.clang-tidy .shellcheckrc .chktexrc \
           $(wildcard tests/pipeline/lib.sh code/lib/*.h tests/*/*.h)
	@mkdir -p $(@D)
	@printf '  %-10s %s\n' lint $<
	@code/tools/lint $< $(filter-out $(CC) $(CFLAGS),$(COMPILE)) -Itests/unit >$@.$(NEW) && mv $@.$(NEW) $@

# ---- parameters -> cells -> summaries ------------------------------------------------------------

# Rules that call step decide by content, not by time: see code/tools/step.
STEP := code/tools/step

ifneq ($(R),)
$(PROFILED): $(R)data/params/%.json: data/params/%.json $O/bin/profile
	@$(RUN) $O/bin/profile $(PROFILE) $< $@ $(SEED)$(if $(and $(SET),$(filter $(EXPERIMENT),$*)), && \
	  $(call as_whole,code/tools/variant $@ $(SET) >$@.$(NEW),$@))
# A target of another profile goes by the name it has in the full one.
figures/%: $(R)figures/% ; @:
data/results/%: $(R)data/results/% ; @:
paper/%.pdf: $(R)paper/%.pdf ; @:
endif

$(RESULTS): $(R)data/results/%.json: $O/bin/$$(*D) $(R)data/params/$$(*D).json $$(call data_of,$$*) \
                                     | $O/bin/measured
	@key=$$($(RUN) $< $(word 2,$^) $(*F)) && exec $(STEP) cell $@ "$$key" $(filter-out $(word 2,$^),$^) -- \
	  $(LAUNCH) $(RUN) $O/bin/measured $(@:.json=.log) $(RUN) $< $(word 2,$^) $(*F) $(@:.json=)

$(SUMMARIES): $(R)data/results/%.json: $O/bin/summarise $(R)data/params/%.json $$(call cells_of,$$*)
	@$(STEP) summary $@ '' $^ -- $(RUN) $< $(word 2,$^) $(R)data/results

# What was edited or lost since it was made is looked at again. (MEMO does not reach $(shell).)
STEPS := $(RESULTS) $(SUMMARIES) $(PLOTS) $(GIFS) $(DRAWINGS) $(VERDICTS) $(CLAIMS) $(THESIS) $(PAGE) $(PICTURES) \
         $(ARCHIVES) $(GRAPH)
$(shell MEMO='$(MEMO)' code/tools/spoilt $(STEPS)): FORCE
# So is all that was built later than now: the clock was set back, and no edit since then would seem new.
$(shell find $O/obj $O/bin $O/tests $O/lint $O/fuzzers $O/lib.a $O/compiler $(if $(R),$(PROFILED)) $(LISTED) \
          $(B)proofread $(B)lists $(R)paper/graph.tex $(STEPS) -type f -newermt '1 second' \
          -exec touch -d 1970-01-02 {} + 2>/dev/null)

# ---- summaries -> figures ------------------------------------------------------------------------

TYPESET := code/tools/typeset build/bin/numbers paper/results.sty
SHARED  := $(filter-out $(FIGURES:%=figures/%.tex) $(ANIMATIONS:%=figures/%.tex),$(wildcard figures/*.tex))
summaries_of = $(foreach e,$($1),$(if $(filter reference/%,$e),data/$e.json data/$e.csv, \
                 $(R)data/results/$e.json $(R)data/params/$e.json))

$(R)figures/%.pdf: figures/$$(subst -frames,,$$*).tex $(TYPESET) $(SHARED) $$(call summaries_of,$$(subst -frames,,$$*))
	@$(STEP) figure $@ '$(TREE)' $^ -- code/tools/typeset '$(R)' $(TREE) $(B)tex/$* $< $@ \
	  $(filter tables/%,$^)

$(R)figures/table1.pdf: tables/table1.tex

# What a run of the extended profile gave, kept because it takes too long for every build.
EXTENDED := $(wildcard data/reference/extended/*)
$(R)figures/figA3.pdf $(THESIS): $(EXTENDED)

# The graph hangs on this file, and on what is there. It is the full profile's in every profile.
$(B)lists: FORCE
	@mkdir -p $(@D)
	@echo '$(EXPERIMENTS) $(FOUND) $(RECORDS) $(EXTENDED) $(LEDGER)' >$@.$(NEW) && \
	  if cmp -s $@.$(NEW) $@; then rm $@.$(NEW); else mv $@.$(NEW) $@; fi
$(R)paper/graph.tex: code/tools/graph Makefile $(B)lists
	@mkdir -p $(@D) && $(call as_whole,$< >$@.$(NEW),$@)
$(R)figures/graph.pdf: $(R)paper/graph.tex

$(R)figures/%.gif: $(R)figures/%-frames.pdf code/tools/animate
	@$(STEP) animation $@ '' $^ -- code/tools/animate $(B)gif/$* $< $@ 12

# ---- summaries -> verdicts -----------------------------------------------------------------------

$(VERDICTS): paper/claims.json code/tools/claims code/tools/claims.jq $(SUMMARIES) $(if $(R),,$(SEEDS))
	@$(STEP) verdicts $@ '' $^ -- code/tools/claims $< $@ '$(if $(R),,$(SEEDS))' $(SUMMARIES)

$(CLAIMS): $(VERDICTS) code/tools/ledger.jq
	@$(STEP) ledger $@ '' $^ -- sh -c 'jq -r --arg form tex -f code/tools/ledger.jq $< >$@.tmp && mv $@.tmp $@'

# ---- all of it -> thesis -------------------------------------------------------------------------

# Tables made from lists of the project's own.
$(R)paper/environment.tex: env/build.list
$(RECORDS:data/reference/%.json=$(R)paper/%.tex): $(R)paper/%.tex: data/reference/%.json
$(filter-out $(CLAIMS),$(LISTED)): code/tools/tables
	@mkdir -p $(@D) && $(call as_whole,code/tools/tables $(basename $(@F)) $(filter-out $<,$^) >$@.$(NEW),$@)

$(THESIS): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/thesis.sty paper/refs.bib $(TYPESET) \
           $(PLOTS) $(SUMMARIES) $(PROFILED) $(LISTED) $(RECORDS) | $(B)proofread
	@$(STEP) thesis $@ '$(TREE)' $^ -- code/tools/typeset '$(R)' $(TREE) $(B)tex/thesis $< $@ \
	  $(filter-out $<,$(TEXT))

$(B)proofread: code/tools/proofread paper/typed.txt $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LEDGER)
	@mkdir -p $(@D) && $^ && touch $@

# ---- all of it -> page ---------------------------------------------------------------------------

$(DRAWINGS): code/tools/webfigure
$(R)figures/%.svg: $(R)figures/%.pdf
	@$(STEP) drawing $@ '' $^ -- code/tools/webfigure $< $@
$(R)figures/%-frames.json: $(R)figures/%-frames.pdf
	@$(STEP) frames $@ '' $^ -- code/tools/webfigure $< $@

$(PAGE): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LISTED) $(THESIS) $(DRAWINGS) $(GIFS) \
         $(SUMMARIES) $(PROFILED) $$(LINKED) $(wildcard paper/*.sty paper/web/* code/experiments/*.c figures/*.tex) \
         code/tools/webpage build/bin/numbers
	@$(STEP) page $@ '$(TREE)' $^ -- code/tools/webpage '$(R)' $(TREE) $(B)tex/page $< $@ \
	  $(filter-out $<,$(TEXT))

# ---- for others ----------------------------------------------------------------------------------

INDEX    = $(foreach f,$(FIGURES),'$f.pdf $($f)') $(foreach f,$(ANIMATIONS),'$f.gif $($f)') $(EXPERIMENTS)

gallery: $(PICTURES) ## the README's pictures, from the full build
	@$(if $(R),,$(if $^,mkdir -p figures/gallery && cp $^ figures/gallery))

$(B)gallery/%.png: $(R)figures/%.pdf code/tools/animate
	@$(STEP) picture $@ '' $^ -- code/tools/animate $(B)gif/$* $< $@ 1
$(B)gallery/%.gif: $(R)figures/%.gif
	@$(STEP) picture $@ '' $^ -- sh -c 'cp $< $@.tmp && mv $@.tmp $@'

NEW_README = code/tools/readme README.md paper/claims.json data/reference/costs.json $(INDEX)
readme: ## the README's table of figures
	@$(NEW_README) >README.md.tmp && mv README.md.tmp README.md

dist: $(ARCHIVES) ## archives: sources for arXiv; results with checksums
	@ls -l $^ | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1e6 }'

$(B)dist/thesis-arxiv.tar.gz: $(THESIS) $(TEXT) $(LISTED) $(PLOTS) $(wildcard paper/*.sty) code/tools/dist
	@$(STEP) archive $@ '' $^ -- code/tools/dist arxiv '$(R)' $(B)tex/thesis $@

WITH_RESULTS := $(PROFILED) $(if $(LEDGER),$(VERDICTS)) $(LEDGER) data/README.md LICENSE \
                $(sort $(wildcard data/reference/*.json data/reference/extended/*))
$(B)dist/thesis-results.tar.gz: $(RESULTS) $(SUMMARIES) $(WITH_RESULTS) code/tools/dist
	@$(STEP) archive $@ '' $^ -- code/tools/dist results '$(R)' $@ $(RESULTS) $(SUMMARIES) -- $(WITH_RESULTS)
