#!/bin/bash
# A reference, and what verify says of a build that is not the one it was made of. Whatever differs is named.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
root=$a/build/quick
reference=$scratch/reference

quick "$a"
out=$(cd "$a" && code/check/reference build/quick/ "$reference" 2>&1)
status=$?
need 'a reference is made of a build' built
cp -r "$reference" "$scratch/whole"
cp -a "$root" "$scratch/root"

# verify [--here]: against the reference. Sets $status and $out.
verify() {
    out=$(cd "$a" && code/check/verify "$@" "$reference" build/quick/ 2>&1)
    status=$?
}
# restore: build and reference are as they were.
restore() {
    rm -rf "$reference" "$root"
    cp -r "$scratch/whole" "$reference"
    cp -a "$scratch/root" "$root"
}
# tells STATUS WORD...: the last verify ended so, and one line of what it said holds all these words.
# shellcheck disable=SC2317  # check calls it
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
check 'the same build is of tier 1' tells 0 'Tier 1 holds' "all $(wc -l <"$reference/sums") files" \
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
    check "$sentence is found" tells 1 "$words"
done <<LIST
a digit in the result of a cell|$results/surface/a10.json: not the one that $results/surface.json vouches for
a digit in the table of a cell|$results/tangent_kernel/a1-change.csv: not the one that $results/tangent_kernel/a1.json
a scalar beyond its tolerance|surface/a10/ratio: $ratio in the reference
with its size, which|times its tolerance
a key that is gone|surface/sweep/ratio: $swept in the reference, gone now
a key that is new|surface/sweep/new: not in the reference, 1 now
another verdict|C05: $(jq -r .C05 "$reference/verdicts.json") in the reference, no idea now
a file that is gone|figures/fig8.pdf: missing
a file too many|figures/fig99.pdf: not in the reference
one of two figures that are swapped|figures/fig3.pdf: is figures/fig7.pdf of the reference
and the other|figures/fig7.pdf: is figures/fig3.pdf of the reference
an animation in the place of another one|figures/fig5.gif: is figures/fig4.gif of the reference
LIST
check 'and no other machine explains one of these' tells 1 'Neither tier holds: 11 of these'
restore

for file in $results/surface.json $results/surface/a10.json; do
    truncate -s -9 "$root/$file"
    verify
    check "$file is named when it is cut off" tells 1 "$file: no "
    restore
done

# ---- the same science ----------------------------------------------------------------------------

echo >>"$root/figures/fig8.pdf"
verify
check 'other bytes of the same numbers are of tier 2' tells 3 'Tier 2 holds: 1 of ' '; 0 of '
check 'and named' tells 3 'figures/fig8.pdf: other bytes'
filter '.results.a10.ratio *= 1.0005' "$root/$results/surface.json"
verify --here
check 'on the machine of the reference that is not enough' tells 1 'tier 1 must hold'
filter '.machine.processor = "Z80" | .packages.gcc = "1.0"' "$reference/environment.json"
verify --here
check 'on another it is, and a scalar within its tolerance is' tells 0 'Tier 2 holds: 2 of ' '; 1 of '
check 'whose size is told' tells 0 'surface/a10/ratio: ' '0.499 times its tolerance'
check 'the other processor is named' tells 0 'processor: Z80 in the reference'
check 'and the other package' tells 0 'gcc: 1.0 in the reference'
restore

# ---- the reference -------------------------------------------------------------------------------

# refuses NAME SENTENCE REASON COMMAND...: verify does, by name, after the command on that file of the reference.
refuses() {
    "${@:4}" "$reference/$1"
    verify
    check "$2 $1 is refused" tells 1 "$reference/$1: $3"
    rm -rf "$reference"
    cp -r "$scratch/whole" "$reference"
}
for name in sums scalars.csv verdicts.json environment.json; do
    refuses $name 'a missing' missing rm
    refuses $name 'an empty' empty truncate -s 0
    refuses $name 'a truncated' 'cut off' truncate -s -9
    refuses $name 'a malformed' '' sed -i '3s/[,"]//; 3s/  / /'
done
refuses scalars.csv 'with a tolerance that was edited,' 'not what results' sed -i '2s/[^,]*$/1e9/'
filter '.profile = "full"' "$reference/environment.json"
verify
check 'a reference of another profile is refused' tells 1 "$reference is of the profile full, and this is quick"
restore
sed -i '/ figures\/fig8.pdf$/d' "$reference/sums"
sed -i '/^surface\/a10\/ratio,/d' "$reference/scalars.csv"
filter 'del(.C05)' "$reference/verdicts.json"
verify
check 'a checksum that is gone from the reference is named' tells 1 'figures/fig8.pdf: not in the reference'
check 'so is a key' tells 1 'surface/a10/ratio: not in the reference'
check 'and a verdict' tells 1 'C05: not there in the reference'
check 'and nothing else' tells 1 'Neither tier holds: 3 of these'

# ---- the committed one ---------------------------------------------------------------------------

kept=$a/data/reference
before=$(state "$kept")
for target in reference verify; do
    build "$a" $target
    check "make $target is refused for another profile than the full one" refused \
        "$target: data/reference is of the full"
done
check 'and leaves the reference' same "$before" "$(state "$kept")"
check 'the committed reference has the claims of the ledger' same "$(jq -r '.[].id' "$a/paper/claims.json")" \
    "$(jq -r 'keys[]' "$kept/verdicts.json")"
check 'the cells of the parameters' same "$(cd "$a" && code/build/cells full data/params/*.json | grep -v = | sort)" \
    "$(sed -n 's|.*  data/results/\(.*/.*\)\.json$|\1|p' "$kept/sums" | sort)"
check 'and the figures of the index' same \
    "$({ index "$a" FIGURES | sed 's/ /.pdf /g; s/$/.pdf/'; index "$a" ANIMATIONS | sed 's/ /.gif /g; s/$/.gif/'; } |
        tr ' ' '\n' | sort)" \
    "$(sed -n 's|.*  figures/\([^/]*\)$|\1|p' "$kept/sums" | grep -v -e '-frames' | sort)"
finish
