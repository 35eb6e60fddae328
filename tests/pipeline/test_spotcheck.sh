#!/bin/bash
# make spotcheck: cells drawn at random are run anew and compared with the tree and with the reference.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
profile=full
tree=$scratch/tree
library "$tree"
# One experiment of three cells that take no time, and nothing built.
find "$tree/data/params" -type f ! -name surface.json -delete
jq '.cells |= {"a0.1", a10, a1: {alpha_low: 1, alpha_high: 1}}' "$tree/data/params/surface.json" >"$scratch/params"
mv "$scratch/params" "$tree/data/params/surface.json"
sums=$tree/data/reference/sums
rm -f "$sums"
# spotcheck ARGUMENT...: all three cells, unless an argument says otherwise.
spotcheck() {
    build "$tree" spotcheck N=3 "$@"
}
drawn() {
    sed -n 's/^  same  *\([^ ]*\) .*/\1/p' <<<"$out"
}

spotcheck
check 'without results and without a reference there is nothing to compare with' refused data/results/surface/a10.json \
    'nothing to compare with'
cp -r "$tree/build/full/spotcheck/data/results" "$scratch"
(cd "$scratch/results/.." && find results -name '*.json' -o -name '*.csv' | sed 's|^|data/|' | sort >names
    ln -s . data && xargs sha256sum <names) >"$sums"
spotcheck
check 'a checkout and the reference are enough' same "$(printf 'surface/%s\n' a0.1 a1 a10)" "$(drawn | sort)"
sed -i.kept '/a10\.csv/s/^./x/; /a1\.json/d' "$sums"
spotcheck
check 'another checksum in the reference is named' refused data/results/surface/a10.csv 'not the bytes of' \
    data/reference/sums
check 'so is one that is missing there' refused data/results/surface/a1.json 'not in' data/reference/sums
check 'and the others are the same' same surface/a0.1 "$(drawn)"
mv "$sums.kept" "$sums"

cp -r "$scratch/results" "$tree/data"
spotcheck
check 'results in the tree are compared as well' built
# The last digit of the largest difference, and of a table's last row.
result=$tree/data/results/surface/a10.json table=$tree/data/results/surface/a0.1.csv
sed -i 's/\("max_difference":.*\)[0-9]\(,*\)$/\15\2/' "$result"
spotcheck
check 'a digit that was changed in a result is named, with its size' refused data/results/surface/a10.json 'line 15' \
    3.998334 3.998335 'by 2.5e-07'
cp "$scratch/results/surface/a10.json" "$result"
sed -i '$d' "$table"
spotcheck
check 'a row that is missing in a table is named' refused data/results/surface/a0.1.csv \
    "line $(($(wc -l <"$table") + 1))" nothing
cp "$scratch/results/surface/a0.1.csv" "$table"

# The draw is the same on every machine.
spotcheck N=2 DRAW=again
check 'a DRAW draws as many cells as N says, and always the same' same 'surface/a10 surface/a0.1' "$(drawn | xargs)"
spotcheck N=2 DRAW=other
check 'another one draws others' same 'surface/a1 surface/a10' "$(drawn | xargs)"
spotcheck N=none
check 'N must be a number' refused 'N=none'
finish
