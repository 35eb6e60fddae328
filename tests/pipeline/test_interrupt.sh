#!/bin/bash
# A build that was stopped at any moment, or a cell that fails, does no harm.
. "$(dirname "$0")/lib.sh"
seed=${MOMENTS:-$RANDOM}
RANDOM=$seed
echo "# moments drawn with MOMENTS=$seed"
a=$scratch/a b=$scratch/b

copy "$a"
small_figures "$a"
cp -R "$a" "$b"
start=${EPOCHREALTIME/./}
build "$a" -j2 paper
need 'an undisturbed build is there to compare with' built
span=$(((${EPOCHREALTIME/./} - start) / 1000)) # of a whole build, ms
reference=$(sums "$a")

# Prints what is visible and not whole: a JSON that does not parse or whose tables are others than it
# says, a PDF or GIF without its end. (A table without its JSON is not a result yet.)
torn() (
    cd "$1/build/quick" 2>/dev/null || exit 0
    find data/results -name '*.json' 2>/dev/null | while read -r json; do
        jq -e .experiment "$json" >/dev/null || echo "$json"
        jq -r '.tables[] | "\(.sha256)  \(.file)"' "$json" |
            (cd "$(dirname "$json")" && sha256sum --check --quiet 2>&1 | grep -v '^sha256sum.*no properly')
    done
    find figures paper -name '*.pdf' 2>/dev/null | while read -r pdf; do
        [ "$(tail -c 6 "$pdf")" = '%%EOF' ] || echo "$pdf"
    done
    find figures -name '*.gif' 2>/dev/null | while read -r gif; do
        [ "$(tail -c 1 "$gif")" = ';' ] || echo "$gif"
    done
)

# interrupt TARGET SIGNAL WHOM FROM MS: starts make for the target in $b and ends it MS milliseconds
# after its start or after the first step that it names, by a signal to make alone (process) or, as a
# terminal or a batch system sends it, to its whole group.
interrupt() {
    local leader to=''
    : >"$scratch/log"
    # A background job of a script ignores SIGINT unless told otherwise.
    setsid env --default-signal=INT make -C "$b" -j2 "$1" PROFILE=quick >"$scratch/log" 2>&1 </dev/null &
    leader=$!
    if [ "$4" = step ]; then
        until grep -q '^  [a-z]* .*/' "$scratch/log" || ! kill -0 "$leader" 2>/dev/null; do sleep 0.01; done
    fi
    sleep "$(printf '%d.%03d' "$(($5 / 1000))" "$(($5 % 1000))")"
    [ "$3" = process ] || to=-
    kill -s "$2" -- "$to$leader" 2>/dev/null
    wait "$leader" 2>/dev/null
    # The rest of the group ends a little later; where nothing reaps them, zombies stay for ever.
    for _ in {1..50}; do
        kill -0 -- "-$leader" 2>/dev/null || break
        sleep 0.01
    done
}

# disturb ROUNDS TARGET SIGNAL WHOM FROM LONGEST: so many interruptions, each after a random time.
disturb() {
    local round bad='' left=''
    for ((round = 0; round < $1; round++)); do
        interrupt "$2" "$3" "$4" "$5" "$((RANDOM % $6))"
        bad+=$(torn "$b")
        left+=$(find "$b/build" -name '*.tmp' -path '*/data/results/*' 2>/dev/null)
    done
    check "$1 times SIG$3 to make's $4 during make $2: all that is visible is whole" same '' "$bad"
    [ "$3" = KILL ] || check 'and no temporary file is left among the results' same '' "$left"
}

# compare SENTENCE TARGET: the next make finishes, and all that it gives has the undisturbed bytes.
compare() {
    build "$b" -j2 "$2"
    check "$1: the next make finishes" built
    check "$1: the bytes are those of an undisturbed build" same \
        "$(if [ "$2" = paper ]; then echo "$reference"; else grep data/results <<<"$reference"; fi)" "$(sums "$b")"
    build "$b" "$2"
    check "$1: and then there is nothing to do" ran
}

for signal in KILL INT; do
    disturb 5 results "$signal" group start 1000
    compare "after SIG$signal in the compiler" results
    rm -r "$b/build/quick/data/results"
    disturb 10 results "$signal" group step 200
    compare "after SIG$signal in the cells" results
    [ "$signal" = INT ] || make -C "$b" clean >/dev/null
done
for signal in KILL INT; do
    rm -r "$b/build/quick"
    disturb 5 paper "$signal" group step "$((span / 6))"
    [ "$signal" = KILL ] || disturb 3 paper INT process step "$((span / 6))"
    compare "after SIG$signal anywhere in the build" paper
done

# ---- cells that fail -----------------------------------------------------------------------------

results=$b/build/quick/data/results
# Names of the cells that are there, and of files that belong to none of them.
outputs() {
    local file
    (cd "$results" && find . -mindepth 2 -type f) | sed 's|^\./||' | while read -r file; do
        case $file in
        *.json) echo "${file%.json}" ;;
        *.log) ;; # what it cost, which a failed cell says, too
        *.csv) grep -q "\"${file##*/}\"" "$results/${file%/*}"/*.json 2>/dev/null || echo "$file" ;;
        *) echo "$file" ;;
        esac
    done | sort -u
}

cells=$(outputs)
rm -r "$results"
build "$b" data/results/surface/a10.json LAUNCH=false
check 'when a cell fails, make fails' refused 'failed: build/quick/data/results/surface/a10.json'
build "$b" -k results LAUNCH=false
check 'when every cell fails, make fails' test "$status" -ne 0
check 'and names each of them' same "$cells" \
    "$(sed -n 's|^  failed: .*data/results/\(.*/.*\)\.json|\1|p' <<<"$out" | sort)"
check 'and leaves no output' same '' "$(outputs)"

cp "$b/code/experiments/surface.c" "$scratch"
# break_surface STATEMENT: puts it where the rows of the table are written.
break_surface() {
    sed "s/record_number(record, \"ratio\"/$1; &/" "$scratch/surface.c" >"$b/code/experiments/surface.c"
}

break_surface 'abort()'
build "$b" -k results
check 'when a program crashes midway, make fails' test "$status" -ne 0
check 'and no part of it is taken for a result' same "$(grep -v ^surface/ <<<"$cells")" "$(outputs | grep -v '\.tmp$')"
check 'and its log says how it ended' same 134 "$(jq .status "$results/surface/a10.log")"
find "$results" -name '*.tmp' -delete

break_surface 'die("the end has come")'
build "$b" -k results
check 'when a program dies midway, make fails with what it said' refused 'surface: the end has come'
check 'and leaves the outputs of the other cells, whole, and none of its own' same \
    "$(grep -v ^surface/ <<<"$cells")" "$(outputs)"
check 'and no summary of it' test ! -e "$results/surface.json"
cp "$scratch/surface.c" "$b/code/experiments"
build "$b" results
mapfile -t lines < <(grep ^surface/ <<<"$cells" | sed 's|.*|cell data/results/&.json|')
check 'and once it is mended, its cells alone are run' ran 'compile build/bin/surface' "${lines[@]}" \
    'summary data/results/surface.json'
check 'and the results are those of an undisturbed build' same "$(grep data/results <<<"$reference")" \
    "$(sums "$b" | grep data/results)"

finish
