# study.mk: make study DATA=mine.csv [TEST=new.csv] [SET='folds=5 response=price']. See docs/study.md.
#
# The names of a study's files follow from the user's, so there are two makes: the first has the programs compiled and
# the files read (prepare), the second, with STUDY=build/study/NAME, computes: folds, all samples, figure, report, page.

STUDY_PROGRAMS := $(patsubst %,$(OUT)/bin/%,study_read study_fold study_whole)
STUDY_OBJECTS  := $(patsubst code/study/%.c,$(OUT)/obj/study/%.o,$(filter-out \
                    $(STUDY_PROGRAMS:$(OUT)/bin/%=code/study/%.c),$(wildcard code/study/*.c)))
$(STUDY_OBJECTS): $(OUT)/obj/study/%.o: code/study/%.c $(OUT)/compiler
	@$(CODE) -d $(@:.o=.d) - $@ '' $(from) -- $(COMPILE) $(sees) -MMD -MF $(@:.o=.d) -c $< -o $@
$(OUT)/study.a: $(STUDY_OBJECTS)
	@$(CODE) - $@ '' $(from) -- sh -c 'rm -f $@ && ar rcsD $@ $(from)'
$(OUT)/bin/%: code/study/%.c $(OUT)/study.a $(OUT)/lib.a $(OUT)/compiler
	$(call link,$(OUT)/study.a $(OUT)/lib.a $(LIBS))

quoted = '$(subst ','\'',$1)'
.PHONY: study
study: $(STUDY_PROGRAMS) $(patsubst %,$(OUT)/bin/%,profile timed numbers) ## DATA=mine.csv: a report on your own data; docs/study.md
	+@folder=$$(code/study/prepare $(OUT)/bin '$(PROFILE)' $(call quoted,$(DATA)) $(call quoted,$(TEST)) \
	    $(STUDY_SET)) && \
	  $(MAKE) --no-print-directory study-report STUDY="$$folder" DATA= TEST=

ifneq ($(STUDY),)
STUDY_PARAMS  := $(STUDY)/data/params/study.json
STUDY_INPUTS  := $(wildcard $(STUDY)/data.csv $(STUDY)/test.csv)
STUDY_FOLDS   := $(patsubst %,$(STUDY)/data/results/study/%.json, \
                   $(shell jq -r '.cells | keys_unsorted[] | select(. != "whole")' $(STUDY_PARAMS)))
STUDY_RESULT  := $(STUDY)/data/results/study.json
STUDY_TASK    := $(shell jq -r .task $(STUDY_PARAMS))
# The report of a regression names features.
STUDY_NAMED   := $(if $(filter regression,$(STUDY_TASK)),--rawfile coefficients \
                   $(STUDY_RESULT:.json=-coefficients.csv))
STUDY_FIGURE  := $(STUDY)/figures/study.pdf
STUDY_TEXT    := $(STUDY)/paper/answers.tex
STUDY_PAPER   := $(STUDY)/paper/report.pdf
STUDY_REPORT  := $(STUDY)/report.pdf
STUDY_PAGE    := $(STUDY)/html/index.html
STUDY_STEPS   := $(STUDY_FOLDS) $(STUDY_RESULT) $(STUDY_FIGURE) $(STUDY_TEXT) $(STUDY_PAPER) $(STUDY_REPORT) \
                 $(STUDY_FIGURE:.pdf=.svg) $(STUDY_PAGE)

# For code/build/progress.
export PLAN := $(PROFILE) $(STUDY)/ $(STUDY_FOLDS:$(STUDY)/data/results/%.json=%) study

study-report: $(STUDY_REPORT) $(STUDY_PAGE)
	@echo 'The report is $(STUDY_REPORT), as a page $(STUDY_PAGE); its tables are $(STUDY_RESULT:.json=-*.csv).'

# study_cell CELL: a rule's recipe; the key has all that matters of the parameters.
define study_cell
@key=$$($(EMULATOR) $< $(STUDY_PARAMS) $1) && exec $(STEP) -t cell $@ "$$key" $(from:$(STUDY_PARAMS)=+$(STUDY_PARAMS)) -- \
  code/build/run_cell $(@:.json=.log) \
  $(LAUNCH) $(EMULATOR) $(OUT)/bin/timed $(@:.json=.log) $(EMULATOR) $< $(STUDY_PARAMS) $1 $(@:.json=)
endef
$(STUDY_FOLDS): $(STUDY)/data/results/study/%.json: $(OUT)/bin/study_fold $(STUDY_PARAMS) $(STUDY)/data.csv \
                | $(OUT)/bin/timed
	$(call study_cell,$*)
$(STUDY_RESULT): $(OUT)/bin/study_whole $(STUDY_PARAMS) $(STUDY_INPUTS) $(STUDY_FOLDS) | $(OUT)/bin/timed
	$(call study_cell,whole)

$(STUDY_FIGURE): code/study/$(STUDY_TASK).tex $(STUDY_RESULT) $(STUDY_PARAMS) $(TYPESET) figures/shared/style.tex
	@$(STEP) figure $@ '' $(from) -- code/thesis/typeset $(STUDY)/ full $(STUDY)/tex/study $< $@

$(STUDY_TEXT): code/study/$(STUDY_TASK).jq $(STUDY)/facts.json $(STUDY_RESULT) $(STUDY_PARAMS) code/study/text.jq
	@$(STEP) answers $@ '' $(from) -- $(call into,jq -r -L code/study --slurpfile facts $(STUDY)/facts.json \
	  --slurpfile params $(STUDY_PARAMS) $(STUDY_NAMED) -f $< $(STUDY_RESULT))

$(STUDY_PAPER): code/study/report.tex $(STUDY_TEXT) $(STUDY_FIGURE) $(STUDY_RESULT) $(STUDY_PARAMS) \
                paper/thesis.sty $(TYPESET)
	@$(STEP) report $@ '' $(from) -- code/thesis/typeset $(STUDY)/ full $(STUDY)/tex/report $< $@ $(STUDY_TEXT)
$(STUDY_REPORT): $(STUDY_PAPER)
	@$(STEP) - $@ '' $(from) -- $(call into,cat $<)

$(STUDY_FIGURE:.pdf=.svg): $(STUDY_FIGURE) code/thesis/webfigure
	@$(STEP) drawing $@ '' $(from) -- code/thesis/webfigure $< $@
$(STUDY_PAGE): code/study/report.tex $(STUDY_TEXT) $(STUDY_FIGURE:.pdf=.svg) $(STUDY_PAPER) $(STUDY_RESULT) \
               $(STUDY_PARAMS) $(wildcard paper/*.sty paper/web/*) code/thesis/webpage $(OUT)/bin/numbers
	@$(STEP) -f $(@D) page $@ '' $(from) -- code/thesis/webpage $(STUDY)/ full $(STUDY)/tex/page $< $@ $(STUDY_TEXT)
endif

ifneq ($(filter study study-report,$(MAKECMDGOALS)),)
$(shell sh code/build/changed $(patsubst %,$(OUT)/obj/memo/./%,$(STUDY_OBJECTS) $(OUT)/study.a $(STUDY_PROGRAMS)) \
          $(STUDY_STEPS:%=$(MEMO)/./%)): FORCE
endif
