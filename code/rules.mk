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
check_sees       := models
unit_sees        := models summary
fuzz_sees        := models summary
sees = -I$(<D) $(addprefix -Icode/,$($(notdir $(<D))_sees))

define object
@mkdir -p $(@D)
@$(call as_whole,$(COMPILE) -I$(<D) -MMD -MP -MF $(@:.o=.d).$(NEW) -MT $@ -c $< -o $@.$(NEW),$(@:.o=.d) $@)
endef
$O/obj/%.o: code/lib/%.c $O/compiler
	$(object)
$O/obj/%.o: code/models/%.c $O/compiler
	$(object)
$O/obj/%.o: code/summary/%.c $O/compiler
	$(object)

$O/lib.a: $(LIBRARY)
	@$(call as_whole,rm -f $@.$(NEW) && ar rcsD $@.$(NEW) $^,$@)

$O/bin/%: code/experiments/%.c $O/lib.a
	$(call link)
$O/bin/%: code/summary/%.c $O/lib.a
	$(call link)
$O/bin/%: code/build/%.c $O/lib.a
	$(call link)
$O/bin/%: code/thesis/%.c $O/lib.a
	$(call link)
$O/bin/%: code/check/%.c $O/lib.a
	$(call link)
$O/bin/%: code/bench/%.c $O/lib.a
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
@$(call as_whole,$(COMPILE) $(sees) -MMD -MP -MF $O/obj/main/$(@F).d.$(NEW) -MT $@ $(LINK) \
  $< $O/lib.a -o $@.$(NEW) $(LIBS) $1 && sha256sum $< $(SOURCES) $O/compiler >$O/obj/main/$(@F).sums.$(NEW),\
  $O/obj/main/$(@F).d $O/obj/main/$(@F).sums $@)
endef

# The compiler, its version and its options, written when they change.
$O/compiler: FORCE
	@mkdir -p $(@D)
	@$(call if_other,{ $(CC) --version | head -n 1 && echo '$(COMPILE) $(LIBS)'; })

-include $(wildcard $O/obj/*.d $O/obj/main/*.d)

# What the checkers find in a file. The options are those of the build, whatever compiles it.
$O/lint/%: % code/check/lint .clang-format .clang-tidy tests/.clang-tidy .shellcheckrc .chktexrc \
           $(wildcard tests/pipeline/lib.sh code/*/*.h tests/*/*.h)
	@mkdir -p $(@D)
	@printf '  %-10s %s\n' lint $<
	@code/check/lint $< $(filter-out $(CC) $(CFLAGS),$(COMPILE)) -Icode/models -Icode/summary \
	  -Itests/unit >$@.$(NEW) && mv $@.$(NEW) $@
# A fuzzer includes the program that it is of.
$(patsubst %,$O/lint/%,$(wildcard tests/fuzz/*.c)): $(wildcard code/*/*.c)

# ---- parameters -> cells -> summaries ------------------------------------------------------------

# Rules that call step decide by content, not by time: see code/build/step.
STEP := code/build/step

ifneq ($(R),)
# Trees of different settings may have one name.
$(B)set: FORCE
	@mkdir -p $(@D)
	@$(call if_other,echo '$(SET)')
$(if $(SET),$(EXPERIMENT:%=$(R)data/params/%.json)): $(B)set
$(PROFILED): $(R)data/params/%.json: data/params/%.json $O/bin/profile
	@$(RUN) $O/bin/profile $(PROFILE) $< $@ $(SEED)$(if $(and $(SET),$(filter $(EXPERIMENT),$*)), && \
	  $(call as_whole,code/build/variant $@ $(SET) >$@.$(NEW),$@))
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
$(shell MEMO='$(MEMO)' code/build/spoilt $(STEPS)): FORCE
# So is all that was built later than now: the clock was set back, and no edit since then would seem new.
$(shell find $O/obj $O/bin $O/tests $O/lint $O/fuzzers $O/lib.a $O/compiler $(if $(R),$(PROFILED)) $(LISTED) \
          $(B)proofread $(B)lists $(R)paper/graph.tex $(STEPS) -type f -newermt '1 second' \
          -exec touch -d 1970-01-02 {} + 2>/dev/null)

# ---- summaries -> figures ------------------------------------------------------------------------

