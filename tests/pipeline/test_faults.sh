#!/bin/bash
# Faults: kills at any moment, cells that fail, full disks, no rights, spoilt files, two makes at once, a clock
# that was set back. Nothing is lost, nothing half-written is taken for a result, and the bytes are right at the end.
#
# It runs in a mount namespace of its own, so that its small disks end with it.
[ -n "${MOUNTS-}" ] || ! unshare --mount true 2>/dev/null || MOUNTS=own exec unshare --mount bash "$0"
. "$(dirname "$0")/lib.sh"
seed=${MOMENTS:-$RANDOM}
RANDOM=$seed
echo "# moments drawn with MOMENTS=$seed"
# The second tree is in an odd place: all that is done to it is done there.
a=$scratch/a b="$scratch/it's an odd place, für alles/b"
quick=$a/build/quick
results=$quick/data/results

# lessen FOLDER EXPERIMENT JQ: less work for an experiment of many seconds.
lessen() {
    jq ".profiles.quick |= ($3)" "$1/data/params/$2.json" >"$scratch/params" &&
        cp "$scratch/params" "$1/data/params/$2.json"
}
quick "$a"
small_figures "$a"
small_text "$a"
lessen "$a" sample_complexity '. + {epochs: 20}'
lessen "$a" flow_limit '. + {replicates: 1, alphas: 4}'
lessen "$a" kernel_predictor '. + {replicates: 1}'
lessen "$a" factorised_matrix '. + {replicates: 1}'
build "$a" -j2 paper
need 'an undisturbed build is there to compare with' built
reference=$(sums "$a")
mkdir -p "$b"
tar -C "$a" --exclude=./build -cf - . | tar -C "$b" -xf -

# ---- kills ---------------------------------------------------------------------------------------

# Prints what is visible and not whole: a JSON that does not parse or whose tables are others than it
# says, a PDF or GIF without its end. (A table without its JSON is not a result yet.)
# shellcheck disable=SC2016  # the dollar signs are jq's
torn() (
    cd "$1/build/quick" 2>/dev/null || exit 0
    find data/results -name '*.json' -size -2c 2>/dev/null
    find data/results -name '*.json' -print0 2>/dev/null |
        xargs -0 -r jq -n -r 'inputs | (input_filename | sub("[^/]*$"; "")) as $folder
            | .experiment // error(input_filename), (.tables[] | "\(.sha256)  \($folder)\(.file)")' 2>&1 |
        grep -E '  |^jq' >"$scratch/tables"
    [ ! -s "$scratch/tables" ] || sha256sum --check --quiet --strict "$scratch/tables" 2>&1
    find figures paper -name '*.pdf' -o -name '*.gif' 2>/dev/null | while read -r picture; do
        case $picture in
        *.pdf) [ "$(tail -c 6 "$picture")" = '%%EOF' ] || echo "$picture" ;;
        *) [ "$(tail -c 1 "$picture")" = ';' ] || echo "$picture" ;;
        esac
    done
)

# below PROCESS: all its descendants, children first.
below() {
    local child
    # shellcheck disable=SC2013  # words of one line
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        below "$child"
        echo "$child"
    done
}
# steps_done: how many there are in $b.
steps_done() {
    find "$b/build/quick/memo" -type f ! -name '*.*.*' 2>/dev/null | wc -l
}

# interrupt SIGNAL WHOM STEPS MS: starts make paper in $b and, MS milliseconds after it has named so many steps,
# sends the signal to make alone (make), to its whole group, as a terminal or a batch system does (group), or to
# the program of a step that runs then (program). Its children may live on beside the next make.
interrupt() {
    local leader victim
    : >"$scratch/log"
    # A background job of a script ignores SIGINT unless told otherwise.
    setsid env --default-signal=INT make -C "$b" -j2 paper PROFILE=quick >"$scratch/log" 2>&1 </dev/null &
    leader=$!
    while [ "$(grep -c '^  [a-z]* .*/' "$scratch/log")" -lt "$3" ] && kill -0 "$leader" 2>/dev/null; do sleep 0.02; done
    sleep "$(printf '0.%03d' "$4")"
    victim=$leader
    case $2 in
    group) victim=-$leader ;;
    program)
        victim=$(below "$leader" | while read -r process; do
            case $(readlink "/proc/$process/exe") in
            "$b"/build/bin/timed) ;;
            "$b"/build/bin/* | */pdftex) echo "$process" ;;
            esac
        done | head -n 1)
        ;;
    esac
    [ "$1" != KILL ] || ! kill -0 -- "${victim:-$leader}" 2>/dev/null || hits=$((hits + 1))
    kill -s "$1" -- "${victim:-$leader}" 2>/dev/null
    wait "$leader" 2>/dev/null
    [ "$victim" ] || set -- "$1" make
    echo "$1 $2 $(grep -v '^make' "$scratch/log" | tail -n 1 | cut -d / -f 1 | xargs)" >>"$scratch/moments"
}

