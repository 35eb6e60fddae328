#!/bin/bash
# The cells as jobs of Slurm, on a cluster of one node that begins and ends with this test: the bytes are those of
# a build without it. A cell whose program or job is killed, or that was never run, fails by name, and no log says
# otherwise; a make that is stopped leaves no job behind.
#
# The machine's name may be one that cannot be looked up, which Slurm must: the test has one of its own.
[ -n "${NAMED-}" ] || ! unshare --uts true 2>/dev/null ||
    NAMED=own exec unshare --uts sh -c 'hostname localhost && exec bash "$0"' "$0"
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
a=$scratch/a
results=$a/build/quick/data/results
quick "$a"
reference=$(sums "$a")

# ---- launchers that say more than they did -------------------------------------------------------

cell=surface/a10
: >"$a/build/quick/memo/build/quick/data/results/$cell.json"
build "$a" "data/results/$cell.json" LAUNCH=true
check 'make rejects a launcher that succeeds without running the cell, even beside an older result' refused \
    "failed: build/quick/data/results/$cell.json" "$cell.log does not say so"
check 'a cell that was not run has no log' test ! -e "$results/$cell.log"
cat >"$scratch/late" <<'SH2'
#!/bin/sh
{ sleep 1; "$@"; } &
SH2
chmod +x "$scratch/late"
build "$a" "data/results/$cell.json" LAUNCH="$scratch/late"
check 'make waits for a result that appears late' ran "cell data/results/$cell.json"

# ---- a cluster -----------------------------------------------------------------------------------

missing=
for program in munged slurmctld slurmd srun; do
    command -v "$program" >/dev/null || missing="$program is not installed"
done
[ "$(id -u)" -eq 0 ] || missing='it takes root'
[ -z "$missing" ] || { skip 'cells run as jobs of Slurm' "$missing" && finish; }

