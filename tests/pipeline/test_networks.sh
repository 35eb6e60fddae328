#!/bin/bash
# test_networks: the training of the ReLU networks against an independent implementation, and of
# sparse_classification on data sets from files.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
library "$tree"
need 'PyTorch is there' /usr/bin/python3 -c 'import torch'

# The export is compiled by the copy's Makefile, as one of the tools.
cp "$project/tests/peers/export_networks.c" "$tree/code/check/"
build "$tree" build/bin/export_networks
need 'the export is built' built
eta=0.1
for scale in 0.1 1; do
    need "a run from scale $scale is exported" "$tree/build/bin/export_networks" \
        "$scale" "$eta" "$scratch/r$scale"
    for how in tables dense; do
        check "a peer trains to the same networks: $how, scale $scale" \
            /usr/bin/python3 "$project/tests/peers/torch_peer.py" "$eta" "$scratch/r$scale" "$how"
    done
done

# Data from files: with a test set, which here is the training set; without one; with zeros where the
# thesis has none, which OpenBLAS multiplies.
jq '. + {replicates: 1, epochs: 400, r: 0.1, N: 7, summary: [], profiles: {}, cells: {
      both: {data: "data/mine.csv", test_data: "data/mine.csv"}, alone: {data: "data/mine.csv"},
      zeros: {data: "data/zeros.csv"}, other: {data: "data/mine.csv", test_data: "data/zeros.csv"}}}' \
    "$project/data/params/sparse_classification.json" >"$tree/data/params/sparse_classification.json"
mkdir -p "$tree/data"
cp "$scratch/r0.1-data.csv" "$tree/data/mine.csv"
printf 'x1,x2,x3,y\n1,0,0,1\n-1,0,1,1\n0,1,-1,-1\n0,-1,0,-1\n' >"$tree/data/zeros.csv"
check "a cell's test set is one of its inputs" grep -qx 'sparse_classification/other=data/zeros.csv' \
    < <(cd "$tree" && code/build/cells full data/params/sparse_classification.json)
results=data/results/sparse_classification
build "$tree" $results/both.json $results/alone.json $results/zeros.json
need 'data from files are run' built
results=$tree/build/$profile/$results
# column N CELL: the N-th field of the cell's rows.
column() {
    sed 1d "$results/$2.csv" | cut -d , -f "$1"
}
check 'as many samples as the file has rows' same 50 "$(column 2 both | sort -u)"
check 'training is on the file' test "$(column 6 both | tail -n 1)" '>' 0.9
check 'the test set is the other file' same "$(column 6 both)" "$(column 5 both)"
check 'without a test set nothing is said of one' same '' "$(column 5 alone | tr -d '\n')"
check 'and training is the same' same "$(column 6 both)" "$(column 6 alone)"
check 'other zeros are trained on' test "$(column 6 zeros | tail -n 1)" '>' 0.9
build "$tree" data/results/sparse_classification/other.json
check 'a test set of another dimension is refused' refused 'data/zeros.csv: 3 coordinates'
sed -i '4s/,[-01]*$/,0/' "$tree/data/mine.csv"
build "$tree" data/results/sparse_classification/alone.json
check 'a label of 0 is refused by line and column' refused 'data/mine.csv: line 4, column 21'
finish