total=$(find "$quick/memo" -type f ! -name '*.*.*' | wc -l)
bad=''
kills=50 hits=0
for ((kill = 0; hits < kills && kill < 2 * kills; kill++)); do
    rm -f "$b/build/quick/paper/thesis.pdf" # so that there is something to interrupt to the end
    whom=$(case $((RANDOM % 5)) in 0 | 1) echo make ;; 2 | 3) echo group ;; *) echo program ;; esac)
    if [ "$kill" -lt 8 ]; then
        interrupt KILL "$whom" 0 $((RANDOM % 1000)) # in the compiler
    else
        interrupt KILL "$whom" $((1 + RANDOM % (2 * (total - $(steps_done)) / (kills - hits) + 1))) $((RANDOM % 500))
    fi
    bad+=$(torn "$b")
    # A few that end in order, between them; what they leave is cleared away.
    if [ $((kill % 8)) = 7 ]; then
        signal=$(case $((RANDOM % 2)) in 0) echo INT ;; *) echo TERM ;; esac)
        whom=$(case $((RANDOM % 2)) in 0) echo make ;; *) echo group ;; esac)
        interrupt "$signal" "$whom" 1 $((RANDOM % 1000))
        bad+=$(torn "$b")
    fi
done
sort "$scratch/moments" | uniq -c | sed 's/^/# /'
check 'so many kills met something that ran' same "$kills" "$hits"
check 'programs among them' grep -q '^KILL program' "$scratch/moments"
check "$kills times SIGKILL, and a few SIGINT and SIGTERM, to make, its group or a program: what is visible is whole" \
    same '' "$bad"
build "$b" -j2 paper
check 'the next make finishes, in a path with spaces, an apostrophe and an umlaut' built
check 'with the bytes of an undisturbed build' same "$reference" "$(sums "$b")"
build "$b" paper
check 'and then there is nothing to do' ran
check 'as it says' told 'Nothing to do'

# ---- two makes at once ---------------------------------------------------------------------------

# From nothing, with targets of which they share some; no cell begins before one make waits for the other, or for a
# minute at most.
rm -r "$b/build"
cat >"$scratch/slow" <<SH
#!/bin/sh
for tenth in \$(seq 600); do ! grep -q waiting "$scratch"/said-* || break; sleep 0.1; done
exec "\$@"
SH
chmod +x "$scratch/slow"
both=(data/results/{surface,step_sizes}.json figures/fig1.pdf)
for other in figures/fig1.pdf data/results/tangent_kernel.json; do
    timeout 600 make -C "$b" --no-print-directory -j2 "${both[@]}" "$other" PROFILE=quick LAUNCH="$scratch/slow" \
        >"$scratch/said-${other##*/}" 2>&1 </dev/null || echo "failed: $other" >>"$scratch/said-${other##*/}" &
done
wait
out=$(cat "$scratch"/said-*)
check 'two makes at once in one tree both succeed' same '' "$(grep -E '^failed|Error' <<<"$out")"
check 'one waits for the other, and says so' told waiting 'another make, or what a stopped one left, is at work on it'
check 'no cell is run twice' same '' "$(grep '^  cell' <<<"$out" | sort | uniq -d)"
build "$b" "${both[@]}" data/results/tangent_kernel.json
check 'then there is nothing to do' ran
seen=$(sums "$b")
check 'and all has the bytes of an undisturbed build' same \
    "$(grep -F "$(cut -c 67- <<<"$seen")" <<<"$reference")" "$seen"
check 'which is something' test "$(wc -l <<<"$seen")" -gt 20

# ---- full disks ----------------------------------------------------------------------------------

