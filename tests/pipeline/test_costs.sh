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
build "$a" results # a copy is looked at again
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
    out=$(cd "$a" && script -qec "make --no-print-directory PROFILE=quick $*" /dev/null </dev/null | tr '\r' '\n' |
        sed 's/^\x1b\[K//')
}
# drawn SENTENCE LINE...: these are the lines with a bar, without the times.
drawn() {
    check "$1" same "$(printf '%s\n' "${@:2}")" "$(sed -n -E 's/^  (\[.*cells).*/\1/p' <<<"$out")"
}
bar() {
    printf '[%-30s] %s of %s cells' "$(printf '%*s' $((30 * $1 / $2)) '' | tr ' ' '#')" "$1" "$2"
}
rm "$results"/surface/*.json
build "$a" -j2 paper
check 'what was lost is run' ran "$(sed -n 's|^surface/.*|cell data/results/&.json|p' <<<"$cells")"
check 'at the end is the thesis' told 'The thesis is build/quick/paper/thesis.pdf.'
build "$a" paper
check 'without a cell to run it says so' told 'Nothing to do'

rm "$results"/surface/*.json
on_terminal results
drawn 'on a terminal there is a bar, with the cells that are done' \
    "$(bar $((count - 3)) "$count")" "$(bar $((count - 2)) "$count")" "$(bar $((count - 1)) "$count")"
check 'and, after the first, with the time left' told "$((count - 1)) of $count cells, about " ' s left'
rm "$results"/surface/*.json
on_terminal figures/fig1.pdf
drawn 'of one figure, among its cells' "$(bar 0 3)" "$(bar 1 3)" "$(bar 2 3)"
rm "$results"/surface/*.json
on_terminal data/results/surface/a10.json
drawn 'of one cell, alone' "$(bar 0 1)"

# call MAKE CELL...: as run_cell does it, with all of these cells still to be run.
# shellcheck disable=SC2317  # check calls it
call() {
    (cd "$a" && mkdir -p "$scratch/memo/build/quick/data/results" && MEMO=$scratch/memo MAKE_PID=$1 \
        PLAN="quick build/quick/ ${*:2}" code/build/progress)
}
# back SECONDS: as if all that was noted had been so much earlier.
back() {
    awk -v back="$1" '{ print $1, $2 - back, $3, $4 - back }' "$scratch/memo/progress" >"$scratch/noted" &&
        cp "$scratch/noted" "$scratch/memo/progress"
}
mapfile -t all <<<"$cells"
costs quick "${all[@]/*/100}"
check 'elsewhere nothing is said at once' same '' "$(call 1 "${all[@]:0:4}")"
back 30
check 'nor within a minute' same '' "$(call 1 "${all[@]:0:4}")"
back 60
check 'then there is a line, without a time before a cell has ended' same '  progress   0 of 4 cells' \
    "$(call 1 "${all[@]:0:4}")"
name=build/quick/data/results/${all[0]}.json
mkdir -p "$scratch/memo/${name%/*}"
touch "$a/$name" "$scratch/memo/$name"
back 200
check 'and with it afterwards: 3 cells of 100 s, at the speed of 290 s for one' same \
    '  progress   1 of 4 cells, about 15 min left' "$(call 1 "${all[@]:0:4}")"
check 'and then none for a minute' same '' "$(call 1 "${all[@]:0:4}")"
touch "$a/data/params/${all[0]%/*}.json"
back 60
check 'a cell that may have to be run again is not done' same '  progress   0 of 4 cells' "$(call 1 "${all[@]:0:4}")"
back 60
check 'another make begins anew' same '' "$(call 2 "${all[@]:0:4}")"
costs quick 100
back 100
check 'where a cell is of unknown cost no time is said' same '  progress   0 of 4 cells' "$(call 2 "${all[@]:0:4}")"
finish