TYPESET := code/thesis/typeset build/bin/numbers paper/results.sty
SHARED  := $(filter-out $(FIGURES:%=figures/%.tex) $(ANIMATIONS:%=figures/%.tex),$(wildcard figures/*.tex))
summaries_of = $(foreach e,$($1),$(if $(filter reference/%,$e),data/$e.json data/$e.csv, \
                 $(R)data/results/$e.json $(R)data/params/$e.json))

$(R)figures/%.pdf: figures/$$(subst -frames,,$$*).tex $(TYPESET) $(SHARED) $$(call summaries_of,$$(subst -frames,,$$*))
	@$(STEP) figure $@ '$(TREE)' $^ -- code/thesis/typeset '$(R)' $(TREE) $(B)tex/$* $< $@ \
	  $(filter tables/%,$^)

$(R)figures/table1.pdf: tables/table1.tex

# What a run of the extended profile gave, kept because it takes too long for every build.
EXTENDED := $(wildcard data/reference/extended/*)
$(R)figures/figA3.pdf $(THESIS): $(EXTENDED)

# The graph hangs on this file, and on what is there. It is the full profile's in every profile.
$(B)lists: FORCE
	@mkdir -p $(@D)
	@$(call if_other,echo '$(EXPERIMENTS) $(FOUND) $(RECORDS) $(EXTENDED) $(LEDGER)')
$(R)paper/graph.tex: code/thesis/graph Makefile code/lists.mk code/rules.mk $(B)lists
	@mkdir -p $(@D) && $(call as_whole,$< >$@.$(NEW),$@)
$(R)figures/graph.pdf: $(R)paper/graph.tex

$(R)figures/%.gif: $(R)figures/%-frames.pdf code/thesis/animate
	@$(STEP) animation $@ '' $^ -- code/thesis/animate $(B)gif/$* $< $@ 12

# ---- summaries -> verdicts -----------------------------------------------------------------------

$(VERDICTS): paper/claims.json code/thesis/claims code/thesis/claims.jq $(SUMMARIES) $(if $(R),,$(SEEDS))
	@$(STEP) verdicts $@ '' $^ -- code/thesis/claims $< $@ '$(if $(R),,$(SEEDS))' $(SUMMARIES)

$(CLAIMS): $(VERDICTS) code/thesis/ledger.jq
	@$(STEP) ledger $@ '' $^ -- sh -c 'jq -r --arg form tex -f code/thesis/ledger.jq $< >$@.tmp && mv $@.tmp $@'

# ---- all of it -> thesis -------------------------------------------------------------------------

# Tables made from lists of the project's own.
$(R)paper/environment.tex: env/build.list
$(RECORDS:data/reference/%.json=$(R)paper/%.tex): $(R)paper/%.tex: data/reference/%.json
$(filter-out $(CLAIMS),$(LISTED)): code/thesis/tables
	@mkdir -p $(@D) && $(call as_whole,code/thesis/tables $(basename $(@F)) $(filter-out $<,$^) >$@.$(NEW),$@)

$(THESIS): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/thesis.sty paper/refs.bib $(TYPESET) \
           $(PLOTS) $(SUMMARIES) $(PROFILED) $(LISTED) $(RECORDS) | $(B)proofread
	@$(STEP) thesis $@ '$(TREE)' $^ -- code/thesis/typeset '$(R)' $(TREE) $(B)tex/thesis $< $@ \
	  $(filter-out $<,$(TEXT))

$(B)proofread: code/thesis/proofread paper/typed.txt $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LEDGER)
	@mkdir -p $(@D) && $^ && touch $@

# ---- all of it -> page ---------------------------------------------------------------------------

$(DRAWINGS): code/thesis/webfigure
$(R)figures/%.svg: $(R)figures/%.pdf
	@$(STEP) drawing $@ '' $^ -- code/thesis/webfigure $< $@
$(R)figures/%-frames.json: $(R)figures/%-frames.pdf
	@$(STEP) frames $@ '' $^ -- code/thesis/webfigure $< $@

$(PAGE): paper/thesis.tex $(filter-out paper/thesis.tex,$(TEXT)) paper/refs.bib $(LISTED) $(THESIS) $(DRAWINGS) $(GIFS) \
         $(SUMMARIES) $(PROFILED) $$(LINKED) $(wildcard paper/*.sty paper/web/* code/experiments/*.c figures/*.tex) \
         code/thesis/webpage build/bin/numbers
	@$(STEP) page $@ '$(TREE)' $^ -- code/thesis/webpage '$(R)' $(TREE) $(B)tex/page $< $@ \
	  $(filter-out $<,$(TEXT))

# ---- for others ----------------------------------------------------------------------------------

INDEX    = $(foreach f,$(FIGURES),'$f.pdf $($f)') $(foreach f,$(ANIMATIONS),'$f.gif $($f)') $(EXPERIMENTS)

gallery: $(PICTURES) ## the README's pictures, from the full build
	@$(if $(R),,$(if $^,mkdir -p figures/gallery && cp $^ figures/gallery))

$(B)gallery/%.png: $(R)figures/%.pdf code/thesis/animate
	@$(STEP) picture $@ '' $^ -- code/thesis/animate $(B)gif/$* $< $@ 1
$(B)gallery/%.gif: $(R)figures/%.gif
	@$(STEP) picture $@ '' $^ -- sh -c 'cp $< $@.tmp && mv $@.tmp $@'

NEW_README = code/thesis/readme README.md paper/claims.json data/reference/costs.json $(INDEX)
readme: ## the README's table of figures
	@$(NEW_README) >README.md.tmp && mv README.md.tmp README.md

dist: $(ARCHIVES) ## archives: sources for arXiv; results with checksums
	@ls -l $^ | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1e6 }'

$(B)dist/thesis-arxiv.tar.gz: $(THESIS) $(TEXT) $(LISTED) $(PLOTS) $(wildcard paper/*.sty) code/thesis/dist
	@$(STEP) archive $@ '' $^ -- code/thesis/dist arxiv '$(R)' $(B)tex/thesis $@

WITH_RESULTS := $(PROFILED) $(if $(LEDGER),$(VERDICTS)) $(LEDGER) data/README.md LICENSE \
                $(sort $(wildcard data/reference/*.json data/reference/extended/*))
$(B)dist/thesis-results.tar.gz: $(RESULTS) $(SUMMARIES) $(WITH_RESULTS) code/thesis/dist
	@$(STEP) archive $@ '' $^ -- code/thesis/dist results '$(R)' $@ $(RESULTS) $(SUMMARIES) -- $(WITH_RESULTS)