# as_before SENTENCE: the next make finishes, with the first bytes.
as_before() {
    build "$a" -j2 paper
    check "$1: the next make finishes, with the bytes of an undisturbed build" same \
        "status 0: $reference" "status $status: $(sums "$a")"
}
# shellcheck disable=SC2317  # need calls it
small_disk() {
    mount -t tmpfs -o size=100M none "$scratch/disk" && cp -a "$folder/." "$scratch/disk" &&
        mount --move "$scratch/disk" "$folder"
}
there() {
    (cd "$folder" && find . -type f ! -name '*.log' | sort)
}
# full STAGE FOLDER LOST WORD...: with a full disk at the folder, what was lost there cannot be made, which make
# says with these words.
full() {
    local stage=$1 folder=$a/$2
    # shellcheck disable=SC2086  # a pattern
    rm "${folder:?}"/$3
    mkdir -p "$scratch/disk"
    need "a small disk is there for the $stage" small_disk
    before=$(there)
    dd if=/dev/zero of="$folder/filler" bs=64k 2>/dev/null
    build "$a" paper
    check "a full disk at the $stage stops make with the name of the file" refused "${@:4}"
    check "and says why at the $stage" told 'No space left on device'
    rm "$folder/filler"
    check "and leaves no half of a file at the $stage" same "$before" "$(there)"
    umount "$folder"
    as_before "with room again for the $stage"
}
if [ -n "${MOUNTS-}" ]; then
    full compiler build/bin surface build/bin/surface
    full cell build/quick/data/results 'surface/a10*' 'No space left on device' data/results/surface/a10
    full summary build/quick/data/results 'surface.json' 'No space left on device' data/results/surface.json
    full figure build/quick/figures fig1.pdf 'No space left on device' figures/fig1.pdf
    full thesis build/quick/paper thesis.pdf 'No space left on device' paper/thesis.pdf
else
    skip 'a full disk stops make with the name of the file' 'nothing can be mounted here'
fi

# ---- no rights, no memory ------------------------------------------------------------------------

# as_nobody COMMAND...: runs it without root's rights.
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent "$@"
    else
        "$@"
    fi
}
cell=tangent_kernel/a10
if [ "$(id -u)" -ne 0 ] || setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    # All may be written but the folder of the cell.
    rm "$results/$cell"*
    chmod -R a+rwX "$a"
    chmod 555 "$results/${cell%/*}"
    [ "$(id -u)" -ne 0 ] || chown 0 "$results/${cell%/*}"
    files() {
        find "$quick/data" "$quick/figures" "$quick/paper" -type f | sort
    }
    before=$(files)
    out=$(as_nobody make -C "$a" results PROFILE=quick 2>&1 </dev/null)
    status=$?
    check 'a folder that may not be written is refused by name' refused "data/results/$cell" 'Permission denied'
    check 'and nothing is left behind' same "$before" "$(files)"
    chmod 755 "$results/${cell%/*}"
    # No folder for results at all.
    chmod 555 "$a/data"
    out=$(as_nobody make -C "$a" data/results/surface/a10.json 2>&1 </dev/null)
    status=$?
    check 'a place where no folder may be made is refused by name' refused data/results 'Permission denied'
    check 'and no folder is left behind' test ! -e "$a/data/results"
    chmod 755 "$a/data"
else
    skip 'a folder that may not be written is refused by name' 'cannot become another user here'
fi
build "$a" results
check 'once the folder may be written, the lost cell alone is run' ran "cell data/results/$cell.json"

rm "$results/$cell.json"
build "$a" results LAUNCH='timeout 60 prlimit --as=100000000'
check 'a cell that gets no memory stops make with its name' refused "failed: build/quick/data/results/$cell.json"
check 'and says why' refused 'tangent_kernel: no memory'
check 'and there is no such result' test ! -e "$results/$cell.json"
as_before 'with memory again'

# ---- spoilt files --------------------------------------------------------------------------------

