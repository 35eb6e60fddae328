#!/bin/bash
# test_peers: the regression experiment against an independent implementation, on a drawn data set,
# and its run on a data set from a file.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
results=$tree/build/$profile/data/results/sparse_regression
library "$tree"
need 'NumPy is there' /usr/bin/python3 -c 'import numpy'

# Small cells: batches of which the last is short, with alphas enough that all products are taken; all
# samples in one batch; a file; and descent that diverges from alpha = 10 and is ended just before
# its loss leaves the range of doubles, just after, and while its weights have left it but not yet
# the loss.
jq '. + {replicates: 1, max_epochs: 600, alphas: 14, profiles: {}, summary: [], cells: {
      batches: {N: 50}, ends8: {N: 50, alpha_high: 10, max_epochs: 8},
      ends9: {N: 50, alpha_high: 10, max_epochs: 9}, ends10: {N: 50, alpha_high: 10, max_epochs: 10},
      whole: {N: 30, n: 100}, mine: {N: 30, n: 100, data: "data/mine.csv"}}}' \
    "$project/data/params/sparse_regression.json" >"$tree/data/params/sparse_regression.json"
mkdir -p "$tree/data"
printf 'x1,y\n1,2\n' >"$tree/data/mine.csv"

# The export is compiled by the copy's Makefile, as one of the tools.
cp "$project/tests/peers/export.c" "$tree/code/check/"
build "$tree" build/bin/export
need 'the export is built' built
build "$tree" data/results/sparse_regression/batches.json data/results/sparse_regression/whole.json
need 'the cells run' built
for cell in batches whole; do
    need "cell $cell is exported" "$tree/build/bin/export" "$tree/data/params/sparse_regression.json" \
        "$cell" "$scratch/$cell"
    for what in descent least flow; do
        check "a peer finds the same: $what, cell $cell" /usr/bin/python3 "$project/tests/peers/peer.py" \
            "$what" "$scratch/$cell" "$results/$cell"
    done
done

# column NAME FILE: one column of a CSV.
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at = $i == name ? i : at }
        NR > 1 { print $at }' "$2"
}

# columns FILE: all but the replicate and what is measured from the truth.
columns() {
    local name
    for name in $(head -n 1 "$1" | tr , ' '); do
        case $name in replicate | *population* | truth | *rich_better) continue ;; esac
        echo "$name: $(column "$name" "$1" | tr '\n' ' ')"
    done
}

# shellcheck disable=SC2317  # called by check
# hollow FILE NAME...: these columns of the CSV are there, and empty in every row; no other is.
hollow() {
    local file=$1 name seen=''
    for name in $(head -n 1 "$file" | tr , ' '); do
        ! column "$name" "$file" | grep -q . && seen+=" $name"
    done
    shift
    [ "$(wc -l <"$file")" -gt 1 ] || { echo "$file has no rows" && return 1; }
    same " $*" "$seen"
}

for cell in ends8 ends9 ends10; do
    build "$tree" "data/results/sparse_regression/$cell.json"
    check "a run is recorded whose descent diverges: $cell" built
done
# Cells of a table's last row: from the loss to the last of descent.
last() {
    tail -n 1 "$1" | cut -d , -f 6-10
}
check 'what is no number is left empty' same ',,,, ,,,,' \
    "$(last "$results/ends9.csv") $(last "$results/ends10.csv")"

# The whole cell's data as a file: without batches nothing is drawn, so that all must be the same.
cp "$scratch/whole-data.csv" "$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
need 'data from a file are run' built
for table in '' -levels -shapes -solutions; do
    check "data from a file give the columns of drawn ones: ${table:-the main table}" \
        same "$(head -n 1 "$results/whole$table.csv")" "$(head -n 1 "$results/mine$table.csv")"
    check "data from a file give the numbers of drawn ones: ${table:-the main table}" \
        same "$(columns "$results/whole$table.csv")" "$(columns "$results/mine$table.csv")"
done
check 'errors against a truth that is not known are left empty' hollow "$results/mine.csv" \
    population_l1 population_l2_squared flow_population_l1 flow_population_l2_squared
check 'and so they are of the least norms' hollow "$results/mine-levels.csv" \
    min_l1_population_l1 min_l2_population_l1
check 'the truth is left empty' hollow "$results/mine-solutions.csv" truth

# More samples than coefficients: nothing interpolates them.
printf 'x1,x2,y\n1,2,3\n4,5,7\n7,8,8\n' >"$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
check 'a file with more rows than columns is refused by its name' \
    refused 'data/mine.csv: 3 samples in 2 dimensions'
printf 'x1,x2,y\n1,2,3\n1,2,5\n' >"$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
check 'a file that contradicts itself is refused' refused 'X beta = y has no solution'
printf 'x1,x2,y\n1,2,\n' >"$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
check 'a file with a gap is refused by line and column' refused 'data/mine.csv: line 2, column 3 (y)'
finish
