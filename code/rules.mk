# rules.mk: how each thing is made: the code first, then one rule for each arrow.

# ---- compiled code: code/lib, code/models, code/summary, then the programs ---------------------------------------

# What calls step is made anew by content, not by time. Code is of no profile, and so is the memory of it.
STEP := code/build/step
CODE := MEMO=$(OUT)/obj/memo $(STEP)
# A comma in a call would end an argument.
LINK := -Wl,--gc-sections
# into COMMAND: what it prints is the target, whole or not at all.
into = sh -c '$1 >$@.tmp && mv $@.tmp $@ || { rm -f $@.tmp; exit 1; }'
# if_other_than FILE,COMMAND: what it prints is the file, which keeps its time while that is the same.
if_other_than = mkdir -p $(dir $1) && $2 >$1.$$$$.tmp && \
  if cmp -s $1.$$$$.tmp $1; then rm $1.$$$$.tmp; else mv $1.$$$$.tmp $1; fi
# if_other COMMAND: the same for the target.
if_other = $(call if_other_than,$@,$1)

# Lists of files: with other names on them, what is made from a list is looked at again. They are no input of it.
$(MEMO)/lists: FORCE
	@$(call if_other,echo '$(EXPERIMENTS) $(FOUND) $(RECORDS) $(EXTENDED) $(LEDGER) $(SOURCES) $(SHARED) $(TEXT)')
from = $(filter-out FORCE $(MEMO)/lists,$^)

# A file includes those of its own folder, those of code/lib, and, where it is of one of these, of the folders named.
experiments_sees := models
bench_sees       := models
study_sees       := models
unit_sees        := models summary
fuzz_sees        := models summary
sees = -I$(<D) $(addprefix -Icode/,$($(notdir $(<D))_sees))

define object
@$(CODE) -d $(@:.o=.d) - $@ '' $< $(OUT)/compiler -- $(COMPILE) -I$(<D) -MMD -MF $(@:.o=.d) -c $< -o $@
endef
$(OUT)/obj/%.o: code/lib/%.c $(OUT)/compiler
	$(object)
$(OUT)/obj/%.o: code/models/%.c $(OUT)/compiler
	$(object)
$(OUT)/obj/%.o: code/summary/%.c $(OUT)/compiler
	$(object)

$(OUT)/lib.a: $(LIBRARY) $(MEMO)/lists
	@$(CODE) - $@ '' $(from) -- sh -c 'rm -f $@ && ar rcsD $@ $(from)'

$(OUT)/bin/%: code/experiments/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link)
$(OUT)/bin/%: code/summary/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link)
$(OUT)/bin/%: code/build/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link)
$(OUT)/bin/%: code/thesis/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link)
$(OUT)/bin/%: code/bench/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link)
$(OUT)/tests/%: tests/unit/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link,-lcmocka)
$(OUT)/fuzzers/%: tests/fuzz/%.c $(OUT)/lib.a $(OUT)/compiler
	$(call link,-fsanitize=fuzzer $(WRAPPED:%=-Xlinker --wrap=%))
# What tests/fuzz/fuzz.h has in place of the library's own.
WRAPPED := exit files_read files_create files_close files_publish files_commit files_sha256
define link
@$(CODE) -d $(OUT)/obj/main/$(@F).d compile $@ '' $(from) -- $(COMPILE) $(sees) -MMD -MF $(OUT)/obj/main/$(@F).d \
  $(LINK) $< $(OUT)/lib.a -o $@ $(LIBS) $1
endef

# The experiments as one module of WebAssembly, and as a script that a page opened as a file can load.
define web_object
@$(CODE) -d $(@:.o=.d) - $@ '' $< $(OUT)/web/compiler -- $(WEB_COMPILE) $(WARN) -Wno-missing-prototypes \
  -I$(<D) $1 -MMD -MF $(@:.o=.d) -c $< -o $@
endef
$(OUT)/web/lib/%.o: code/lib/%.c $(OUT)/web/compiler
	$(call web_object)
$(OUT)/web/models/%.o: code/models/%.c $(OUT)/web/compiler
	$(call web_object)
$(OUT)/web/web/%.o: code/web/%.c $(OUT)/web/compiler
	$(call web_object)
