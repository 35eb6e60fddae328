# run.sh: for code/build/step and code/build/run_cell, which read it in.
# shellcheck shell=sh disable=SC2034  # who reads it in uses status

# run COMMAND...: sets $status to how it ended. A signal to this shell is passed on to the command as SIGTERM: a
# launcher may take a terminal's SIGINT for a question.
run() {
    "$@" &
    child=$!
    trap 'kill -s TERM "$child" 2>/dev/null' INT TERM HUP
    status=0
    wait "$child" || status=$?
    while kill -s 0 "$child" 2>/dev/null; do
        status=0
        wait "$child" || status=$?
    done
    trap - INT TERM HUP
}
