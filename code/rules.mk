# rules.mk: how each thing is made: the code first, then one rule for each arrow.

# ---- code ----------------------------------------------------------------------------------------

# Under a name of this process until it is whole: two makes may be at work, or what is left of a killed one.
NEW  := $$$$.tmp
# A comma in a call would end an argument.
LINK := -Wl,--gc-sections
# as_whole COMMAND, FILE...: gives the files their names, or takes away what the command left of them.
as_whole = $1 && $(foreach f,$2,mv $f.$(NEW) $f &&) : || { rm -f $(2:=.$(NEW)); exit 1; }
# if_other COMMAND: what it prints is the target, which keeps its time while that is the same.
if_other = $1 >$@.$(NEW) && if cmp -s $@.$(NEW) $@; then rm $@.$(NEW); else mv $@.$(NEW) $@; fi

# A file includes those of its own folder, those of code/lib, and, where it is of one of these, of the folders named.
experiments_sees := models
bench_sees       := models
unit_sees        := models summary
fuzz_sees        := models summary
sees = -I$(<D) $(addprefix -Icode/,$($(notdir $(<D))_sees))

define object
@mkdir -p $(@D)
@$(call as_whole,$(COMPILE) -I$(<D) -MMD -MP -MF $(@:.o=.d).$(NEW) -MT $@ -c $< -o $@.$(NEW),$(@:.o=.d) $@)
endef
$(OUT)/obj/%.o: code/lib/%.c $(OUT)/compiler
	$(object)
$(OUT)/obj/%.o: code/models/%.c $(OUT)/compiler
	$(object)
$(OUT)/obj/%.o: code/summary/%.c $(OUT)/compiler
	$(object)

$(OUT)/lib.a: $(LIBRARY)
	@$(call as_whole,rm -f $@.$(NEW) && ar rcsD $@.$(NEW) $^,$@)

$(OUT)/bin/%: code/experiments/%.c $(OUT)/lib.a
	$(call link)
$(OUT)/bin/%: code/summary/%.c $(OUT)/lib.a
	$(call link)
$(OUT)/bin/%: code/build/%.c $(OUT)/lib.a
	$(call link)
$(OUT)/bin/%: code/thesis/%.c $(OUT)/lib.a
	$(call link)
$(OUT)/bin/%: code/bench/%.c $(OUT)/lib.a
	$(call link)
$(OUT)/tests/%: tests/unit/%.c $(OUT)/lib.a
	$(call link,-lcmocka)
$(OUT)/fuzzers/%: tests/fuzz/%.c $(OUT)/lib.a
	$(call link,-fsanitize=fuzzer $(WRAPPED:%=-Xlinker --wrap=%))
# What tests/fuzz/fuzz.h has in place of the library's own.
WRAPPED := exit files_read files_create files_close files_publish files_commit files_sha256
define link
@mkdir -p $(@D) $(OUT)/obj/main
@printf '  %-10s %s\n' compile $@
@$(call as_whole,$(COMPILE) $(sees) -MMD -MP -MF $(OUT)/obj/main/$(@F).d.$(NEW) -MT $@ $(LINK) \
  $< $(OUT)/lib.a -o $@.$(NEW) $(LIBS) $1 && sha256sum $< $(SOURCES) $(OUT)/compiler >$(OUT)/obj/main/$(@F).sums.$(NEW),\
  $(OUT)/obj/main/$(@F).d $(OUT)/obj/main/$(@F).sums $@)
endef

# The compiler, its version and its options, written when they change.
$(OUT)/compiler: FORCE
	@mkdir -p $(@D)
	@$(call if_other,{ $(CC) --version | head -n 1 && echo '$(COMPILE) $(LIBS)'; })

-include $(wildcard $(OUT)/obj/*.d $(OUT)/obj/main/*.d)

# What the checkers find in a file. The options are those of the build, whatever compiles it.
$(OUT)/lint/%: % code/check/lint .clang-format .clang-tidy tests/.clang-tidy .shellcheckrc .chktexrc \
           $(wildcard tests/pipeline/lib.sh code/*/*.h tests/*/*.h)
	@mkdir -p $(@D)
	@printf '  %-10s %s\n' lint $<
	@code/check/lint $< $(filter-out $(CC) $(CFLAGS),$(COMPILE)) -Icode/models -Icode/summary \
	  -Itests/unit >$@.$(NEW) && mv $@.$(NEW) $@
# A fuzzer includes the program that it is of.
$(patsubst %,$(OUT)/lint/%,$(wildcard tests/fuzz/*.c)): $(wildcard code/*/*.c)

# ---- parameters -> cells -> summaries ------------------------------------------------------------

# Rules that call step decide by content, not by time: see code/build/step.
STEP := code/build/step

ifneq ($(ROOT),)
# Trees of different settings may have one name.
$(WORK)set: FORCE
	@mkdir -p $(@D)
	@$(call if_other,echo '$(SET)')
