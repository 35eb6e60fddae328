#!/bin/bash
# make spotcheck runs cells drawn at random again, and compares them with the built tree and with the reference.
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
check 'make spotcheck fails if there are neither results nor a reference' refused data/results/surface/a10.json \
    'nothing to compare with'
cp -r "$tree/build/full/spotcheck/data/results" "$scratch"
(cd "$scratch/results/.." && find results -name '*.json' -o -name '*.csv' | sed 's|^|data/|' | sort >names
    ln -s . data && xargs sha256sum <names) >"$sums"
spotcheck
check 'make spotcheck compares with the reference if nothing is built' same "$(printf 'surface/%s\n' a0.1 a1 a10)" \
    "$(drawn | sort)"
sed -i.kept '/a10\.csv/s/^./x/; /a1\.json/d' "$sums"
spotcheck
check 'make spotcheck names a file with another checksum in the reference' refused data/results/surface/a10.csv \
    'not the bytes of' \
    data/reference/sums
check 'make spotcheck names a file that the reference does not have' refused data/results/surface/a1.json 'not in' \
    data/reference/sums
check 'make spotcheck reports the other cells as the same' same surface/a0.1 "$(drawn)"
mv "$sums.kept" "$sums"

cp -r "$scratch/results" "$tree/data"
spotcheck
check 'make spotcheck accepts the results of a built tree' built
# The last digit of the largest difference, and of a table's last row.
result=$tree/data/results/surface/a10.json table=$tree/data/results/surface/a0.1.csv
sed -i 's/\("max_difference":.*\)[0-9]\(,*\)$/\15\2/' "$result"
spotcheck
check 'make spotcheck names a changed digit of a result, with line and size' refused data/results/surface/a10.json \
    'line 15' \
    3.998334 3.998335 'by 2.5e-07'
cp "$scratch/results/surface/a10.json" "$result"
sed -i '$d' "$table"
spotcheck
check 'make spotcheck names a missing row of a table' refused data/results/surface/a0.1.csv \
    "line $(($(wc -l <"$table") + 1))" nothing
cp "$scratch/results/surface/a0.1.csv" "$table"

# The draw is the same on every machine.
spotcheck N=2 DRAW=again
check 'make spotcheck DRAW=again draws N cells, the same on every machine' same 'surface/a10 surface/a0.1' \
    "$(drawn | xargs)"
spotcheck N=2 DRAW=other
check 'make spotcheck DRAW=other draws other cells' same 'surface/a1 surface/a10' "$(drawn | xargs)"
spotcheck N=none
check 'make spotcheck rejects an N that is no number' refused 'N=none'
finish
