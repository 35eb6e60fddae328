#!/bin/bash
# What users bring that the project has not seen: their own data sets.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
library "$a"

# table FILE ROWS COLUMNS SCALE: a data set whose values are a fixed sequence, times SCALE.
table() {
    awk -v rows="$2" -v columns="$3" -v scale="$4" 'BEGIN {
        for (j = 1; j <= columns; j++) printf "x%d,", j
        print "y"
        for (i = 0; i < rows * (columns + 1); i++) {
            state = (state * 16807 + 12345) % 2147483647
            printf "%g%s", scale * (state / 1073741823 - 1), (i + 1) % (columns + 1) ? "," : "\n"
        } }' >"$a/$1"
}
table mine.csv 20 40 1
table raw.csv 4 6 1000
{
    echo x1,x2,x3,y
    printf '%s\n' 1,0,-1,1 0,-1,1,-1 0,1,1,-1 -1,0,1,1
} >"$a/signs.csv"

# ---- what make try takes -------------------------------------------------------------------------

# refuses EXPERIMENT SETTING: at once, before anything is compiled or run.
refuses() {
    build "$a" try EXPERIMENT="$1" SET="$2"
    check "$1 refuses $2 and says what to do" refused "SET: $2" 'differ in N' 'make study DATA=' docs/own-data.md
    check "and runs nothing for it" same '' "$steps"
}
refuses sparse_regression data=mine.csv
refuses sparse_regression N50/data=mine.csv
refuses sparse_classification data=signs.csv
refuses sparse_classification test_data=signs.csv
for experiment in weight_paths tangent_kernel step_sizes; do
    build "$a" try EXPERIMENT=$experiment SET=data=raw.csv
    check "$experiment says that descent diverges on data that are not scaled" refused 'raw.csv: alpha 0.' \
        'descent diverges at eta = ' 'take a smaller one, or scale the columns'
done

# ---- a cell of its own ---------------------------------------------------------------------------

# The commands of docs/own-data.md, in the folder of the copy.
awk '/^```/ { code = !code; next } code' "$a/docs/own-data.md" >"$scratch/steps"
need 'docs/own-data.md has commands for a data set of one'\''s own' test -s "$scratch/steps"
out=$(cd "$a" && sh -eu "$scratch/steps" 2>&1)
status=$?
need 'they run' built
# uses FILE JSON: these are among the parameters of the result.
# shellcheck disable=SC2317  # check calls it
uses() {
    same "$2" "$(jq -c '.parameters | {n, N, first_replicate, replicates, sigma, test_points, data}' "$1")"
}
check 'the parameters of its result are those of the data' uses "$a/results/mine.json" \
    '{"n":40,"N":20,"first_replicate":0,"replicates":1,"sigma":null,"test_points":null,"data":"mine.csv"}'
check 'and so are the columns of its tables' same '0,20' "$(sed 1d "$a/results/mine-levels.csv" | cut -d , -f 1,2)"

# alone EXPERIMENT CELL MEMBERS: runs that cell of the quick profile, with these members in place of its own.
alone() {
    jq --argjson members "$3" '. * .profiles.quick | .cells |= {mine: (.'"$2"' + $members)}' \
        "$a/data/params/$1.json" >"$a/mine.json"
    build "$a" "build/bin/$1"
    out=$(cd "$a" && "build/bin/$1" mine.json mine "results/$1" 2>&1)
    status=$?
}
alone sparse_classification '["N50-r1"]' '{"data": "signs.csv", "test_data": "signs.csv"}'
need 'a classification data set runs in a cell of its own' built
check 'with its parameters' uses "$a/results/sparse_classification.json" \
    '{"n":3,"N":4,"first_replicate":0,"replicates":1,"sigma":null,"test_points":null,"data":"signs.csv"}'
alone weight_paths original '{"data": "mine.csv", "epochs": 100}'
check 'where the data set is the only one, n and N are its own' uses "$a/results/weight_paths.json" \
    '{"n":40,"N":20,"first_replicate":0,"replicates":1,"sigma":null,"test_points":null,"data":"mine.csv"}'
alone weight_paths gaussian '{"data": "mine.csv", "epochs": 100}'
check 'where it is not used, it is no parameter' uses "$a/results/weight_paths.json" \
    '{"n":20,"N":10,"first_replicate":1,"replicates":8,"sigma":null,"test_points":null,"data":null}'
alone sparse_regression N50 '{"data": "raw.csv"}'
check 'sparse_regression says that descent diverges on data that are not scaled' refused 'raw.csv: alpha 0.001' \
    'descent diverges at eta = 0.0003' 'take a smaller one, or scale the columns'
# Labels that contradict each other, and large steps: the one network diverges.
{
    sed 1q "$a/mine.csv"
    for sign in 1 -1; do
        for label in 1 -1; do printf -- "$sign,%.0s" {1..40} && echo "$label"; done
    done
} >"$a/signs.csv"
alone sparse_classification '["N50-r1"]' '{"data": "signs.csv", "K": 1, "eta": 100, "r": 100}'
check 'sparse_classification says that descent diverges' refused 'signs.csv: r 100' 'descent diverges at eta = 100'
finish
