#!/bin/bash
# make verify names every difference between a build and its reference, however small, and which tier holds.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
root=$a/build/quick
reference=$scratch/reference

quick "$a"
run "$a" code/check/reference build/quick/ "$reference"
need 'a reference is made from a build' built
cp -r "$reference" "$scratch/whole"
cp -a "$root" "$scratch/root"

# verify [--here]: against the reference. Sets $status and $out.
verify() {
    run "$a" code/check/verify "$@" "$reference" build/quick/
}
# restore: build and reference are as they were.
restore() {
    rm -rf "$reference" "$root"
    cp -r "$scratch/whole" "$reference"
    cp -a "$scratch/root" "$root"
}
# tells STATUS WORD...: the last verify ended so, and one line of what it said holds all these words.
tells() {
    [ "$status" -eq "$1" ] || { echo "status $status: $out" && return 1; }
    told "${@:2}"
}
# digit PATTERN FILE: adds one to the last digit that is not 9 of the first line that matches.
digit() {
    awk -v pattern="$1" '!done && $0 ~ pattern && match($0, /[0-8][^0-8]*$/) {
            $0 = substr($0, 1, RSTART - 1) substr($0, RSTART, 1) + 1 substr($0, RSTART + 1); done = 1 }
        { print }' "$2" >"$scratch/changed" && ! cmp -s "$scratch/changed" "$2" && cp "$scratch/changed" "$2"
}
# filter PROGRAM FILE: what jq makes of it.
filter() {
    jq --tab "$1" "$2" >"$scratch/changed" && cp "$scratch/changed" "$2"
}
state() {
    (cd "$1" && find . -printf '%p %T@ %s\n' | sort)
}

# ---- the build -----------------------------------------------------------------------------------

before=$(state "$a")
verify
check 'verify says that tier 1 holds for the same build' tells 0 'Tier 1 holds' \
    "all $(wc -l <"$reference/sums") files" \
    "$(jq length "$reference/verdicts.json") verdicts"
check 'verify writes nothing' same "$before" "$(state "$a")"

# As another version of jq or of awk would have written them.
sed -i -E '2,$ { s/([0-9])e-/\1E-/g; s/,0\.([0-9])/,00.\1/g; s/(\.[0-9]+),/\10,/ }' "$reference/scalars.csv"
check 'the numbers of the reference are spelled otherwise' test "$(cmp -l "$reference/scalars.csv" \
    "$scratch/whole/scalars.csv" 2>/dev/null | wc -l)" -gt 100
verify
check 'numbers are compared as numbers, however they are spelled' same "0 $(wc -l <<<"$out")" "$status 1"
restore

results=data/results
digit '"ratio"' "$root/$results/surface/a10.json"
digit '^[0-9]' "$root/$results/tangent_kernel/a1-change.csv"
filter '.results |= (.a10.ratio *= 1.01 | .sweep.new = 1 | del(.sweep.ratio))' "$root/$results/surface.json"
filter '.claims[4].verdict = "no idea"' "$root/paper/verdicts.json"
rm "$root/figures/fig8.pdf"
touch "$root/figures/fig99.pdf"
mv "$root/figures/fig3.pdf" "$scratch"
mv "$root/figures/fig7.pdf" "$root/figures/fig3.pdf"
mv "$scratch/fig3.pdf" "$root/figures/fig7.pdf"
cp "$root/figures/fig4.gif" "$root/figures/fig5.gif"
verify
ratio=$(jq .results.a10.ratio "$scratch/root/$results/surface.json")
swept=$(jq .results.sweep.ratio "$scratch/root/$results/surface.json")
while IFS='|' read -r sentence words; do
    check "verify names $sentence" tells 1 "$words"
done <<LIST
a changed digit in a result|$results/surface/a10.json: not the one that $results/surface.json vouches for
a changed digit in a table|$results/tangent_kernel/a1-change.csv: not the one that $results/tangent_kernel/a1.json
a scalar beyond its tolerance|surface/a10/ratio: $ratio in the reference
the size of its difference|times its tolerance
a missing key|surface/sweep/ratio: $swept in the reference, gone now
a new key|surface/sweep/new: not in the reference, 1 now
a changed verdict|C05: $(jq -r .C05 "$reference/verdicts.json") in the reference, no idea now
a missing file|figures/fig8.pdf: missing
an unknown file|figures/fig99.pdf: not in the reference
the first of two figures that are swapped|figures/fig3.pdf: is figures/fig7.pdf of the reference
the second of two figures that are swapped|figures/fig7.pdf: is figures/fig3.pdf of the reference
an animation in the place of another|figures/fig5.gif: is figures/fig4.gif of the reference
LIST
check 'verify counts the differences that no other machine can explain' tells 1 'Neither tier holds: 11 of these'
restore

