#!/bin/bash
# make reseed builds another seed in a folder of its own, says what moved and by how much, and records the verdicts.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
own=$a/build/quick
fresh=$a/build/quick-seed-1

# Three experiments are enough: one without a seed, one with a replicate 0, which has a seed of its own, and one of
# nothing but replicates.
keep='surface|tangent_kernel|lazy_rates'
find "$a/data/params" "$own/data" -mindepth 1 | grep -vE "/($keep)[^/]*(/|$)|/(params|results)$" | xargs -d '\n' rm -rf
claim() {
    jq -n --arg id "$1" --arg holds "$2" '{$id, section: "1", kind: "number", claim: "It holds.", $holds,
        found: "'\''-'\''", target: "figures/fig1.pdf", see: "sec:one"}'
}
# value FOLDER KEY: a number of the summaries there.
value() {
    jq -r --arg key "$2" '.results | getpath($key / "/")' "$1/data/results/tangent_kernel.json"
}
median=$(value "$own" a1/epochs_median)
{
    claim C101 "value('tangent_kernel/a1/epochs_median') == $median"
    claim C102 "value('tangent_kernel/a1/epochs') == $(value "$own" a1/epochs)"
    claim C103 "value('surface/a10/ratio') < 1"
} | jq -s . >"$a/paper/claims.json"
before=$(sums "$a")

# ---- a seed and what it changes ------------------------------------------------------------------

build "$a" reseed
check 'make reseed without a seed says how to give one' refused 'make reseed SEED=1'
for seed in 'a b' "a'b" ../full; do
    build "$a" results "SEED=$seed"
    check "make rejects the seed '$seed' by name" refused "SEED=$seed" 'letters, digits'
done
build "$a" -j2 reseed SEED=1
need 'make reseed compares another seed with the own one' built
said=$out
check 'make reseed names a verdict that changes' grep -q \
    '^Changed verdicts: C101: holds -> does not hold$' \
    <<<"$said"
check 'make reseed names no verdict that stays' same 1 "$(grep -c -e '->.*hold' <<<"$said")"
check 'make reseed does not change the results of the own seed' same "$before" "$(sums "$a")"
check 'make reseed writes no results of the full profile' test ! -e "$a/data/results"

moved=$fresh/reference/moved.csv
row=$(grep '^tangent_kernel/a1/epochs_median,' "$moved")
check 'the list of moved numbers has both values and the number of replicates' same \
    "$median,$(value "$fresh" a1/epochs_median),$(value "$fresh" a1/epochs_count)" "$(cut -d, -f2,3,5 <<<"$row")"
# By the definition, from the summaries; standard errors are kept with two digits.
check 'a number has moved by as many standard errors as its two intervals imply' awk -v \
    seen="$(cut -d, -f4 <<<"$row")" '
    { wanted = ($4 - $1) / sqrt((($3 - $2) / 3.92) ^ 2 + (($6 - $5) / 3.92) ^ 2); print wanted, seen
      exit !(wanted && (seen / wanted - 1) ^ 2 < 0.05 ^ 2) }' \
    <<<"$(for of in "$own" "$fresh"; do
        for end in median low high; do value "$of" a1/epochs_$end; done
    done | paste -sd ' ')"
check 'numbers that do not depend on the seed have not moved' same '' \
    "$(grep -E '^surface|^tangent_kernel/[^/]*/(epochs|loss),' "$moved")"
check 'the number that moved most comes first' same "$(sed 1d "$moved" | cut -d, -f4 | grep . | tr -d - | sort -gr)" \
    "$(sed 1d "$moved" | cut -d, -f4 | grep . | tr -d -)"
check 'make reseed counts the numbers that moved' same \
    "$(awk -F, 'NR > 1 && $4 != ""' "$moved" | wc -l) $(awk -F, '$4 ^ 2 > 4 && NR > 1' "$moved" | wc -l)" \
    "$(sed -n -E 's/^(medians|of).*: of ([0-9]+) ([0-9]+) .*/\2 \3/p' <<<"$said" |
        awk '{ n += $1; k += $2 } END { print n, k }')"
check 'no number has moved between a seed and itself' grep -q ': of [0-9]* 0 (0 %) moved' <<<"$(cd "$a" &&
    code/check/reseed 1 build/quick/reference build/quick/reference)"

# ---- the record ----------------------------------------------------------------------------------

build "$a" reseed SEED=1 RECORD=1
check 'make reseed RECORD=1 rejects the quick profile by name' refused PROFILE=quick
record=$a/data/reference/seeds.json
rm -f "$record"
jq '.profile = "full"' "$fresh/reference/environment.json" >"$scratch/full" &&
    mv "$scratch/full" "$fresh/reference/environment.json"
# keep SEED: records the comparison under that name. Sets $status and $out.
keep() {
    run "$a" code/check/reseed --record "$1" build/quick/reference build/quick-seed-1/reference
}
keep 2022
check "reseed --record rejects the thesis's own seed by name" refused SEED=2022
check 'a rejected seed leaves no record' test ! -e "$record"
keep 1
need 'reseed --record records a seed' built
keep 2
check 'reseed --record keeps the first seed when it records a second' same '1 1, 2 1, all 1' \
    "$(jq -r '.results | map_values(.verdicts) | to_entries | map("\(.key) \(.value)") | join(", ")' "$record")"
check 'the record has the verdicts of each seed' same 'does not hold, does not hold' \
    "$(jq -r '.claims.C101.seeds | "\(.["1"]), \(.["2"])"' "$record")"
sed -i "s/< 1\"/< 2\"/" "$a/paper/claims.json"
keep 2
check 'reseed --record drops verdicts that were found with another predicate' same '2 1, 2' \
    "$(jq -r '.claims | [.C103, .C101] | map(.seeds | keys | join(", ")) | join(" ")' "$record")"
rm "$own/reference/scalars.csv"
keep 1
check 'reseed names the missing file of a reference' refused reference/scalars.csv
finish