# free_port: one that nobody listens on.
free_port() {
    local port
    while port=$((20000 + RANDOM % 10000)) && (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
cluster=$scratch/cluster host=$(uname -n)
mkdir -m 755 "$cluster" "$cluster/state" "$cluster/spool"
(umask 077 && head -c 128 /dev/urandom >"$cluster/key")
export SLURM_CONF=$cluster/slurm.conf
cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$cluster/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
ProctrackType=proctrack/linuxproc
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
KillWait=5
NodeName=node NodeHostname=$host NodeAddr=127.0.0.1 CPUs=4
PartitionName=all Nodes=ALL Default=YES
CONF
launch='srun -Q -n1 -c1'

# left: the processes of the cluster, daemons and jobs, known by their environment.
left() {
    env -u SLURM_CONF grep -s -l -z -x "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ
}
# programs: those of cells that jobs run.
programs() {
    local process
    for process in $(left); do
        case $(readlink "${process%environ}exe") in
        "$a"/build/bin/timed) ;;
        "$a"/build/bin/*) echo "$process" | cut -d / -f 3 ;;
        esac
    done
}
# within SECONDS COMMAND...: it succeeds in that time.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || { timeout 5 squeue; tail -n 3 "$cluster"/*.log; left; return 1; }
        sleep 0.1
    done
}
idle() { [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; }
no_job() { [ -z "$(timeout 5 squeue -h 2>&1 || echo none)" ]; }
no_program() { [ -z "$(programs)" ]; }
nothing_left() { [ -z "$(left)" ]; }
# daemon COMMAND...: ends with this script, however that ends.
daemon() {
    setpriv --pdeathsig TERM "$@" >"$cluster/$1.log" 2>&1 </dev/null &
    daemons+=" $!"
}
# What starts jobs first, then these: a daemon of a job would wait for the others. What then is left is killed.
daemons='' leader=''
take_down() {
    [ -z "$daemons" ] || {
        [ -z "$leader" ] || kill "$leader"
        timeout 5 scancel -u root
        # shellcheck disable=SC2046,SC2086  # lists of process ids
        {
            within 10 no_job
            kill $daemons
            within 5 nothing_left || kill -s KILL $(left | cut -d / -f 3)
            wait $daemons
        }
        daemons=
    } >/dev/null 2>&1
}
trap 'take_down; tidy' EXIT

daemon munged -F --key-file="$cluster/key" --socket="$cluster/munge" --pid-file="$cluster/munged.pid" \
    --log-file="$cluster/munged.log" --seed-file="$cluster/seed"
within 10 test -S "$cluster/munge" >/dev/null
daemon slurmctld -D
daemon slurmd -D -N node
need 'a cluster of one node is up' within 30 idle
check 'the test sees the daemons of the cluster' test "$(left | wc -l)" -ge 3

# ---- programs and jobs that are killed -----------------------------------------------------------

# start MAKE-ARGUMENT...: a make of the results, in a group of its own; $leader is its process.
start() {
    : >"$scratch/said"
    setsid env --default-signal=INT make -C "$a" --no-print-directory -j6 results PROFILE=quick LAUNCH="$launch" \
        "$@" >"$scratch/said" 2>&1 </dev/null &
    leader=$!
}
# running CELL: the process on the node that minds the cell, and its program, once it has begun.
running() {
    local measured program
    for measured in $(pgrep -f "^build/bin/timed build/quick/data/results/$1[.]log "); do
        [ "$(readlink "/proc/$measured/cwd")" = "$a" ] || continue
        program=$(tr -d ' ' 2>/dev/null <"/proc/$measured/task/$measured/children")
        [ "$(readlink "/proc/$program/exe")" != "$a/build/bin/${1%/*}" ] || { echo "$measured $program" && return 0; }
    done
    return 1
}
# await CELL: sets $measured and $program to these two.
await() {
    need "the cell $1 starts" within 300 running "$1"
    read -r measured program < <(running "$1")
}
# said CELL JQ: what the cell's log has.
said() {
    jq -r "$2" "$results/$1.log" 2>&1
}

# The logs of the first build stay, and say that all went well.
find "$results" -name '*.json' -delete -o -name '*.csv' -delete
total=$(find "$results" -name '*.log' | wc -l)
rm -r "$a/build/quick/memo/build/quick/data/results"
killed=kernel_predictor/n40 cancelled=factorised_matrix/diagonal lost=factorised_matrix/commuting
start -k
await "$cancelled"
job=$(tr '\0' '\n' <"/proc/$measured/environ" | sed -n 's/^SLURM_JOB_ID=//p')
scancel "$job"
await "$lost"
kill -s KILL "$measured"
await "$killed"
kill -s KILL "$program"
wait "$leader"
status=$? leader='' out=$(<"$scratch/said")
check 'make fails when cells are killed' test "$status" -ne 0
check 'make names each cell whose program, job or monitor was killed and no other' same \
    "$(printf 'build/quick/data/results/%s.json\n' "$cancelled" "$lost" "$killed" | sort)" \
    "$(sed -n 's/^  failed: //p' <<<"$out" | sort)"
check 'a killed cell has no result' same '' "$(cd "$results" && ls $cancelled.json $lost.json $killed.json 2>/dev/null)"
check 'the log of a canceled cell has its exit status, job and node' same "143 $job.0 node" \
    "$(said "$cancelled" '"\(.status) \(.job) \(.node)"')"
check 'the log of a killed cell has its exit status and node' same '137 node' \
    "$(said "$killed" '"\(.status) \(.node)"')"
check 'a cell whose monitor was killed keeps no log of an earlier run' test ! -e "$results/$lost.log"
build "$a" costs
check 'make costs names the cells that failed' told 'Failed here: ' "$cancelled" "$killed"
check 'no job and no program remains after the failures' within 10 no_job
check 'make -k has computed all other cells' same "$((total - 3))" \
    "$(find "$results" -mindepth 2 -name '*.json' | wc -l)"

# ---- makes that are stopped ----------------------------------------------------------------------

# More cells than the node has room for: some wait in the queue.
find "$results/margins" "$results/flow_limit" -name '*.json' -delete
queued() { [ "$(squeue -h -t PENDING | wc -l)" -gt 0 ] && [ "$(squeue -h -t RUNNING | wc -l)" -gt 0 ]; }
for whom in make 'make with its shells' 'everything, as by Ctrl-C,'; do
    start
    need "jobs run and wait when $whom is stopped" within 60 queued
    # None ends by itself.
    # shellcheck disable=SC2046  # a list of process ids
    kill -s STOP $(programs)
    # shellcheck disable=SC2046  # a list of process ids
    case $whom in
    make) kill -s TERM "$leader" ;;
    every*) kill -s INT -- "-$leader" ;;
    *) kill -s KILL $(pgrep -g "$leader" -x 'make|sh|step|run_cell') ;;
    esac
    wait "$leader" 2>/dev/null
    leader=
    check "no job remains in the queue after $whom was stopped" within 20 no_job
    check "no program remains after $whom was stopped" within 10 no_program
    scancel -u root
done

# ---- the next make -------------------------------------------------------------------------------

build "$a" -j6 paper LAUNCH="$launch"
need 'the next make succeeds' built
check 'the next make runs the cells that failed' grep -q -x "cell data/results/$lost.json" <<<"$steps"
check 'the next make draws no figure again' same '' "$(grep -E '^(figure|thesis)' <<<"$steps")"
check 'everything has the bytes of a build without Slurm' same "$reference" "$(sums "$a")"
check 'every log has the job, node and times of its cell and the exit status 0' same \
    "$total cells, $total jobs" "$(find "$results" -name '*.log' -exec cat {} + | jq -r -s '
        map(select(.status == 0 and .node == "node" and (.job | strings | test("^[0-9]+[.]0$"))
            and (.end | fromdate) >= (.start | fromdate) and .end[:10] == .date))
        | "\(length) cells, \(map(.job) | unique | length) jobs"')"
check 'make costs sums up the logs of all jobs' test \
    "$(make -C "$a" -s costs PROFILE=quick | awk '$1 == "all" { print $2 }')" = "$total"
# The batch script of docs/cluster.md, for cells that take no time.
cells=(surface/{a0.1,a10,sweep})
(cd "$results" && rm "${cells[@]/%/.json}")
check 'make runs as a batch job with its cells as steps' sbatch -Q -W -n2 -D "$a" -o "$scratch/said" --wrap \
    "make -j3 data/results/surface.json PROFILE=quick LAUNCH='$launch --exact'"
check 'the steps belong to one job' same "3 steps, 1 job" "$(cd "$results" && jq -r -s '
    "\(unique_by(.job) | length) steps, \(map(.job | split(".")[0]) | unique | length) job"' "${cells[@]/%/.log}")"
check 'the batch job gives the same bytes' same "$reference" "$(sums "$a")"
build "$a" paper LAUNCH="$launch"
check 'make finds nothing to do after the batch job' ran

# shellcheck disable=SC2086  # a list of process ids
kill $daemons
# shellcheck disable=SC2086
wait $daemons
daemons=
check 'no process remains when the cluster has ended' within 10 nothing_left
finish