for file in $results/surface.json $results/surface/a10.json; do
    truncate -s -9 "$root/$file"
    verify
    check "verify names $file when it is truncated" tells 1 "$file: no "
    restore
done

# ---- the same science ----------------------------------------------------------------------------

echo >>"$root/figures/fig8.pdf"
verify
check 'verify says that tier 2 holds for other bytes of the same numbers' tells 3 'Tier 2 holds: 1 of ' '; 0 of '
check 'verify names a file of other bytes' tells 3 'figures/fig8.pdf: other bytes'
filter '.results.a10.ratio *= 1.0005' "$root/$results/surface.json"
verify --here
check 'verify --here requires tier 1 on the machine of the reference' tells 1 'tier 1 must hold'
filter '.machine.processor = "Z80" | .packages.gcc = "1.0"' "$reference/environment.json"
verify --here
check 'verify --here accepts tier 2 on another machine, with a number within its tolerance' tells 0 \
    'Tier 2 holds: 2 of ' '; 1 of '
check 'verify prints how far a number moved, in units of its tolerance' tells 0 'surface/a10/ratio: ' \
    '0.499 times its tolerance'
check 'verify names the other processor' tells 0 'processor: Z80 in the reference'
check 'verify names the other package' tells 0 'gcc: 1.0 in the reference'
restore

# ---- the reference -------------------------------------------------------------------------------

# refuses NAME SENTENCE REASON COMMAND...: verify does, by name, after the command on that file of the reference.
refuses() {
    "${@:4}" "$reference/$1"
    verify
    check "verify rejects $2 $1" tells 1 "$reference/$1: $3"
    rm -rf "$reference"
    cp -r "$scratch/whole" "$reference"
}
for name in sums scalars.csv verdicts.json environment.json; do
    refuses $name 'a missing' missing rm
    refuses $name 'an empty' empty truncate -s 0
    refuses $name 'a truncated' 'cut off' truncate -s -9
    refuses $name 'a malformed' '' sed -i '3s/[,"]//; 3s/  / /'
done
refuses scalars.csv 'an edited tolerance in' 'not what results' sed -i '2s/[^,]*$/1e9/'
filter '.profile = "full"' "$reference/environment.json"
verify
check 'verify rejects a reference of another profile' tells 1 "$reference is of the profile full, and this is quick"
restore
sed -i '/ figures\/fig8.pdf$/d' "$reference/sums"
sed -i '/^surface\/a10\/ratio,/d' "$reference/scalars.csv"
filter 'del(.C05)' "$reference/verdicts.json"
verify
check 'verify names a file whose checksum is missing from the reference' tells 1 \
    'figures/fig8.pdf: not in the reference'
check 'verify names a key that is missing from the reference' tells 1 'surface/a10/ratio: not in the reference'
check 'verify names a verdict that is missing from the reference' tells 1 'C05: not there in the reference'
check 'verify names nothing else after three lines of the reference were deleted' tells 1 \
    'Neither tier holds: 3 of these'

# ---- the committed one ---------------------------------------------------------------------------

kept=$a/data/reference
before=$(state "$kept")
for target in reference verify; do
    build "$a" $target
    check "make $target rejects any profile but the full one" refused "$target: data/reference is of the full"
done
check 'make reference and make verify of another profile do not change the reference' same "$before" "$(state "$kept")"
check 'the committed reference has the claims of the ledger' same "$(jq -r '.[].id' "$a/paper/claims.json")" \
    "$(jq -r 'keys[]' "$kept/verdicts.json")"
check 'the committed reference has the cells of the parameters' same \
    "$(cd "$a" && code/build/cells full data/params/*.json | grep -v = | sort)" \
    "$(sed -n 's|.*  data/results/\(.*/.*\)\.json$|\1|p' "$kept/sums" | sort)"
check 'the committed reference has the figures of the index' same \
    "$({ index "$a" FIGURES | sed 's/ /.pdf /g; s/$/.pdf/'; index "$a" ANIMATIONS | sed 's/ /.gif /g; s/$/.gif/'; } |
        tr ' ' '\n' | sort)" \
    "$(sed -n 's|.*  figures/\([^/]*\)$|\1|p' "$kept/sums" | grep -v -e '-frames' | sort)"
finish
