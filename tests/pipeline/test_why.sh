#!/bin/bash
# make why names what makes a target stale, in one line, and runs nothing but the compiler.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick=$a/build/quick
quick "$a"

# why SENTENCE FILE TEXT [ARGUMENT...]: make why says this of the file, and nothing else.
why() {
    build "$a" why "FILE=$2" "${@:4}"
    check "$1" same "status 0: build/quick/$2${3:+: }${3:- is up to date}" "status $status: $out"
}
# older FILE COMMAND...: what the command makes of the file takes its place, with a time before all others.
older() {
    cp -p "$a/$1" "$scratch/kept"
    "${@:2}" <"$scratch/kept" >"$scratch/older"
    touch -d 2024-03-01 "$scratch/older"
    cp -p "$scratch/older" "$a/$1"
}
back() {
    cp -p "$scratch/kept" "$a/$1"
}
results() {
    (cd "$quick" && find data/results figures paper -type f -printf '%p %s %T@\n' | sort)
}
cell=data/results/weight_paths/gaussian.json
for target in "$cell" figures/fig4.gif; do why "nothing is stale in a whole build: $target" "$target" ''; done
before=$(results)
why 'what was never made' paper/html/index.html 'build/quick/figures/fig1.svg has not been made yet'

older figures/shared/style.tex sed '1i % More.'
why 'an edited source of a figure, whatever its time' figures/fig6.pdf 'figures/shared/style.tex changed'
why 'it changes the thesis' paper/thesis.pdf 'figures/shared/style.tex changed'
why 'it is no concern of a cell' "$cell" ''
back figures/shared/style.tex
why 'with its old content the figure is up to date' figures/fig6.pdf ''
older data/params/weight_paths.json jq '.cells.gaussian.eta = 0.0009'
text='data/params/weight_paths.json: eta changed from 0.001 to 0.0009'
why 'an edited parameter, with both values' "$cell" "$text"
why 'which changes a figure, too' figures/fig6.pdf "$text"
why 'and no other cell' data/results/weight_paths/original.json ''
back data/params/weight_paths.json
echo '% more' >"$a/figures/shared/more.tex"
why 'one input more' figures/fig6.pdf 'figures/shared/more.tex is a new input of build/quick/figures/fig6.pdf'
rm "$a/figures/shared/more.tex"
mv "$a/figures/shared/kernel.tex" "$scratch"
why 'one input less' figures/fig6.pdf 'figures/shared/kernel.tex is no longer an input of build/quick/figures/fig6.pdf'
mv "$scratch/kernel.tex" "$a/figures/shared"
older data/reference/costs.json jq '.commit = "another"'
why 'an edited record' paper/thesis.pdf 'data/reference/costs.json changed'
back data/reference/costs.json

older code/lib/rng.h sed '1i /* More. */'
why 'a comment in a header, which changes no program' "$cell" ''
back code/lib/rng.h
older code/experiments/weight_paths.c sed 's/experiment_begin(argc, argv);/&\n    require(argc < 9);/'
why 'another program, by its source' figures/fig6.pdf \
    'code/experiments/weight_paths.c changed, which changed build/bin/weight_paths'
back code/experiments/weight_paths.c
why 'with the old source it is the old one' "$cell" ''
older code/models/experiment.c sed 's/progress_start(what, 1);/&\n    require(what);/'
why 'or by a source of the library' "$cell" 'code/models/experiment.c changed, which changed build/bin/weight_paths'
back code/models/experiment.c
why 'other options of the compiler' "$cell" 'build/compiler changed, which changed build/bin/weight_paths' CFLAGS=-O1
rm "$a/build/bin/weight_paths"
why 'a program that is gone is compiled, to the same bytes' "$cell" ''

table=$quick/${cell%.json}.csv
cp -p "$table" "$scratch/table"
sed -i '2s/[0-9]/7/' "$table"
touch -r "$scratch/table" "$table"
why 'a spoilt table' "$cell" "build/quick/${cell%.json}.csv is not as it was made"
rm "$table"
why 'a lost table' figures/fig6.pdf "build/quick/${cell%.json}.csv is gone"
mv "$scratch/table" "$table"
mv "$quick/figures/fig6.pdf" "$scratch"
why 'a lost figure' figures/fig6.pdf 'build/quick/figures/fig6.pdf is gone'
mv "$scratch/fig6.pdf" "$quick/figures"

for name in nosuch paper Makefile data/results/surface/nosuch.json '' "it's"; do
    build "$a" why "FILE=$name"
    check "'$name' is refused, with how to see the list" refused "FILE=$name: " 'make help'
done
profile=full build "$a" why FILE=build/quick/figures/fig1.pdf
check 'a file of another profile is refused with how to ask' refused PROFILE=full PROFILE=NAME
why 'the name that a file has in its tree does as well' figures/fig6.pdf ''
check 'no result was made, moved or left behind' \
    same "$(cut -d ' ' -f 1,2 <<<"$before")" "$(results | cut -d ' ' -f 1,2)"
finish