# spoil FILE STEP...: with a line more, and the time that it had, the file is named and made again.
build "$a" dist "build/quick/gallery/fig4.gif"
need 'archives and a picture of the gallery are there, too' built
archives=$(cd "$quick" && sha256sum dist/* gallery/*)
spoil() {
    local was
    was=$(stat -c %y "$quick/$1")
    echo >>"$quick/$1"
    touch -d "$was" "$quick/$1"
    build "$a" paper dist build/quick/gallery/fig4.gif
    check "a change to $1, with the time that it had, is named" told spoilt "build/quick/$1" 'not as it was made'
    check "and $1 is made again" ran "${@:2}"
}
spoil data/results/weight_paths/gaussian.csv 'cell data/results/weight_paths/gaussian.json'
spoil data/results/surface/a10.json 'cell data/results/surface/a10.json'
spoil data/results/tangent_kernel.json 'summary data/results/tangent_kernel.json'
spoil figures/fig1.pdf 'figure figures/fig1.pdf'
spoil figures/fig2.gif 'animation figures/fig2.gif'
spoil paper/thesis.pdf 'thesis paper/thesis.pdf'
spoil dist/thesis-results.tar.gz
spoil gallery/fig4.gif
check 'all with their first bytes' same "$reference
$archives" "$(sums "$a")
$(cd "$quick" && sha256sum dist/* gallery/*)"
truncate -s 1000 "$quick/figures/fig3.pdf"
build "$a" paper
check 'a truncated figure is named' told spoilt figures/fig3.pdf
check 'and made again' same "$reference" "$(sums "$a")"
: >"$quick/memo/build/quick/figures/fig3.pdf"
build "$a" paper
check 'where the machine stopped before all was on the disk, the figure is made again' ran 'figure figures/fig3.pdf'
mkdir -p "$quick/paper/html/sources"
frames=build/quick/figures/a-frames.json
echo 1 | tee "$quick/paper/html/index.html" >"$quick/paper/html/sources/a.txt"
(cd "$a" && MEMO=build/quick/memo code/build/step -f build/quick/paper/html page \
    build/quick/paper/html/index.html '' Makefile -- true >/dev/null)
spoilt() {
    (cd "$a" && code/build/changed build/quick/memo/./{build/quick/paper/html/index.html,"$frames"})
}
check 'a page as it was made is not spoilt' same '' "$(spoilt)"
echo 2 >"$quick/paper/html/sources/a.txt"
check 'a change to any file of it is seen' same build/quick/paper/html/index.html "$(spoilt)"
rm -r "$quick/paper/html"
mkdir "$quick/figures/a-frames"
echo 1 >"$quick/figures/a-frames/frame-1.png"
echo '{"file": "a-frames/frame-1.png"}' >"$quick/figures/a-frames.json"
(cd "$a" && MEMO=build/quick/memo code/build/step -f "${frames%.json}" frames "$frames" '' Makefile -- true >/dev/null)
check 'nor are frames' same '' "$(spoilt)"
rm "$quick/figures/a-frames/frame-1.png"
check 'until one is lost' same "$frames" "$(spoilt)"
rm -r "$quick"/figures/a-frames*

# ---- the clock set back --------------------------------------------------------------------------

# set_back: what was built is dated three days later than now, and remembered so. (Sources of a later day would be
# compiled every time.)
set_back() {
    find "$a/build" -path '*/memo/*' -type f -exec perl -pi -e \
        's|^(#: \d+ )(\d+)\.\d+( \d+ build/)|$1 . ($2 + 3 * 86400) . ".000000000" . $3|e' {} +
    find "$a/build" -type f -print0 | perl -0 -ne 'chomp; my @was = stat; utime $was[8], $was[9] + 3 * 86400, $_'
}
set_back
check 'what is dated later than now is looked at again' same build/quick/data/results/surface.json "$(
    cd "$a" && code/build/changed build/quick/memo/./build/quick/data/results/surface.json
)"
surface=$a/data/params/surface.json
cp "$surface" "$scratch/surface.json"
jq '.cells.a10.alpha_low = 9' "$scratch/surface.json" >"$surface"
sed -i 's/{one}/{two}/' "$a/figures/fig3.tex"
build "$a" -j2 paper
check 'an edited parameter is noticed, and no other cell is run' same \
    'cell data/results/surface/a10.json' "$(grep '^cell' <<<"$steps")"
check 'an edited figure is noticed' grep -q '^figure figures/fig3.pdf$' <<<"$steps"
check 'the edit is in the results' test "$(jq .parameters.alpha_low "$results/surface/a10.json")" = 9
build "$a" paper
check 'then there is nothing to do' ran
set_back
cp "$scratch/surface.json" "$surface"
sed -i '0,/{two}/s/{two}/{one}/' "$a/figures/fig3.tex"
as_before 'set back once more, with the old parameter'

# ---- cells that fail -----------------------------------------------------------------------------

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
others=$(grep -v ^surface/ <<<"$cells")
rm -r "$results/surface"
cp "$a/code/experiments/surface.c" "$scratch"
# break_surface STATEMENT: puts it where the rows of the table are written.
break_surface() {
    sed "s/record_number(record, \"ratio\"/$1; &/" "$scratch/surface.c" >"$a/code/experiments/surface.c"
}
break_surface 'abort()'
build "$a" -k results
check 'when a program crashes midway, make fails' test "$status" -ne 0
check 'and no part of it is taken for a result' same "$others" "$(outputs | grep -v '\.tmp$')"
check 'and its log says how it ended' same 134 "$(jq .status "$results/surface/a10.log")"
find "$results" -name '*.tmp' -delete
break_surface 'die("the end has come")'
rm -f "$results/surface.json"
build "$a" -k results
check 'when a program dies midway, make fails with what it said' refused 'surface: the end has come'
check 'and leaves the outputs of the other cells, whole, and none of its own' same "$others" "$(outputs)"
check 'and no summary of it' test ! -e "$results/surface.json"
cp "$scratch/surface.c" "$a/code/experiments"
build "$a" results
mapfile -t lines < <(grep ^surface/ <<<"$cells" | sed 's|.*|cell data/results/&.json|')
check 'and once it is mended, its cells alone are run' ran 'compile build/bin/surface' "${lines[@]}" \
    'summary data/results/surface.json'
check 'and the results are those of an undisturbed build' same "$(grep data/results <<<"$reference")" \
    "$(sums "$a" | grep data/results)"
rm -r "$results"
build "$a" -k results LAUNCH=false
check 'when every cell fails, make fails' test "$status" -ne 0
check 'and names each of them' same "$cells" \
    "$(sed -n 's|^  failed: .*data/results/\(.*/.*\)\.json|\1|p' <<<"$out" | sort)"
