#!/bin/bash
# Content decides what is built, not time stamps.
. "$(dirname "$0")/lib.sh"
a=$scratch/a c=$scratch/c
quick=$a/build/quick
results=$quick/data/results

# ---- all of it -----------------------------------------------------------------------------------

quick "$a"
cells=$(cd "$a" && code/build/cells quick data/params/*.json | grep -v = | sort)
check 'LAUNCH= is put before the program of every cell, once' same "$cells" \
    "$(sed -E 's|^build/bin/timed [^ ]* build/bin/([^ ]*) [^ ]*/data/params/[^ ]* ([^ ]*) .*|\1/\2|' \
        "$a/build/launched" | sort)"
first=$(sums "$a")
{
    (cd "$a/data/params" && printf 'data/results/%s\n' *.json)
    for name in $(index "$a" FIGURES); do echo "figures/$name.pdf"; done
    for name in $(index "$a" ANIMATIONS); do echo "figures/$name.gif"; done
    echo paper/thesis.pdf
} | sort >"$scratch/wanted"
check 'there are summaries, figures, animations and the thesis' same '' \
    "$(cut -c 67- <<<"$first" | sort | comm -23 "$scratch/wanted" -)"

# What is built has the bytes of the first build.
# shellcheck disable=SC2317  # check calls it
unchanged() {
    same "$first" "$(sums "$a")"
}

pages_without_mark() {
    pdftotext "$1" - | awk 'BEGIN { RS = "\f" } NF && tolower($0) !~ /profile[^\n]*quick/ { print "page", NR }'
}
check 'the thesis of the quick profile says so on every page' \
    same '' "$(pages_without_mark "$quick/paper/thesis.pdf")"
check 'which has pages' test "$(pdftotext "$quick/paper/thesis.pdf" - | tr -cd '\f' | wc -c)" -gt 5

# ---- nothing to do -------------------------------------------------------------------------------

# timed ARGUMENT...: build, and in $used its seconds of the processor: those of the clock depend on what
# else the machine does.
timed() {
    local TIMEFORMAT='%3U %3S'
    { time build "$@"; } 2>"$scratch/used"
    used=$(<"$scratch/used")
}
# below SECONDS: the last build that was timed took less.
# shellcheck disable=SC2317  # check calls it
below() {
    awk -v most="$1" '$1 + $2 >= most { print; exit 1 }' <<<"$used"
}
build "$a" paper
check 'a copy of a build, with other inodes, is looked at, and nothing is run' ran
timed "$a" paper
check 'a second make paper runs nothing' ran
check 'and says so' grep -q '^Nothing to do: ' <<<"$out"
check 'in less than half a second' below 0.5

# Times move in any order, but nothing runs, not even the compiler.
find "$a" -type f -print0 | sort -z -R | xargs -0 touch
build "$a" paper
check 'with every file touched, nothing runs' ran
check 'and what was built stays' unchanged

# ---- code ----------------------------------------------------------------------------------------

sed -i '1i /* A comment, in a line of its own. */' "$a"/code/{lib,models,summary}/*.c "$a/code/experiments/surface.c"
build "$a" paper
check 'a comment in the library and in an experiment links what is of them alone, and runs nothing' ran \
    'compile build/bin/summarise' 'compile build/bin/surface'
build "$a" paper
check 'and then there is nothing to do' ran

sed -i 's/experiment_begin(argc, argv);/&\n    require(argc < 9);/' "$a/code/experiments/identities.c"
build "$a" paper
check "another program with the same result runs that program's cell and nothing after it" ran \
    'compile build/bin/identities' 'cell data/results/identities/regression.json'

# ---- parameters and text -------------------------------------------------------------------------

sentence='This sentence is new.'
cp "$a/paper/chapters/overview.tex" "$scratch/overview.tex"
echo "$sentence" >>"$a/paper/chapters/overview.tex"
rm "$quick/tex/thesis/numbers.tex"
timed "$a" paper
check 'a new sentence rebuilds the thesis alone, its numbers too' ran 'thesis paper/thesis.pdf'
check 'in less than 20 s' below 20
check 'and it is in the thesis' grep -q "$sentence" <(pdftotext "$quick/paper/thesis.pdf" - | tr -s '\n' ' ')

cp "$a/data/params/weight_paths.json" "$scratch/weight_paths.json"
jq '.cells.gaussian.eta = 0.0009' "$scratch/weight_paths.json" >"$a/data/params/weight_paths.json"
build "$a" paper
mapfile -t lines < <(sed -n -E 's/^([a-z0-9]+) *:=.* weight_paths( .*)?$/\1/p' "$a/Makefile" |
    sed -E 's|.*|figure figures/&.pdf|')
check "another parameter of a cell runs that cell, its summary, the figures that show it, the thesis" ran \
    'cell data/results/weight_paths/gaussian.json' 'summary data/results/weight_paths.json' \
    "${lines[@]}" 'thesis paper/thesis.pdf'
check 'and gives other results' test "$(sums "$a" | grep weight_paths.json)" != "$(grep weight_paths.json <<<"$first")"

cp "$scratch/weight_paths.json" "$a/data/params/weight_paths.json"
cp "$scratch/overview.tex" "$a/paper/chapters/overview.tex"
build "$a" paper
check 'the old parameter and text give the old bytes' unchanged

# ---- lost and spoilt files -----------------------------------------------------------------------

# again SENTENCE STEP...: make paper runs these steps, and everything has its first bytes.
again() {
    local sentence=$1
    shift
    build "$a" paper
    check "$sentence is made again, and nothing else" ran "$@"
    check "$sentence has its first bytes again" unchanged
}

one_figure=$(index "$a" FIGURES | cut -d ' ' -f 1) one_movie=$(index "$a" ANIMATIONS | cut -d ' ' -f 1)
rm "$results/tangent_kernel/a1.json"
again 'a deleted cell' 'cell data/results/tangent_kernel/a1.json'
rm "$results/tangent_kernel/a1-difference.csv"
again 'a deleted table of a cell' 'cell data/results/tangent_kernel/a1.json'
rm "$results/weight_paths.json"
again 'a deleted summary' 'summary data/results/weight_paths.json'
rm "$results/weight_paths-paths-alpha5.csv"
again 'a deleted table of a summary' 'summary data/results/weight_paths.json'
rm "$quick/data/params/weight_paths.json"
build "$a" paper
check 'a deleted parameter file of the profile is made again, and nothing else' ran
check 'and is there' test -s "$quick/data/params/weight_paths.json"
rm "$quick/figures/$one_figure.pdf"
again 'a deleted figure' "figure figures/$one_figure.pdf"
rm "$quick/figures/$one_movie-frames.pdf"
again 'a deleted set of frames' "figure figures/$one_movie-frames.pdf"
rm "$quick/figures/$one_movie.gif"
again 'a deleted animation' "animation figures/$one_movie.gif"
rm "$quick/paper/thesis.pdf"
again 'a deleted thesis' 'thesis paper/thesis.pdf'

sed -i '2s/[0-9]/7/' "$results/weight_paths/gaussian.csv"
echo '1,1,1,1,1' >>"$results/weight_paths/gaussian.csv"
again 'a table of a cell edited by hand' 'cell data/results/weight_paths/gaussian.json'
truncate -s 100 "$results/weight_paths/gaussian.csv"
again 'a truncated table of a cell' 'cell data/results/weight_paths/gaussian.json'
sed -i 's/"ratio":.*/"ratio": 1/' "$results/surface/a10.json"
again 'a cell edited by hand' 'cell data/results/surface/a10.json'
truncate -s 100 "$results/surface/a10.json"
again 'a truncated cell' 'cell data/results/surface/a10.json'
sed -i '0,/"epochs":.*/s//"epochs": 12,/' "$results/tangent_kernel.json"
again 'a summary edited by hand' 'summary data/results/tangent_kernel.json'
truncate -s 1000 "$quick/paper/thesis.pdf"
again 'a truncated thesis' 'thesis paper/thesis.pdf'

# ---- from a clean tree ---------------------------------------------------------------------------

library "$c"
build "$c" -j2 figures/fig3.pdf
experiment=$(index "$c" fig3)
check 'make figures/fig3.pdf runs the cells of its experiment and nothing else' same \
    "$(grep "^$experiment/" <<<"$cells" | sed 's|.*|cell data/results/&.json|'
        echo "figure figures/fig3.pdf"
        echo "summary data/results/$experiment.json")" "$(grep -v '^compile' <<<"$steps")"
check 'and compiles no program of another experiment' same "compile build/bin/$experiment" \
    "$(grep -x -f <(basename -a -s .c "$c"/code/experiments/*.c | sed 's|^|compile build/bin/|') <<<"$steps")"
build "$c" data/results/surface/a10.json
check 'make data/results/surface/a10.json runs that cell alone' same 'cell data/results/surface/a10.json' \
    "$(grep -v '^compile' <<<"$steps")"

# ---- help and profiles ---------------------------------------------------------------------------

build "$c" help
phony=$(make -C "$c" -p -n help 2>/dev/null | sed -n 's/^\.PHONY: //p' | tr ' ' '\n' | grep -v '^FORCE$' | sort)
check 'make help names every target that is not a file' same "$phony" \
    "$(comm -12 <(echo "$phony") <(sed -n -E 's/^  ([a-z-]+)\s.*/\1/p' <<<"$out" | sort))"
check 'make help has a word about each of them' same '' "$(grep -E '^  [a-z-]+\s*$' <<<"$out")"
profile=nosuch
build "$c" paper
check 'an unknown profile is refused with the list of profiles' refused nosuch full quick
check 'and leaves nothing behind' test ! -e "$c/build/nosuch"
finish