# Where main returns nothing, it returns 0; a function of another name does not.
$(OUT)/web/experiments/%.o: code/experiments/%.c $(OUT)/web/compiler
	$(call web_object,-Icode/models -Dmain=main_$* -Wno-return-type)
$(OUT)/web/web/module.o: code/web/module.c $(OUT)/web/compiler
	$(call web_object,'-DPROGRAMS=$(foreach p,$(WEB_PROGRAMS),PROGRAM($p))')
WEB_EXPORTS := malloc free SHA256Data $(addprefix cJSON_,CreateNull CreateBool CreateNumber CreateString CreateArray \
               CreateObject AddItemToArray AddItemToObject)
comma := ,
$(WEB_MODULE): $$(WEB_OBJECTS) $(OUT)/web/compiler
	@$(CODE) module $@ '' $^ -- $(WEB_COMPILE) $(filter %.o,$^) \
	  $(addprefix -lwasi-emulated-,signal mman getpid) -Wl,--gc-sections,--strip-all,--wrap=fopen,-z,stack-size=1048576 \
	  $(WEB_EXPORTS:%=-Wl$(comma)--export=%) -o $@
$(OUT)/web/module.js: $(WEB_MODULE)
	@$(CODE) - $@ '' $^ -- $(call into,printf "moduleCode = \"%s\";\n" "$$(base64 -w 0 $<)")
$(OUT)/web/compiler: FORCE
	@echo '#include <errno.h>' | clang --target=wasm32-wasi -E - >/dev/null 2>&1 && command -v wasm-ld >/dev/null || \
	  { echo 'the page needs clang, lld and wasi-libc: env/setup page' >&2; exit 1; }
	@$(call if_other,{ clang --version | head -n 1 && echo '$(WEB_COMPILE) $(WEB_PROGRAMS)' && echo $(sort $(wildcard code/*/*.h)); })

# The compiler, its version and its options, and the headers that it may find, written when they change.
$(OUT)/compiler: FORCE
	@$(call if_other,{ $(CC) --version | head -n 1 && echo '$(COMPILE) $(LIBS)' && echo $(sort $(wildcard code/*/*.h)); })

# What the checkers find in a file. The options are those of the build, whatever compiles it.
$(OUT)/lint/%: % code/check/lint .clang-format .clang-tidy tests/.clang-tidy .shellcheckrc .chktexrc \
           $(wildcard tests/pipeline/lib.sh code/*/*.h tests/*/*.h)
	@$(CODE) - $@ '$(COMPILE)' $(from) -- $(call into,printf "  %-10s %s\n" lint $< >&2 && code/check/lint $< \
	  $(filter-out $(CC) $(CFLAGS),$(COMPILE)) -I$(<D) -Icode/models -Icode/summary -Itests/unit)
