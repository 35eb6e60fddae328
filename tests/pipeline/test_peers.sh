#!/bin/bash
# Regression and the training of networks agree with independent implementations in Python, and both run on data from
# files.
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
results=$tree/build/$profile/data/results/sparse_regression
library "$tree"
need 'NumPy and PyTorch are installed' /usr/bin/python3 -c 'import numpy, torch'
# The exports are compiled by the copy's Makefile, as tools.
cp "$project"/tests/peers/export*.c "$tree/code/bench/"
build "$tree" build/bin/export build/bin/export_networks
need 'the programs that export data for Python compile' built

# ---- regression ----------------------------------------------------------------------------------

# Small cells: batches of which the last is short, with alphas enough that all products are taken; all
# samples in one batch; a file; and descent that diverges from alpha = 10 and is ended just before
# its loss leaves the range of doubles, just after, and while its weights have left it but not yet
# the loss.
jq '. + {replicates: 1, max_epochs: 600, alphas: 14, profiles: {}, summary: [], cells: {
      batches: {N: 50}, ends8: {N: 50, alpha_high: 10, max_epochs: 8},
      ends9: {N: 50, alpha_high: 10, max_epochs: 9}, ends10: {N: 50, alpha_high: 10, max_epochs: 10},
      whole: {N: 30, n: 100}, mine: {N: 30, n: 100, data: "data/mine.csv"}}}' \
    "$project/data/params/sparse_regression.json" >"$tree/data/params/sparse_regression.json"
printf 'x1,y\n1,2\n' >"$tree/data/mine.csv"

build "$tree" data/results/sparse_regression/batches.json data/results/sparse_regression/whole.json
need 'the cells to compare run' built
for cell in batches whole; do
    need "cell $cell is exported" "$tree/build/bin/export" "$tree/data/params/sparse_regression.json" \
        "$cell" "$scratch/$cell"
    for what in descent least flow; do
        check "Python finds the same results ($what, cell $cell)" /usr/bin/python3 "$project/tests/peers/peer.py" \
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

# hollow FILE NAME...: these columns of the CSV, and no others, are empty in every row.
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
    check "a run that diverges is recorded ($cell)" built
done
# Cells of a table's last row: from the loss to the last of descent.
last() {
    tail -n 1 "$1" | cut -d , -f 6-10
}
check 'fields of a run that diverged are empty' same ',,,, ,,,,' \
    "$(last "$results/ends9.csv") $(last "$results/ends10.csv")"

# The whole cell's data as a file: without batches nothing is drawn, so that all must be the same.
cp "$scratch/whole-data.csv" "$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
need 'a cell with data from a file runs' built
for table in '' -levels -shapes -solutions; do
    check "data from a file give the same columns as drawn data (${table:-the main table})" \
        same "$(head -n 1 "$results/whole$table.csv")" "$(head -n 1 "$results/mine$table.csv")"
    check "data from a file give the same numbers as drawn data (${table:-the main table})" \
        same "$(columns "$results/whole$table.csv")" "$(columns "$results/mine$table.csv")"
done
check 'errors against an unknown truth are empty' hollow "$results/mine.csv" \
    population_l1 population_l2_squared flow_population_l1 flow_population_l2_squared
check 'errors of the least-norm solutions against an unknown truth are empty' hollow "$results/mine-levels.csv" \
    min_l1_population_l1 min_l2_population_l1
check 'an unknown truth is empty' hollow "$results/mine-solutions.csv" truth

# More samples than coefficients: nothing interpolates them.
printf 'x1,x2,y\n1,2,3\n4,5,7\n7,8,8\n' >"$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
check 'a data file with more rows than columns is rejected by name' \
    refused 'data/mine.csv: 3 samples in 2 dimensions'
printf 'x1,x2,y\n1,2,3\n1,2,5\n' >"$tree/data/mine.csv"
build "$tree" data/results/sparse_regression/mine.json
check 'a data file that no coefficients fit is rejected' refused 'X beta = y has no solution'

# ---- networks ------------------------------------------------------------------------------------

eta=0.1
for scale in 0.1 1; do
    need "networks initialized at scale $scale are exported" "$tree/build/bin/export_networks" \
        "$scale" "$eta" "$scratch/r$scale"
    for how in tables dense; do
        check "PyTorch trains to the same networks ($how, scale $scale)" \
            /usr/bin/python3 "$project/tests/peers/torch_peer.py" "$eta" "$scratch/r$scale" "$how"
    done
done

# Data from files: with a test set, which here is the training set; without one; with zeros where the
# thesis has none, which OpenBLAS multiplies.
jq '. + {replicates: 1, epochs: 400, r: 0.1, N: 7, summary: [], profiles: {}, cells: {
      both: {data: "data/mine.csv", test_data: "data/mine.csv"}, alone: {data: "data/mine.csv"},
      zeros: {data: "data/zeros.csv"}, other: {data: "data/mine.csv", test_data: "data/zeros.csv"}}}' \
    "$project/data/params/sparse_classification.json" >"$tree/data/params/sparse_classification.json"
cp "$scratch/r0.1-data.csv" "$tree/data/mine.csv"
printf 'x1,x2,x3,y\n1,0,0,1\n-1,0,1,1\n0,1,-1,-1\n0,-1,0,-1\n' >"$tree/data/zeros.csv"
check "make knows that a cell depends on its test set" grep -qx 'sparse_classification/other=data/zeros.csv' \
    < <(cd "$tree" && code/build/cells full data/params/sparse_classification.json)
results=data/results/sparse_classification
build "$tree" $results/both.json $results/alone.json $results/zeros.json
need 'cells with data from files run' built
results=$tree/build/$profile/$results
# of CELL NAME: a column of the cell's table.
of() {
    column "$2" "$results/$1.csv"
}
check 'a cell has as many samples as its file has rows' same 50 "$(of both N | sort -u)"
check 'a cell trains on the data of its file' test "$(of both train_accuracy | tail -n 1)" '>' 0.9
check 'a cell tests on its file of test data' same "$(of both train_accuracy)" "$(of both test_accuracy)"
check 'without test data the column of test accuracy is empty' same '' "$(of alone test_accuracy | tr -d '\n')"
check 'training is the same with and without test data' same "$(of both train_accuracy)" "$(of alone train_accuracy)"
check 'data with zeros in other places can be trained on' test "$(of zeros train_accuracy | tail -n 1)" '>' 0.9
build "$tree" data/results/sparse_classification/other.json
check 'test data of another dimension are rejected by file' refused 'data/zeros.csv: 3 coordinates'
finish
