#!/bin/bash
# No program reads or writes where it must not, or loses memory: each at its smallest, and what it refuses.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
cd "$a" || exit 1
export OMP_NUM_THREADS=1
clean='nothing is lost or read amiss'
mkdir "$scratch/out"

# checked COMMAND...: the command succeeds, and valgrind finds nothing. What is still reachable at the end is not lost.
# shellcheck disable=SC2317  # check calls these
checked() {
    out=$(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
        --show-leak-kinds=definite,indirect,possible "$@" 2>&1 </dev/null) || { echo "status $?: $out" && return 1; }
}

# refused_by WORD COMMAND...: the command fails as it should, saying the word; valgrind finds nothing. A program that
# ends with a sentence need not free.
# shellcheck disable=SC2317
refused_by() {
    out=$(valgrind -q --error-exitcode=99 "${@:2}" 2>&1 </dev/null)
    status=$?
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
    check "$experiment, $cell $members: $clean" \
        checked "build/bin/$experiment" "$scratch/$experiment.json" "$cell" "$scratch/out/$experiment"
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
check 'every experiment is among them' same "$(basename -a -s .json data/params/*.json)" \
    "$(tr ' ' '\n' <<<"$seen" | sed '/^$/d' | sort -u)"

# ---- tools ---------------------------------------------------------------------------------------

check "profile: $clean" checked build/bin/profile quick data/params/long_descent.json "$scratch/out/params.json" 7
check "timed: $clean" checked build/bin/timed "$scratch/out/true.log" true
for experiment in sample_complexity sparse_classification surface; do
    check "summarise, $experiment: $clean" checked build/bin/summarise "build/quick/data/params/$experiment.json" \
        build/quick/data/results
done
check "numbers: $clean" checked build/bin/numbers "$scratch/out/numbers.tex" build/quick/ quick \
    paper/chapters/sparse.tex figures/fig7.tex
build . build/bin/bench
need 'bench compiles' built
check 'these are all tools' same 'bench numbers profile summarise timed' \
    "$(basename -a -s .c code/build/*.c code/thesis/*.c code/bench/*.c code/summary/summarise.c | sort | paste -sd ' ')"
check "bench: $clean" checked build/bin/bench widths

# ---- what is refused -----------------------------------------------------------------------------

# refused_parameters WORD TEXT: for an experiment.
refused_parameters() {
    echo "$2" >"$scratch/bad.json"
    check "parameters refused for $1: $clean" \
        refused_by "$1" build/bin/surface "$scratch/bad.json" a "$scratch/out/bad"
}
begin='{"experiment": "surface", "half_width": 2, "azimuth": 0, "alpha_low": 1, "alpha_high": 1, "frames": 1'
refused_parameters 'not JSON' "$begin"
refused_parameters "key 'grid' is missing" "$begin"', "cells": {"a": {}}}'
refused_parameters 'grid' "$begin"', "cells": {"a": {"grid": [3]}}}'
refused_parameters 'more' "$begin"', "grid": 3, "cells": {"a": {"more": {"text": "\\u00e4"}}}}'
refused_parameters 'cell' "$begin"', "grid": 3, "cells": {"b": {}}}'
refused_parameters 'twice' "$begin"', "grid": 3, "grid": 4, "cells": {"a": {}}}'
check "profile, refused: $clean" refused_by 'object' build/bin/profile quick <(echo '[1]') "$scratch/out/bad.json"
check "timed, refused: $clean" refused_by 'usage' build/bin/timed "$scratch/out/true.log"

# refused_table WORD LINE...: for an experiment on data of one's own.
small sparse_regression N50 '{"data": "bad.csv"}'
refused_table() {
    printf '%s\n' "${@:2}" >bad.csv
    check "a table refused for $1: $clean" \
        refused_by "$1" build/bin/sparse_regression "$scratch/sparse_regression.json" N50 "$scratch/out/bad"
}
refused_table 'line 2, column 2' x1,y 1,one
refused_table 'line 3' x1,x2,y 1,2,3 4,5
refused_table 'no name' x1,,y 1,2,3
refused_table 'must' x1,x3,y 1,2,3

changed=build/quick/data/results/tangent_kernel/a10.json
jq '.tables[].sha256 = "0"' $changed >"$scratch/changed.json" && cp "$scratch/changed.json" $changed
check "a summary of a result that was changed: $clean" refused_by 'a10' build/bin/summarise \
    build/quick/data/params/tangent_kernel.json build/quick/data/results
jq '.summary = [{from: "", of: "nothing", cell: "x{alpha", table: 1}]' build/quick/data/params/margins.json \
    >"$scratch/bad.json"
check "a summary of an unknown kind: $clean" refused_by 'summary' build/bin/summarise "$scratch/bad.json" \
    build/quick/data/results
for text in '\res{surface/a10/nothing}' '\res[.99q]{surface/a10/ratio}' '\res[s]{surface/a10/ratio}'; do
    echo "$text" >"$scratch/bad.tex"
    check "the text $text: $clean" refused_by 'line 1' build/bin/numbers "$scratch/out/bad.tex" build/quick/ quick \
        "$scratch/bad.tex"
done
finish
