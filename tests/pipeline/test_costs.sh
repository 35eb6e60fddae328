#!/bin/bash
# What a build costs is said before it, and how far it is while it runs.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick=$a/build/quick
results=$quick/data/results
record=$a/data/reference/costs.json
quick "$a"
cells=$(cd "$a" && code/build/cells quick data/params/*.json | grep -v =)
count=$(wc -l <<<"$cells")

# ---- costs ---------------------------------------------------------------------------------------

# costs PROFILE COST...: a record with cells of the profile that cost so many seconds, in the order of make.
costs() {
    jq --arg profile "$1" --arg cells "$cells" '.profiles = {($profile): {machine: .results.machine,
        cells: ([$cells / "\n", $ARGS.positional | map(.)] | transpose
            | map(select(.[1]) | {key: .[0], value: {wall: 9, cpu: (.[1] | tonumber), memory: 5}}) | from_entries)}}' \
        --args "${@:2}" <"$project/data/reference/costs.json" >"$record"
}
TIMEFORMAT='%3U %3S'
{ time build "$a" costs; } 2>"$scratch/used"
check 'make costs sums up the logs' grep -q "^all  *$count  " <<<"$out"
check 'and says so' told "$count cells as measured here."
# shellcheck disable=SC2016  # awk's
check 'in less than a second of the processor' awk '$1 + $2 >= 1 { print; exit 1 }' "$scratch/used"
profile=full
build "$a" costs
check 'before anything was run it has the record' told "$count as on record"
check 'with the time for one job and for two' told 'take ' ' with -j1, ' ' with -j2'
check 'and the longest cell' told 'never less than the longest'
costs full 100 50 60 200
build "$a" costs
check 'jobs take the next cell when they are free: 100 + 200 and 50 + 60 s' \
    told 'On idle cores all of them take 7 min with -j1, 5 min with -j2' 'the longest, 3 min'
check 'cells that are not known are counted' told "4 as on record" "$((count - 4)) not known"
check 'the sums are of what is known' grep -q '^all  *4  *410 ' <<<"$out"
costs quick 1
build "$a" costs
check 'a profile of which nothing is known is refused by name' refused 'the profile full' 'make results'
check 'nothing was built by that' test ! -e "$a/data/results"
profile=quick
cp "$project/data/reference/costs.json" "$record"

# ---- how far make is -----------------------------------------------------------------------------

# on_terminal ARGUMENT...: make there on a terminal, with $out what it draws, a line a line.
on_terminal() {
    out=$(cd "$a" && script -qec "make --no-print-directory PROFILE=quick $*" /dev/null </dev/null | tr -d '\r' |
        sed 's/.*\x1b\[K\(  cell\)/\1/')
}
rm "$results"/surface/*.json
build "$a" -j2 paper
check 'what was lost is run' ran "$(sed -n 's|^surface/.*|cell data/results/&.json|p' <<<"$cells")"
check 'at the end are the thesis, how many cells were run and how long it took' \
    grep -q '^The thesis is build/quick/paper/thesis.pdf. Cells run: 3; make took [0-9]* s\.$' <<<"$out"
check 'what make noted is gone' same '' "$(find "$quick/memo" -name 'progress*')"
build "$a" paper
check 'without a cell to run it says so' told 'Nothing to do'

rm "$results"/surface/*.json
on_terminal results
check 'on a terminal each cell has its place among all, with the time left' same \
    "$(for i in 2 1 0; do echo "cell $((count - i))/$count left"; done)" \
    "$(sed -n -E 's/^  (cell) +([0-9/]+) .* about [0-9]+ s left$/\1 \2 left/p' <<<"$out")"
rm "$results"/surface/*.json
on_terminal figures/fig1.pdf
check 'of one figure, among its cells' same $'1/3\n2/3\n3/3' "$(sed -n -E 's/^  cell +([0-9/]+) .*/\1/p' <<<"$out")"
rm "$results"/surface/*.json
on_terminal data/results/surface/a10.json
check 'of one cell, alone' same 1/1 "$(sed -n -E 's/^  cell +([0-9/]+) .*/\1/p' <<<"$out")"
# All programs are younger than what they made, and of the same bytes.
build "$a" results
touch "$a"/build/bin/*
rm "$results/surface/a10.json"
on_terminal results
check 'of cells that are as they were, none counts as one to run' same "$count/$count" \
    "$(sed -n -E 's/^  cell +([0-9/]+) .*/\1/p' <<<"$out")"

plan="quick build/quick/ $cells"
# call WHAT CELL: as step does it, with this script in the place of make.
# shellcheck disable=SC2317  # check calls it
call() {
    (cd "$a" && MEMO=build/quick/other PLAN="$plan" MAKEFLAGS=' -j1' code/build/progress "$1" $$ \
        "build/quick/data/results/$2.json")
}
mkdir -p "$quick/other"
find "$results" -name '*.log' -delete
mapfile -t all <<<"$cells"
costs quick "${all[@]/*/100}"
check 'elsewhere the first cell is named as ever' same "  cell       build/quick/data/results/${all[0]}.json" \
    "$(call begin "${all[0]}")"
# back SECONDS: as if all that was noted had been so much earlier.
back() {
    awk -v back="$1" '$1 ~ /^(said|begin|end)$/ { $NF = sprintf("%.2f", $NF - back) } { print }' \
        "$quick"/other/progress.* >"$scratch/noted" && cp "$scratch/noted" "$(echo "$quick"/other/progress.*)"
}
check 'within a minute nothing more is said' same '' "$(call end "${all[0]}")"
rm "$quick"/other/progress.*
call begin "${all[0]}" >/dev/null
back 200
# With five seconds as expected, 200 s for 100 are (5 + 200) / (5 + 100) times as slow.
left=$(awk -v n=$((count - 1)) 'BEGIN { printf "%.0f", n * 100 * 205 / 105 / 60 }')
check 'after a minute there is a line, with the speed that cells have had' same \
    "  progress   1 of $count cells, about $left min left" \
    "$(call end "${all[0]}")"
check 'and then none for a minute' same "  cell       build/quick/data/results/${all[1]}.json" \
    "$(call begin "${all[1]}")"
call skip "${all[2]}"
back 60
check 'a cell that is skipped is done' same "  progress   3 of $count cells" "$(call end "${all[1]}" | cut -d , -f 1)"
rm -r "$quick/other"
mkdir "$quick/other"
costs quick 100
check 'where a cell is of unknown cost no time is said' same "  progress   1 of $count cells" \
    "$(call begin "${all[0]}" >/dev/null; back 100; call end "${all[0]}")"
finish
