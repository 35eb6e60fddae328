#!/bin/bash
# A variant of an experiment, by its parameters on the command line, has results and figures in a tree of its own.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
before=$(sums "$a")

# variant SET...: tries it on sparse_regression.
variant() {
    build "$a" -j2 try EXPERIMENT=sparse_regression SET="$*"
}
# result FILE: it is in the tree of the last variant.
# shellcheck disable=SC2317
result() {
    echo "$a/$(grep -x "build/quick-sparse_regression-.*/$1" <<<"$out")"
}
# says KEY VALUE: the parameter of the cell N100 in the results of the last variant.
# shellcheck disable=SC2317  # check calls it
says() {
    local summary
    summary=$(result data/results/sparse_regression.json)
    same "$2" "$(jq ".parameters.$1" "${summary%.json}/N100.json")"
}
# shellcheck disable=SC2317
named() {
    local file
    for file in data/results/sparse_regression.json figures/fig7.pdf figures/fig8.pdf; do
        [ -f "$(result "$file")" ] || { echo "no $file" && return 1; }
    done
}

variant sigma=0.5
need 'make try runs the cells of one experiment' built
check 'and of no other' same '' "$(grep '^cell ' <<<"$steps" | grep -v /sparse_regression/)"
check 'all of them' same "$(find "$a/build/quick/data/results/sparse_regression" -name '*.json' | wc -l)" \
    "$(grep -c '^cell ' <<<"$steps")"
check 'the last it says is where the numbers and the figures are' named
check 'the results are of the new value' says sigma 0.5
first=$out
variant sigma=0.5
check 'what was tried once is there' ran

variant N100/N=80 alphas=3
check 'a cell alone can have another value, and what selects by the old one selects by the new one' named
check 'which its results are of' says N 80
check 'beside another one' says alphas 3
check 'they have a tree of their own' test "$(tail -n 1 <<<"$first")" != "$(tail -n 1 <<<"$out")"
check 'the results of the thesis are untouched' same "$before" "$(sums "$a")"

# Other data of one cell are data that make looks at.
csv=$scratch/live.csv
printf 'x1,x2,y\n1,0,1\n0,1,2\n' >"$csv"
live() {
    build "$a" -j2 data/results/tangent_kernel/a1.json EXPERIMENT=tangent_kernel SET="a1/data=$csv"
}
live
need 'a setting can name a data set for one cell' built
printf 'x1,x2,y\n1,0,1\n0,1,3\n' >"$scratch/other.csv"
touch -d 2024-03-01 "$scratch/other.csv"
mv "$scratch/other.csv" "$csv"
live
check 'with other data there, of whatever time, that cell is run again' same \
    'cell data/results/tangent_kernel/a1.json' "${steps/build\/quick-*data\/results/data/results}"
live
check 'and only then' ran
mkfifo "$scratch/pipe.csv"
for kind in pipe.csv . none.csv; do
    patience=60 build "$a" try EXPERIMENT=tangent_kernel SET="a1/data=$scratch/$kind"
    check "$kind for a data set is refused by name, and nothing is run" refused "$scratch/$kind: a data set"
done

# Settings for every cell, longer than the name of a file may be.
mapfile -t long < <(jq -r '.cells | keys[] | "\(.)/\("alpha_low", "alpha_high", "stop_loss", "coordinates")=1"' \
    "$a/data/params/sparse_regression.json")
build "$a" -n try EXPERIMENT=sparse_regression SET="${long[*]}"
check 'many settings have a tree, too' built
check 'whose file set has them all' grep -q -x -F "${long[*]}" <(cat "$a"/build/quick-sparse_regression-N*/set)

# refuses SENTENCE SET WORD...
refuses() {
    build "$a" try EXPERIMENT="${experiment-sparse_regression}" SET="$2"
    check "$1 is refused" refused "${@:3}"
}
refuses 'a parameter that is not there' noise=0.5 'SET: noise=0.5' 'sigma stop_loss'
refuses 'a cell that is not there' N80/N=3 'SET: N80/N=3' 'N50 N100'
refuses 'a parameter that every cell sets' N=80 'SET: N=80' 'N50/N= N100/N='
refuses 'what is no setting' sigma 'SET: sigma' KEY=VALUE
refuses 'a value out of range' sigma=-1 sigma
# shellcheck disable=SC2016  # no shell is to see it
refuses 'a command' 'sigma=`id`' 'SET=sigma' letters
refuses 'nothing' '' SET=
build "$a" try EXPERIMENT=surface 'SET=frames=[3]'
build "$a" -j2 data/results/surface/sweep.json EXPERIMENT=surface SET=frames=3
check 'settings whose trees have one name do not get mixed up' built
experiment=sparse refuses 'an experiment that is not there' sigma=1 EXPERIMENT=sparse sparse_classification
experiment="x';touch $a/touched;'" refuses 'a command for a name' sigma=1 EXPERIMENT= letters
check 'and is not run' test ! -e "$a/touched"
finish