# A fuzzer includes the program that it is of.
$(patsubst %,$(OUT)/lint/%,$(wildcard tests/fuzz/*.c)): $(wildcard code/build/*.c code/thesis/*.c) code/summary/summarise.c \
                                                          code/study/sheet.c

# ---- code/experiments, code/summary: parameters -> cells -> summaries --------------------------------------------

ifneq ($(ROOT),)
# Trees of different settings may have one name.
$(WORK)set: FORCE
	@$(call if_other,echo '$(SET)')
$(PROFILED): $(ROOT)data/params/%.json: data/params/%.json $(OUT)/bin/profile $(WORK)set
	@$(STEP) - $@ '$(SEED)$(if $(filter $(EXPERIMENT),$*), $(SET))' $(filter-out %/set,$(from)) -- \
	  sh -c '$(EMULATOR) $(OUT)/bin/profile $(PROFILE) $< $@ $(SEED)$(if $(and $(SET),$(filter $(EXPERIMENT),$*)), && \
	  code/build/variant $@ $(SET) >$@.tmp && mv $@.tmp $@)'
# Make reads this again when it is another, and must not where it is the same: that would never end on a file system
# whose inodes change.
$(MEMO)/cells.mk: $(PROFILED) code/build/cells code/build/common.jq $(WORK)set
	@found=$$(code/build/cells full $(PROFILED)) && $(call if_other,echo FOUND := $$found)
# A target of another profile goes by the name it has in the full one.
figures/%: $(ROOT)figures/% ; @:
data/results/%: $(ROOT)data/results/% ; @:
paper/%.pdf: $(ROOT)paper/%.pdf ; @:
endif

$(RESULTS): $(ROOT)data/results/%.json: $(OUT)/bin/$$(*D) $(ROOT)data/params/$$(*D).json $$(call data_of,$$*) \
                                     | $(OUT)/bin/timed
	@key=$$($(EMULATOR) $< $(word 2,$^) $(*F)) && $(if $(RESTORED),{ code/build/restore check $(RESTORED) '$(ROOT)' $@ \
	    "$$key" $< $(call data_of,$*) || exit 0; } &&) \
	  exec $(STEP) -t $(if $(RESTORED),restored,cell) $@ "$$key" $< +$(word 2,$^) $(call data_of,$*) -- \
	  $(if $(RESTORED),code/build/restore take $(RESTORED) '$(ROOT)' $@,code/build/run_cell $(@:.json=.log) \
    $(LAUNCH) $(EMULATOR) $(OUT)/bin/timed $(@:.json=.log) $(EMULATOR) $< $(word 2,$^) $(*F) $(@:.json=))

$(SUMMARIES): $(ROOT)data/results/%.json: $(OUT)/bin/summarise $(ROOT)data/params/%.json $$(call cells_of,$$*)
	@$(STEP) -t summary $@ '' $(from) -- $(EMULATOR) $< $(word 2,$^) $(ROOT)data/results

# What was edited, replaced or lost, by whatever time, is looked at again; so is what is made from it.
STEPS    := $(RESULTS) $(SUMMARIES) $(if $(ROOT),$(PROFILED)) $(PLOTS) $(GIFS) $(DRAWINGS) $(VERDICTS) $(LISTED) $(THESIS) \
            $(PAGE) $(WORK)web/published.js $(PICTURES) $(ARCHIVES) $(GRAPH) $(ROOT)paper/graph.tex $(WORK)proofread
COMPILED := $(LIBRARY) $(OUT)/lib.a $(UNIT) $(patsubst %.c,$(OUT)/bin/%,$(notdir $(wildcard $(foreach d, \
            experiments build thesis bench,code/$d/*.c)))) $(OUT)/bin/summarise \
            $(WEB_OBJECTS) $(WEB_MODULE) $(OUT)/web/module.js \
            $(patsubst tests/fuzz/%.c,$(OUT)/fuzzers/%,$(wildcard tests/fuzz/*.c)) \
            $(if $(filter lint,$(MAKECMDGOALS)),$(LINTED:%=$(OUT)/lint/%))
ifneq ($(filter-out help clean env-check,$(or $(MAKECMDGOALS),help)),)
$(shell sh code/build/changed $(COMPILED:%=$(OUT)/obj/memo/./%) $(STEPS:%=$(MEMO)/./%)): FORCE
$(if $(filter-out 0,$(.SHELLSTATUS)),$(error nothing can be run, see above))
endif

# ---- code/thesis: summaries -> figures ---------------------------------------------------------------------------

TYPESET := code/thesis/typeset build/bin/numbers paper/results.sty
SHARED  := $(wildcard figures/shared/*.tex)
summaries_of = $(foreach e,$($1),$(if $(filter reference/%,$e),data/$e.json data/$e.csv, \
                 $(ROOT)data/results/$e.json $(ROOT)data/params/$e.json))

$(ROOT)figures/%.pdf: figures/$$(subst -frames,,$$*).tex $(TYPESET) $(SHARED) $$(call summaries_of,$$(subst -frames,,$$*)) \
                     $(MEMO)/lists
	@$(STEP) figure $@ '$(TREE)' $(from) -- code/thesis/typeset '$(ROOT)' $(TREE) $(WORK)tex/$* $< $@ \
	  $(filter tables/%,$^)

$(ROOT)figures/table1.pdf: tables/table1.tex

# What the original's own files give.
$(foreach f,fig7 fig8 fig9 fig10 fig11,$(ROOT)figures/$f.pdf): $(wildcard data/original/*.csv)

# What a run of the extended profile gave, kept because it takes too long for every build.
EXTENDED := $(wildcard data/reference/extended/*)
$(ROOT)figures/figA3.pdf $(THESIS): $(EXTENDED)

# The graph hangs on the lists, and on what is there. It is the full profile's in every profile.
$(ROOT)paper/graph.tex: code/thesis/graph Makefile code/lists.mk code/rules.mk $(MEMO)/lists
	@$(STEP) - $@ '' $(filter-out FORCE,$^) -- $(call into,code/thesis/graph)
$(ROOT)figures/graph.pdf: $(ROOT)paper/graph.tex

$(ROOT)figures/%.gif: $(ROOT)figures/%-frames.pdf code/thesis/animate
	@$(STEP) animation $@ '' $(from) -- code/thesis/animate $(WORK)gif/$* $< $@ 12

# ---- code/thesis: summaries -> verdicts --------------------------------------------------------------------------

$(VERDICTS): paper/claims.json code/thesis/claims code/thesis/claims.jq code/build/common.jq $(SUMMARIES) $(if $(ROOT),,$(SEEDS))
	@$(STEP) verdicts $@ '' $(from) -- code/thesis/claims $< $@ '$(if $(ROOT),,$(SEEDS))' $(SUMMARIES)

$(CLAIMS): $(VERDICTS) code/thesis/ledger.jq
	@$(STEP) ledger $@ '' $(from) -- $(call into,jq -r --arg form tex -f code/thesis/ledger.jq $<)

# ---- code/thesis: all of it -> thesis ----------------------------------------------------------------------------

# Tables made from lists of the project's own.
$(ROOT)paper/environment.tex: env/build.list
$(RECORDS:data/reference/%.json=$(ROOT)paper/%.tex): $(ROOT)paper/%.tex: data/reference/%.json
$(filter-out $(CLAIMS) %/artifact.tex,$(LISTED)): code/thesis/tables.jq code/build/common.jq
	@$(STEP) - $@ '' $(from) -- $(call into,jq -rsR -L code/build --arg table $(basename $(@F)) -f $< \
	  $(filter %.list %.json,$(from)))

$(ROOT)paper/artifact.tex: code/thesis/artifact.jq paper/claims.json data/reference/costs.json
	@$(STEP) - $@ '$(foreach f,$(FIGURES) $(ANIMATIONS),$f: $($f);)' $(from) -- $(call into,$(subst ','\'',$(SHOWN_BY)) | jq -nrR --arg form tex \
	  --slurpfile claims $(word 2,$^) --slurpfile costs $(word 3,$^) -f $<)

$(THESIS): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/thesis.sty paper/refs.bib $(TYPESET) \
           $(PLOTS) $(SUMMARIES) $(PROFILED) $(LISTED) $(RECORDS) $(MEMO)/lists | $(WORK)proofread
	@$(STEP) thesis $@ '$(TREE)' $(from) -- code/thesis/typeset '$(ROOT)' $(TREE) $(WORK)tex/thesis $< $@ \
	  $(filter-out $<,$(TEXT))

$(WORK)proofread: code/thesis/proofread paper/typed.txt $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LEDGER)
	@$(STEP) proofread $@ '' $(from) -- sh -c '$(from) && touch $@'

# ---- code/thesis: all of it -> page ------------------------------------------------------------------------------

$(DRAWINGS): code/thesis/webfigure
$(ROOT)figures/%.svg: $(ROOT)figures/%.pdf
	@$(STEP) drawing $@ '' $(from) -- code/thesis/webfigure $< $@
$(ROOT)figures/%-frames.json: $(ROOT)figures/%-frames.pdf
	@$(STEP) -f $(@:.json=) frames $@ '' $(from) -- code/thesis/webfigure $< $@

# What the page recomputes is compared with what was built here.
$(WORK)web/published.js: code/web/published $(RESULTS) $(SUMMARIES) $(PROFILED) $(COSTS)
	@$(STEP) -f $(@D) - $@ '$(TREE)' $(from) -- code/web/published '$(ROOT)' $(PROFILE) '$(NOT_WEB)' $@ $(CELLS) -- $(EXPERIMENTS)

$(PAGE): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LISTED) $(THESIS) $(DRAWINGS) $(GIFS) \
         $(SUMMARIES) $(PROFILED) $$(LINKED) $(wildcard paper/*.sty paper/web/* code/experiments/*.c figures/*.tex) \
         code/thesis/webpage build/bin/numbers $(WEB_SCRIPTS) $(MEMO)/lists
	@$(STEP) -f $(@D) page $@ '$(TREE)' $(from) -- env SCRIPTS='$(WEB_SCRIPTS)' code/thesis/webpage '$(ROOT)' $(TREE) $(WORK)tex/page $< $@ \
	  $(filter-out $<,$(TEXT))

# ---- code/thesis: for others -------------------------------------------------------------------------------------

INDEX    = $(foreach f,$(FIGURES),'$f.pdf $($f)') $(foreach f,$(ANIMATIONS),'$f.gif $($f)') $(EXPERIMENTS)

gallery: $(PICTURES) ## the README's pictures, from the full build
	@$(if $(ROOT),,$(if $^,mkdir -p figures/gallery && cp $^ figures/gallery))

$(WORK)gallery/%.png: $(ROOT)figures/%.pdf code/thesis/animate
	@$(STEP) picture $@ '' $(from) -- code/thesis/animate $(WORK)gif/$* $< $@ 1
$(WORK)gallery/%.gif: $(ROOT)figures/%.gif
	@$(STEP) picture $@ '' $(from) -- $(call into,cat $<)

NEW_README = code/thesis/readme README.md paper/claims.json data/reference/costs.json $(INDEX)
# What else is written from sources and kept with them.
NEW_CITATION  = jq -r --arg form cff -f code/thesis/metadata.jq codemeta.json
NEW_ARTIFACT  = $(SHOWN_BY) | jq -nrR --arg form markdown $(CLAIMED) -f code/thesis/artifact.jq
SHOWN_BY      = printf '%s\n' $(foreach f,$(FIGURES),'figures/$f.pdf $($f)') $(foreach f,$(ANIMATIONS),'figures/$f.gif $($f)')
CLAIMED       = --slurpfile claims paper/claims.json --slurpfile costs data/reference/costs.json \
                --slurpfile verdicts data/reference/verdicts.json
readme: ## renews the README's table of figures, ARTIFACT.md and CITATION.cff
	@$(NEW_README) >README.md.tmp && mv README.md.tmp README.md
	@$(NEW_ARTIFACT) >ARTIFACT.md.tmp && mv ARTIFACT.md.tmp ARTIFACT.md
	@$(NEW_CITATION) >CITATION.cff.tmp && mv CITATION.cff.tmp CITATION.cff

dist: $(ARCHIVES) $(SOURCE) ## archives: all sources, results, sources for arXiv, the PDF with its sources; KEY=FILE signs them
	@$(if $(KEY),for file in $^; do minisign -S -s $(call quoted,$(KEY)) -m "$$file" -t "$${file##*/}" </dev/null >/dev/null || \
	  exit 1; done)
	@ls -l $^ | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1e6 }'

