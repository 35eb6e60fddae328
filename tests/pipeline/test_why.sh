#!/bin/bash
# make why names what makes a target stale, in one line, and builds nothing.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick=$a/build/quick
quick "$a"

# why FILE [ARGUMENT...]: sets $out.
why() {
    build "$a" why "FILE=$1" "${@:2}"
}
# says SENTENCE TEXT: the last why gave this line and no other.
says() {
    check "$1" same "status 0: $2" "status $status: $out"
}
files() {
    (cd "$a" && find . -type f -printf '%p %s %T@\n' | sort)
}
cell=data/results/weight_paths/gaussian.json
via="by way of build/quick/$cell, build/quick/data/results/weight_paths.json"
before=$(files)
for target in "$cell" data/results/weight_paths.json figures/fig6.pdf figures/fig4.gif paper/thesis.pdf; do
    why "$target"
    says "nothing is stale in a whole build: $target" "$target is up to date"
done
why paper/html/index.html
says 'what was never made' 'paper/html/index.html: never made'

# ---- sources and parameters ----------------------------------------------------------------------

echo '% more' >>"$a/figures/shared/style.tex"
why figures/fig6.pdf
says 'an edited source of a figure' 'figures/fig6.pdf: figures/shared/style.tex changed'
why paper/thesis.pdf
says 'and the figure by whose way it changes the thesis' \
    'paper/thesis.pdf: figures/shared/style.tex changed, by way of build/quick/figures/fig1.pdf'
why "$cell"
says 'which is no concern of a cell' "$cell is up to date"
cp "$project/figures/shared/style.tex" "$a/figures/shared/style.tex"
why figures/fig6.pdf
says 'with its old content the figure is up to date, whatever the time' 'figures/fig6.pdf is up to date'

jq '.cells.gaussian.eta = 0.0009' "$project/data/params/weight_paths.json" >"$a/data/params/weight_paths.json"
why "$cell"
says 'an edited parameter, with both values' "$cell: data/params/weight_paths.json: eta 0.001 -> 0.0009"
why figures/fig6.pdf
says 'and by whose way it changes a figure' "figures/fig6.pdf: data/params/weight_paths.json: eta 0.001 -> 0.0009, $via"
why data/results/weight_paths/original.json
says 'which is no concern of another cell' 'data/results/weight_paths/original.json is up to date'
cp "$project/data/params/weight_paths.json" "$a/data/params/weight_paths.json"

echo '% more' >"$a/figures/more.tex"
why figures/fig6.pdf
says 'an input more' 'figures/fig6.pdf: figures/more.tex is a new input'
rm "$a/figures/more.tex"
mv "$a/figures/shared/kernel.tex" "$scratch"
why figures/fig6.pdf
says 'an input less' 'figures/fig6.pdf: figures/shared/kernel.tex is no input any more'
mv "$scratch/kernel.tex" "$a/figures/shared"

# ---- programs ------------------------------------------------------------------------------------

anew='build/bin/weight_paths is compiled anew, and what it makes if its bytes change'
for source in code/lib/rng.h code/experiments/weight_paths.c; do
    echo '/* More. */' >>"$a/$source"
    why "$cell"
    says "an edited $source" "$cell: $source changed: $anew"
    cp "$project/$source" "$a/$source"
done
why figures/fig6.pdf CFLAGS=-O1
says 'other options of the compiler' \
    "figures/fig6.pdf: the compiler or its options changed: $anew, ${via/gaussian/original}"
mv "$a/build/bin/weight_paths" "$scratch"
why "$cell"
says 'a program that is gone' "$cell: ${anew/ is/ is gone: it is}"
cp "$scratch/weight_paths" "$a/build/bin"
echo >>"$a/build/bin/weight_paths"
why "$cell"
says 'a program of other bytes' "$cell: build/bin/weight_paths was compiled to other bytes"
rm "$a/build/bin/weight_paths"
mv "$scratch/weight_paths" "$a/build/bin"

# ---- what was made -------------------------------------------------------------------------------

table=build/quick/${cell%.json}.csv
cp -p "$a/$table" "$scratch/table"
sed -i '2s/[0-9]/7/' "$a/$table"
why "$cell"
says 'a spoilt table' "$cell: $table is not as it was made"
rm "$a/$table"
why figures/fig6.pdf
says 'a lost table' "figures/fig6.pdf: $table is gone, $via"
mv "$scratch/table" "$a/$table"
mv "$quick/figures/fig6.pdf" "$scratch"
why figures/fig6.pdf
says 'a lost figure' 'figures/fig6.pdf: gone'
mv "$scratch/fig6.pdf" "$quick/figures"
jq '.commit = "another"' "$project/data/reference/costs.json" >"$a/data/reference/costs.json"
why paper/thesis.pdf
says 'an edited record' 'paper/thesis.pdf: data/reference/costs.json changed'
cp "$project/data/reference/costs.json" "$a/data/reference/costs.json"

# ---- all of it -----------------------------------------------------------------------------------

for name in nosuch paper Makefile data/results/surface/nosuch.json '' "it's"; do
    why "$name"
    check "'$name' is refused, with how to see the list" refused "FILE=$name: "
done
check 'and how to see the list of targets' told 'make help'
find "$a/code" "$a/figures" "$a/paper" "$a/data/params" -type f -exec touch -r "$a/Makefile" {} +
check 'nothing was built, moved or left behind' same "$(cut -d ' ' -f 1,2 <<<"$before")" "$(files | cut -d ' ' -f 1,2)"
check 'and nothing that was made has another time' same "$(grep '^./build/' <<<"$before")" "$(files | grep '^./build/')"
TIMEFORMAT='%3U %3S'
{ time why paper/thesis.pdf; } 2>"$scratch/used"
says 'with other times of all sources the thesis is up to date' 'paper/thesis.pdf is up to date'
# shellcheck disable=SC2016  # awk's
check 'in less than three seconds of the processor, on a busy machine too' \
    awk '$1 + $2 >= 3 { print; exit 1 }' "$scratch/used"
finish
