#!/bin/bash
# valgrind finds no invalid access and no leak in any program, at its smallest and when it rejects its input.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
cd "$a" || exit 1
export OMP_NUM_THREADS=1
mkdir "$scratch/out"

# checked NAME COMMAND...: the command succeeds, and valgrind finds nothing. Memory still reachable at the end is not
# lost.
checked() {
    run . valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
        --show-leak-kinds=definite,indirect,possible "${@:2}"
    check "valgrind finds nothing in $1" built
}
# rejected WORD COMMAND...: the command fails with status 1 and a line that has the word, and valgrind finds nothing. A
# program that ends with a sentence need not free.
rejected() {
    run . valgrind -q --error-exitcode=99 "${@:2}"
    check "valgrind finds nothing in $(basename "$2") when it rejects its input with '$1'" refused_with_1 "$1"
}
refused_with_1() {
    [ "$status" -eq 1 ] || { echo "status $status: $out" && return 1; }
    told "$1"
}
# small EXPERIMENT CELL MEMBERS: writes parameters of that cell alone, with one replicate, where it has several, and
# with these members in place of its own.
small() {
    jq --arg cell "$2" --argjson members "$3" \
        '(if (. + .cells[$cell]).replicates then {replicates: 1} else {} end) as $one
        | .cells = {($cell): (.cells[$cell] + $one + $members)} | del(.profiles, .summary)' \
        "data/params/$1.json" >"$scratch/$1.json"
}

printf '%s\n' x1,x2,x3,y 1,0,-1,1 0,-1,1,-1 0,1,1,1 >signs.csv
printf '%s\n' x1,x2,x3,y 1,0,0,1 0,-1,0,-1 0,0,1,1 >zeros.csv
printf '%s\n' x1,x2,y 1,0.5,1 -1,0.25,-2 >own.csv

# ---- experiments ---------------------------------------------------------------------------------

seen=
while read -r experiment cell members; do
    seen="$seen $experiment"
    small "$experiment" "$cell" "$members"
    checked "$experiment, $cell $members" "build/bin/$experiment" "$scratch/$experiment.json" "$cell" \
        "$scratch/out/$experiment"
done <<'LIST'
factorised_matrix diagonal {"n": 4, "N": 2, "support": 2, "alphas": [1, 0.1], "eta": 0.02, "max_steps": 20000}
factorised_matrix commuting {"n": 4, "N": 2, "support": 2, "alphas": [1, 0.1], "eta": 0.02, "max_steps": 20000}
flow_limit n250-N50 {"n": 12, "N": 5, "alphas": 3}
identities regression {"n": 5, "N": 3, "epochs": 5, "samples": 50}
implicit_l1 N50 {"n": 5, "N": 9, "m": 2, "K": 3, "epochs": 3}
kernel_predictor n20 {"n": 5, "shares": [0.5, 1], "test_points": 10}
lazy_rates outputs {"n": 4, "N": 2, "scales": [0.5, 1], "horizons": [1, 16], "times": 4, "tolerance": 1e-8}
lazy_rates functionals {"n": 2, "N": 6, "scales": [0.5, 1], "horizons": [1, 16], "times": 4, "tolerance": 1e-8}
long_descent N50-slow {"n": 21, "N": 9, "batch": 4, "epochs": 100}
margins N50-r1 {"n": 5, "N": 9, "m": 2, "K": 3, "stop_loss": 0.1, "settle": 300, "max_steps": 300}
regularisation n20-k0 {"n": 5, "N": [9, 12], "m": 2, "K": 3, "epochs": 3, "test_points": 10}
sample_complexity n20-k0 {"n": 5, "m": 2, "K": 3, "epochs": 3, "test_points": 10, "grid": [9, 12], "searches": 1}
sparse_classification N50-r1 {"n": 35, "N": 9, "m": 3, "K": 7, "epochs": 3, "test_points": 10, "replicates": 2}
sparse_classification N50-r1 {"n": 3, "m": 2, "K": 3, "epochs": 2, "data": "signs.csv", "test_data": "zeros.csv"}
sparse_classification N50-r1 {"n": 3, "m": 2, "K": 3, "epochs": 2, "data": "zeros.csv"}
sparse_regression N50 {"n": 2, "N": 2, "alphas": 2, "max_epochs": 20, "coordinates": 2, "data": "own.csv"}
sparse_regression N50 {"n": 21, "N": 9, "alphas": 2, "max_epochs": 20, "replicates": 2, "coordinates": 3}
step_sizes original {"etas": 3, "max_epochs": 20}
surface sweep {"frames": 2, "grid": 3}
tangent_kernel a1 {"max_epochs": 40, "snapshot_every": 20}
weight_paths original {"alphas": [0.1, 1], "epochs": 20}
weight_paths gaussian {"alphas": [0.1, 1], "epochs": 20}
LIST
check 'valgrind looks at every experiment' same "$(basename -a -s .json data/params/*.json)" \
    "$(tr ' ' '\n' <<<"$seen" | sed '/^$/d' | sort -u)"

# ---- tools ---------------------------------------------------------------------------------------

quick=build/quick/data
checked profile build/bin/profile quick data/params/long_descent.json "$scratch/out/params.json" 7
checked timed build/bin/timed "$scratch/out/true.log" true
for experiment in sample_complexity sparse_classification surface; do
    checked "summarise, $experiment" build/bin/summarise $quick/params/$experiment.json $quick/results
done
checked numbers build/bin/numbers "$scratch/out/numbers.tex" build/quick/ quick paper/chapters/sparse.tex \
    figures/fig7.tex
build . build/bin/bench
need 'bench compiles' built
checked bench build/bin/bench widths
check 'valgrind looks at every tool' same 'bench numbers profile summarise timed' "$(basename -a -s .c \
    code/{build,thesis,bench}/*.c code/summary/summarise.c | sort | paste -sd ' ')"

# ---- rejected input: the fuzzers, with sanitizers, try many more ------------------------------------

echo '{"experiment": "surface", "cells": {"a": {"more": {"text": "\u00e4"}}}}' >"$scratch/bad.json"
rejected missing build/bin/surface "$scratch/bad.json" a "$scratch/out/bad"
rejected object build/bin/profile quick <(echo '[1]') "$scratch/out/bad.json"
rejected usage build/bin/timed "$scratch/out/true.log"
small sparse_regression N50 '{"data": "bad.csv"}'
printf '%s\n' x1,x2,y 1,2,3 1,one,2 >bad.csv
rejected 'line 3, column 2' build/bin/sparse_regression "$scratch/sparse_regression.json" N50 "$scratch/out/bad"
jq '.tables[].sha256 = "0"' $quick/results/tangent_kernel/a10.json >"$scratch/changed.json" &&
    cp "$scratch/changed.json" $quick/results/tangent_kernel/a10.json
rejected a10 build/bin/summarise $quick/params/tangent_kernel.json $quick/results
printf '%s\n' '\res{surface/a10/nothing}' >"$scratch/bad.tex"
rejected 'line 1' build/bin/numbers "$scratch/out/bad.tex" build/quick/ quick "$scratch/bad.tex"
finish