$(SOURCE): FORCE
	@mkdir -p $(@D) && code/thesis/dist source '$(ROOT)' $@

$(WORK)dist/thesis.pdf: $(SOURCE) $(WORK)dist/thesis-results.tar.gz $(if $(LEDGER),$(VERDICTS)) $(THESIS) code/thesis/dist
	@$(STEP) archive $@ '$(TREE)' $(from) -- code/thesis/dist carrier '$(ROOT)' $(WORK)tex/carrier $@ $(TREE) \
	  $(wordlist 1,2,$^) $(if $(LEDGER),$(VERDICTS),/dev/null) \
	  $(filter-out paper/thesis.tex,$(TEXT))

$(WORK)dist/thesis-arxiv.tar.gz: $(THESIS) $(TEXT) $(LISTED) $(PLOTS) $(wildcard paper/*.sty) code/thesis/dist
	@$(STEP) archive $@ '' $(from) -- code/thesis/dist arxiv '$(ROOT)' $(WORK)tex/thesis $@

WITH_RESULTS := $(PROFILED) $(if $(LEDGER),$(VERDICTS)) $(LEDGER) data/README.md LICENSE codemeta.json \
                $(sort $(wildcard data/reference/*.json data/reference/extended/*))
$(WORK)dist/thesis-results.tar.gz: $(RESULTS) $(SUMMARIES) $(WITH_RESULTS) code/thesis/dist code/build/restore code/thesis/metadata.jq \
                                    env/build.list
	@$(STEP) archive $@ '' $(from) -- code/thesis/dist results '$(ROOT)' $@ $(RESULTS) $(SUMMARIES) -- $(WITH_RESULTS)

# ---- code/study: a study of the user's data ----------------------------------------------------------------------

include code/study/study.mk