check 'and leaves no output' same '' "$(outputs)"

# ---- tools that are stopped, or fail -------------------------------------------------------------

cd "$a" || exit 1
mkdir -p "$scratch/mine" "$scratch/bin" "$scratch/tmp"
touch "$scratch/mine/file"
export SOURCE_DATE_EPOCH=0
while read -r tool arguments; do
    # shellcheck disable=SC2086  # words
    out=$(code/thesis/$tool $arguments 2>&1)
    status=$?
    check "$tool refuses a folder that is not its own" refused "$scratch/mine"
done <<LIST
typeset build/quick/ quick $scratch/mine figures/fig1.tex $scratch/fig1.pdf
animate $scratch/mine build/quick/figures/fig1.pdf $scratch/fig1.png 1
webpage build/quick/ quick $scratch/mine paper/thesis.tex $scratch/html/index.html
webfigure build/quick/figures/fig1.pdf $scratch/mine
LIST
check 'which is as it was' test -e "$scratch/mine/file"

# stand_in NAME COMMAND: in place of a program.
stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}
stand_in pdftocairo "head -c 1100000 /dev/zero >\"\$3\""
stand_in pdftoppm 'echo pdftoppm: no >&2; exit 1'
out=$(PATH=$scratch/bin:$PATH code/thesis/webfigure build/quick/figures/fig1.pdf "$scratch/fig1.svg" 2>&1)
status=$?
check 'webfigure fails when the picture of a large drawing does' refused 'pdftoppm: no'
check 'and leaves no drawing' test ! -e "$scratch/fig1.svg"

# stopped COMMAND...: runs it with slow programs, and ends it and them by SIGTERM.
stopped() {
    local leader
    rm -f "$scratch/started"
    PATH=$scratch/bin:$PATH TMPDIR=$scratch/tmp setsid "$@" >/dev/null 2>&1 </dev/null &
    leader=$!
    until [ -e "$scratch/started" ] || ! kill -0 "$leader"; do sleep 0.1; done
    check "$1 is at work" test -e "$scratch/started"
    kill -s TERM -- "-$leader"
    wait "$leader" 2>/dev/null
}
for name in gzip jq; do stand_in $name "echo half; touch '$scratch/started'; sleep 60"; done
stopped code/thesis/dist results build/quick/ "$scratch/tmp/a.tar.gz" -- LICENSE
stopped code/thesis/claims paper/claims.json "$scratch/tmp/verdicts.json" ''
check 'dist and claims that are stopped leave no temporary file' same '' "$(ls "$scratch/tmp")"

# ended: the process that wrote the file is no more.
# shellcheck disable=SC2317  # check calls it
ended() {
    [ -s "$scratch/pid" ] && [ ! -e "/proc/$(<"$scratch/pid")" ]
}
stand_in sleeper "echo \$\$ >$scratch/pid; exec sleep 60"
build/bin/timed "$scratch/log" "$scratch/bin/sleeper" &
sleep 1
kill -s TERM "$!"
wait "$!"
check 'SIGTERM to timed ends its command, and is its status' same 143 "$?"
check 'which has ended' ended
rm "$scratch/pid"
make data/results/surface/a10.json PROFILE=quick LAUNCH="build/bin/timed $scratch/log $scratch/bin/sleeper" \
    >/dev/null 2>&1 &
until [ -s "$scratch/pid" ] || ! kill -0 "$!"; do sleep 0.1; done
kill -s TERM "$!"
wait "$!"
sleep 0.5
check 'SIGTERM to make alone ends its cell, too' ended

finish
