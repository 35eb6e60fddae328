# lists.mk: the names of all there is, from the index in the Makefile, data/params and what is on record.

# OUT: where compiled code goes; the sanitised tests have a folder of their own.
OUT := build
# WORK: what the build keeps for itself. ROOT: where results, figures and thesis of the profile go. A name longer than
# a file's may be has a sum for its tail; build/TREE/set has all of the settings.
TREE := $(PROFILE)$(if $(SEED),-seed-$(SEED))$(if $(SET),-$(shell set='$(EXPERIMENT) $(SET)'; \
          name=$$(echo "$$set" | tr -d '=[]' | tr ' ,/+' '-_.p'); [ $${#name} -le 200 ] || \
          name=$$(echo "$$name" | cut -c -180)-$$(echo "$$set" | cksum | cut -d ' ' -f 1); echo "$$name"))
WORK := build/$(TREE)/
ROOT := $(if $(filter full,$(TREE)),,$(WORK))
export MEMO := $(WORK)memo

# Only names that can be words of a command; cells, which sees all, names the others and stops.
PARAMS      := $(sort $(shell QUOTING_STYLE=literal ls data/params 2>/dev/null | \
                 sed -n 's|^[A-Za-z0-9_][A-Za-z0-9_.-]*[.]json$$|data/params/&|p'))
EXPERIMENTS := $(PARAMS:data/params/%.json=%)
ifneq ($(SET),)
  $(if $(filter $(EXPERIMENT),$(EXPERIMENTS)),,$(error \
    EXPERIMENT=$(EXPERIMENT): SET is for one of the experiments: $(EXPERIMENTS)))
  $(if $(shell sh code/build/variant data/params/$(EXPERIMENT).json $(SET) >/dev/null || echo no),$(error see above))
endif
NEEDS_CELLS := $(filter-out help clean env-check check lint unit sanitised fuzz bench readme verify changes receipt receipts study study-report \
                  $(addprefix $(OUT)/,lib.a obj/% bin/% tests/% fuzzers/% lint/%), \
                  $(or $(MAKECMDGOALS),help))
ifneq ($(NEEDS_CELLS),)
  FOUND := $(shell sh code/build/cells '$(PROFILE)' data/params/*.json)
  $(if $(filter-out 0,$(.SHELLSTATUS)),$(error the parameters cannot be used, see above))
endif
# What is merged of a profile or a setting has cells and data of its own: see rules.mk.
ifneq ($(and $(NEEDS_CELLS),$(ROOT)),)
  include $(MEMO)/cells.mk
endif
CELLS     := $(foreach c,$(FOUND),$(if $(findstring =,$c),,$c))
OWN_DATA  := $(foreach c,$(FOUND),$(if $(findstring =,$c),$c))
override RESULTS := $(CELLS:%=$(ROOT)data/results/%.json)
SUMMARIES := $(EXPERIMENTS:%=$(ROOT)data/results/%.json)
PROFILED  := $(EXPERIMENTS:%=$(ROOT)data/params/%.json)
PLOTS     := $(FIGURES:%=$(ROOT)figures/%.pdf) $(ANIMATIONS:%=$(ROOT)figures/%-frames.pdf)
GIFS      := $(ANIMATIONS:%=$(ROOT)figures/%.gif)
VERDICTS  := $(ROOT)paper/verdicts.json
CLAIMS    := $(ROOT)paper/claims.tex
THESIS    := $(ROOT)paper/thesis.pdf
# Records that are tables of the thesis. A paper just begun has none, and perhaps no claims.
RECORDS   := $(wildcard $(patsubst %,data/reference/%.json,costs processors seeds bench))
COSTS     := $(filter %/costs.json,$(RECORDS))
SEEDS     := $(filter %/seeds.json,$(RECORDS))
LEDGER    := $(wildcard paper/claims.json)
LISTED    := $(if $(LEDGER),$(CLAIMS) $(if $(COSTS),$(ROOT)paper/artifact.tex)) $(ROOT)paper/environment.tex $(RECORDS:data/reference/%.json=$(ROOT)paper/%.tex)
DRAWINGS  := $(FIGURES:%=$(ROOT)figures/%.svg) $(ANIMATIONS:%=$(ROOT)figures/%-frames.json)
PAGE      := $(ROOT)paper/html/index.html
GRAPH     := $(ROOT)figures/graph.pdf $(ROOT)figures/graph.svg
PICTURES  := $(GALLERY:%=$(WORK)gallery/%)
ARCHIVES  := $(addprefix $(WORK)dist/,thesis-arxiv.tar.gz thesis-results.tar.gz thesis.pdf)
# Of all files of the project, which make does not list.
SOURCE    := $(WORK)dist/thesis-source.tar.gz
BUILT     := paper/verdicts.json paper/colophon.txt $(patsubst %,paper/%.tex,claims artifact environment costs processors seeds bench graph)
TEXT      := $(sort $(filter-out $(BUILT),$(wildcard paper/*.tex paper/chapters/*.tex tables/*.tex)))
# Files that the text links to; looked for when the page is made.
LINKED     = $(wildcard $(shell grep -ohE '\\(sourcelink|filesources|recordsources)[{][^}\]+' $(TEXT) /dev/null | \
               sed 's/.*{//'))
SOURCES    = $(filter-out code/summary/summarise.c,$(wildcard $(foreach d,lib models summary,code/$d/*.[ch])))
LIBRARY    = $(patsubst %.c,$(OUT)/obj/%.o,$(notdir $(filter %.c,$(SOURCES))))
# What the page that recomputes is made of: objects for WebAssembly, the module, what it is compared with.
WEB_PROGRAMS := $(filter-out $(NOT_WEB),$(EXPERIMENTS))
WEB_OBJECTS  = $(patsubst code/%.c,$(OUT)/web/%.o,$(filter code/lib/%.c code/models/%.c,$(SOURCES)) $(wildcard code/web/*.c)) \
               $(WEB_PROGRAMS:%=$(OUT)/web/experiments/%.o)
WEB_MODULE   := $(OUT)/web/module.wasm
WEB_SCRIPTS  := $(OUT)/web/module.js $(WORK)web/published.js
UNIT       = $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(wildcard tests/unit/test_*.c))
LINTED     = $(or $(FILES),$(filter-out %.json %.mk,$(wildcard code/*/*)) $(wildcard tests/run tests/fuzz/run $(foreach e,c h sh py,tests/*/*.$e) \
               env/check env/setup .ci/run paper/web/*.js paper/thesis.tex paper/chapters/*.tex *.md */README.md docs/*.md))
cells_of   = $(filter $(ROOT)data/results/$1/%,$(RESULTS))
# The figures that show this experiment: alone, if there are such.
SHOWING := $(foreach f,$(FIGURES) $(ANIMATIONS),$(if $(filter $(EXPERIMENT),$($f)),$f))
SHOWING := $(or $(foreach f,$(SHOWING),$(if $(filter-out $(EXPERIMENT),$($f)),,$f)),$(SHOWING))
SHOWING := $(filter $(SHOWING:%=$(ROOT)figures/%.pdf) $(SHOWING:%=$(ROOT)figures/%.gif),$(PLOTS) $(GIFS))
# For code/build/progress: the cells that what was asked for needs, by the name of a figure or a result; or all.
GOALS     := $(if $(SET),$(EXPERIMENT)) $(patsubst data/results/%.json,%,$(MAKECMDGOALS:$(ROOT)%=%))
GOALS     := $(foreach g,$(GOALS),$g $($(patsubst %-frames,%,$(basename $(notdir $g)))))
export PLAN := $(PROFILE) $(or $(ROOT),-) $(or $(filter $(GOALS) $(GOALS:%=%/%),$(CELLS)),$(CELLS))
data_of    = $(patsubst $1=%,%,$(filter $1=%,$(OWN_DATA)))