$(if $(SET),$(EXPERIMENT:%=$(ROOT)data/params/%.json)): $(WORK)set
$(PROFILED): $(ROOT)data/params/%.json: data/params/%.json $(OUT)/bin/profile
	@$(EMULATOR) $(OUT)/bin/profile $(PROFILE) $< $@ $(SEED)$(if $(and $(SET),$(filter $(EXPERIMENT),$*)), && \
	  $(call as_whole,code/build/variant $@ $(SET) >$@.$(NEW),$@))
# A target of another profile goes by the name it has in the full one.
figures/%: $(ROOT)figures/% ; @:
data/results/%: $(ROOT)data/results/% ; @:
paper/%.pdf: $(ROOT)paper/%.pdf ; @:
endif

$(RESULTS): $(ROOT)data/results/%.json: $(OUT)/bin/$$(*D) $(ROOT)data/params/$$(*D).json $$(call data_of,$$*) \
                                     | $(OUT)/bin/timed
	@key=$$($(EMULATOR) $< $(word 2,$^) $(*F)) && exec $(STEP) cell $@ "$$key" $(filter-out $(word 2,$^),$^) -- \
	  $(LAUNCH) $(EMULATOR) $(OUT)/bin/timed $(@:.json=.log) $(EMULATOR) $< $(word 2,$^) $(*F) $(@:.json=)

$(SUMMARIES): $(ROOT)data/results/%.json: $(OUT)/bin/summarise $(ROOT)data/params/%.json $$(call cells_of,$$*)
	@$(STEP) summary $@ '' $^ -- $(EMULATOR) $< $(word 2,$^) $(ROOT)data/results

# What was edited or lost since it was made is looked at again. (MEMO does not reach $(shell).)
STEPS := $(RESULTS) $(SUMMARIES) $(PLOTS) $(GIFS) $(DRAWINGS) $(VERDICTS) $(CLAIMS) $(THESIS) $(PAGE) $(PICTURES) \
         $(ARCHIVES) $(GRAPH)
$(shell MEMO='$(MEMO)' code/build/spoilt $(STEPS)): FORCE
# So is all that was built later than now: the clock was set back, and no edit since then would seem new.
$(shell find $(OUT)/obj $(OUT)/bin $(OUT)/tests $(OUT)/lint $(OUT)/fuzzers $(OUT)/lib.a $(OUT)/compiler $(if $(ROOT),$(PROFILED)) $(LISTED) \
          $(WORK)proofread $(WORK)lists $(ROOT)paper/graph.tex $(STEPS) -type f -newermt '1 second' \
          -exec touch -d 1970-01-02 {} + 2>/dev/null)

# ---- summaries -> figures ------------------------------------------------------------------------

TYPESET := code/thesis/typeset build/bin/numbers paper/results.sty
SHARED  := $(wildcard figures/shared/*.tex)
summaries_of = $(foreach e,$($1),$(if $(filter reference/%,$e),data/$e.json data/$e.csv, \
                 $(ROOT)data/results/$e.json $(ROOT)data/params/$e.json))

$(ROOT)figures/%.pdf: figures/$$(subst -frames,,$$*).tex $(TYPESET) $(SHARED) $$(call summaries_of,$$(subst -frames,,$$*))
	@$(STEP) figure $@ '$(TREE)' $^ -- code/thesis/typeset '$(ROOT)' $(TREE) $(WORK)tex/$* $< $@ \
	  $(filter tables/%,$^)

$(ROOT)figures/table1.pdf: tables/table1.tex

# What the original's own files give.
$(foreach f,fig7 fig8 fig9 fig10 fig11,$(ROOT)figures/$f.pdf): $(wildcard data/original/*.csv)

# What a run of the extended profile gave, kept because it takes too long for every build.
EXTENDED := $(wildcard data/reference/extended/*)
$(ROOT)figures/figA3.pdf $(THESIS): $(EXTENDED)

# The graph hangs on this file, and on what is there. It is the full profile's in every profile.
$(WORK)lists: FORCE
	@mkdir -p $(@D)
	@$(call if_other,echo '$(EXPERIMENTS) $(FOUND) $(RECORDS) $(EXTENDED) $(LEDGER)')
$(ROOT)paper/graph.tex: code/thesis/graph Makefile code/lists.mk code/rules.mk $(WORK)lists
	@mkdir -p $(@D) && $(call as_whole,$< >$@.$(NEW),$@)
$(ROOT)figures/graph.pdf: $(ROOT)paper/graph.tex

$(ROOT)figures/%.gif: $(ROOT)figures/%-frames.pdf code/thesis/animate
	@$(STEP) animation $@ '' $^ -- code/thesis/animate $(WORK)gif/$* $< $@ 12

# ---- summaries -> verdicts -----------------------------------------------------------------------

$(VERDICTS): paper/claims.json code/thesis/claims code/thesis/claims.jq code/build/common.jq $(SUMMARIES) $(if $(ROOT),,$(SEEDS))
	@$(STEP) verdicts $@ '' $^ -- code/thesis/claims $< $@ '$(if $(ROOT),,$(SEEDS))' $(SUMMARIES)

$(CLAIMS): $(VERDICTS) code/thesis/ledger.jq
	@$(STEP) ledger $@ '' $^ -- sh -c 'jq -r --arg form tex -f code/thesis/ledger.jq $< >$@.tmp && mv $@.tmp $@'

# ---- all of it -> thesis -------------------------------------------------------------------------

# Tables made from lists of the project's own.
$(ROOT)paper/environment.tex: env/build.list
$(RECORDS:data/reference/%.json=$(ROOT)paper/%.tex): $(ROOT)paper/%.tex: data/reference/%.json
$(filter-out $(CLAIMS),$(LISTED)): code/thesis/tables.jq code/build/common.jq
	@mkdir -p $(@D) && $(call as_whole,jq -rsR -L code/build --arg table $(basename $(@F)) -f $< \
	  $(filter %.list %.json,$^) >$@.$(NEW),$@)

$(THESIS): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/thesis.sty paper/refs.bib $(TYPESET) \
           $(PLOTS) $(SUMMARIES) $(PROFILED) $(LISTED) $(RECORDS) | $(WORK)proofread
	@$(STEP) thesis $@ '$(TREE)' $^ -- code/thesis/typeset '$(ROOT)' $(TREE) $(WORK)tex/thesis $< $@ \
	  $(filter-out $<,$(TEXT))

$(WORK)proofread: code/thesis/proofread paper/typed.txt $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LEDGER)
	@mkdir -p $(@D) && $^ && touch $@

# ---- all of it -> page ---------------------------------------------------------------------------

$(DRAWINGS): code/thesis/webfigure
$(ROOT)figures/%.svg: $(ROOT)figures/%.pdf
	@$(STEP) drawing $@ '' $^ -- code/thesis/webfigure $< $@
$(ROOT)figures/%-frames.json: $(ROOT)figures/%-frames.pdf
	@$(STEP) frames $@ '' $^ -- code/thesis/webfigure $< $@

$(PAGE): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LISTED) $(THESIS) $(DRAWINGS) $(GIFS) \
         $(SUMMARIES) $(PROFILED) $$(LINKED) $(wildcard paper/*.sty paper/web/* code/experiments/*.c figures/*.tex) \
         code/thesis/webpage build/bin/numbers
	@$(STEP) page $@ '$(TREE)' $^ -- code/thesis/webpage '$(ROOT)' $(TREE) $(WORK)tex/page $< $@ \
	  $(filter-out $<,$(TEXT))

# ---- for others ----------------------------------------------------------------------------------

INDEX    = $(foreach f,$(FIGURES),'$f.pdf $($f)') $(foreach f,$(ANIMATIONS),'$f.gif $($f)') $(EXPERIMENTS)

gallery: $(PICTURES) ## the README's pictures, from the full build
	@$(if $(ROOT),,$(if $^,mkdir -p figures/gallery && cp $^ figures/gallery))

$(WORK)gallery/%.png: $(ROOT)figures/%.pdf code/thesis/animate
	@$(STEP) picture $@ '' $^ -- code/thesis/animate $(WORK)gif/$* $< $@ 1
$(WORK)gallery/%.gif: $(ROOT)figures/%.gif
	@$(STEP) picture $@ '' $^ -- sh -c 'cp $< $@.tmp && mv $@.tmp $@'

NEW_README = code/thesis/readme README.md paper/claims.json data/reference/costs.json $(INDEX)
readme: ## renews the README's table of figures
	@$(NEW_README) >README.md.tmp && mv README.md.tmp README.md

dist: $(ARCHIVES) ## archives: sources for arXiv; results with checksums
	@ls -l $^ | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1e6 }'

$(WORK)dist/thesis-arxiv.tar.gz: $(THESIS) $(TEXT) $(LISTED) $(PLOTS) $(wildcard paper/*.sty) code/thesis/dist
	@$(STEP) archive $@ '' $^ -- code/thesis/dist arxiv '$(ROOT)' $(WORK)tex/thesis $@

WITH_RESULTS := $(PROFILED) $(if $(LEDGER),$(VERDICTS)) $(LEDGER) data/README.md LICENSE \
                $(sort $(wildcard data/reference/*.json data/reference/extended/*))
$(WORK)dist/thesis-results.tar.gz: $(RESULTS) $(SUMMARIES) $(WITH_RESULTS) code/thesis/dist
	@$(STEP) archive $@ '' $^ -- code/thesis/dist results '$(ROOT)' $@ $(RESULTS) $(SUMMARIES) -- $(WITH_RESULTS)
