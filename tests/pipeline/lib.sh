# lib.sh: functions that the pipeline tests share. A script begins with  . "$(dirname "$0")/lib.sh"  and ends with
# finish.
#
# The tests build copies of the tree in a temporary folder, never the tree itself. Each check prints "ok - sentence" or
# "not ok - sentence (what was seen)", and the script continues. Its exit status is 1 if a check failed. A sentence
# stands alone: who reads only this line knows what was tested.
# shellcheck shell=bash
set -u
# The settings of a make that runs the tests must not reach the builds inside them.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES MAKEFILES PROFILE SEED LAUNCH EMULATOR RECORD WITHIN N DRAW V MEMO \
    FILES FUZZ_RUNS FILE SET EXPERIMENT VECTOR_WIDTH
export LC_ALL=C.UTF-8
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d) || exit 1
chmod 755 "$scratch" # some tests run as another user
profile=quick
failed=0
out='' status=0 steps=''

tidy() {
    local jobs
    jobs=$(jobs -p)
    # shellcheck disable=SC2086  # a list of process ids
    [ -z "$jobs" ] || kill $jobs 2>/dev/null
    wait
    rm -rf --one-file-system "$scratch"
}
trap tidy EXIT
trap 'exit 130' INT TERM HUP

finish() {
    exit "$((failed > 0))"
}

# copy FOLDER: copies the tree there, without built files.
copy() {
    mkdir -p "$1"
    tar -C "$project" --ignore-failed-read --exclude=./.git --exclude=./build --exclude=./data/results \
        --exclude=./paper/html --exclude='./figures/*-frames*' --exclude='*.tmp' -cf - . 2>/dev/null | tar -C "$1" -xf -
    make -s -C "$1" clean >"$scratch/clean" 2>&1 || cat "$scratch/clean"
}

# shared NAME FOLDER ARGUMENT...: copies there a tree in which make was run with these arguments. All scripts of
# tests/run share that tree; the first one builds it, and the others wait.
shared() {
    local lock tree=${SHARED:-$scratch/shared}/$1
    mkdir -p "${tree%/*}" "$(dirname "$2")"
    exec {lock}>"$tree.lock"
    flock "$lock"
    if [ ! -e "$tree" ]; then
        rm -rf "$tree.part"
        if [ "$1" = library ]; then copy "$tree.part"; else library "$tree.part"; fi
        build "$tree.part" -j4 "${@:3}"
        need "make builds the tree that the tests share: $1" built
        mv "$tree.part" "$tree"
    fi
    exec {lock}>&-
    cp -a "$tree" "$2"
}

# library FOLDER: a copy with the compiled library.
library() {
    shared library "$1" build/lib.a
}

# quick FOLDER: a copy with the built thesis. build/launched lists the commands that LAUNCH was put before.
quick() {
    shared quick "$1" paper LAUNCH='sh -c '\''echo "$$*" >>build/launched; exec "$$@"'\'' launch'
}

# follow FOLDER PAGE HEADING: runs there, in order, the blocks of commands under that heading of the page.
follow() {
    awk -v heading="$3" '
        /^#+ / { inside = substr($0, index($0, " ") + 1) == heading }
        inside && /^ *```sh$/ { code = 1; indent = index($0, "`") - 1; next }
        code && /^ *```$/ { code = 0; next }
        code { print substr($0, indent + 1) }' "$project/$2" >"$scratch/steps"
    [ -s "$scratch/steps" ] || { echo "$2: no commands under $3" && return 1; }
    (cd "$1" && sh -eu "$scratch/steps")
}

# index FOLDER VARIABLE: what the Makefile there lists on the line "VARIABLE := ...".
index() {
    sed -n "s/^$2 *:= *//p" "$1/Makefile"
}

# small_figures FOLDER: replaces the figures by two words each, where a test is not about them.
small_figures() {
    local name
    for name in $(index "$1" FIGURES) $(index "$1" ANIMATIONS); do
        cat >"$1/figures/$name.tex" <<'TEX'
\documentclass{minimal}
\usepackage{results}
\pdfpagewidth=60mm \pdfpageheight=40mm \hoffset=-1in \voffset=-1in
\begin{document}
\hbox to 60mm{one}\newpage
\hbox to 60mm{two}
\end{document}
TEX
    done
}

# small_text FOLDER: replaces the text by a few lines, and the ledger by its first claim, where a test is not about
# them.
small_text() {
    rm "$1"/paper/chapters/*
    sed -i -n '/^.: 95.* all intervals/p' "$1/paper/typed.txt"
    : >"$1/paper/refs.bib"
    jq '[.[0] | .see = "sec:one"]' "$project/paper/claims.json" >"$1/paper/claims.json"
    cat >"$1/paper/chapters/one.tex" <<'TEX'
\section{One}\label{sec:one}
A number, $\res{surface/a10/ratio}$, a claim, \claim{C01}, a \sourcelink{data/README.md}{link}, and a figure:

\noindent\plot{fig3}{Two words.}
\claimtable
TEX
    cat >"$1/paper/thesis.tex" <<'TEX'
\documentclass{article}
\usepackage{results,thesis}
\begin{document}
\input{chapters/one}
\end{document}
TEX
}

# build FOLDER ARGUMENT...: runs make there. Sets $status, $out to all output, and $steps to the sorted lines
# "label target" of the steps, without build/PROFILE/.
build() {
    out=$(timeout "${patience:-900}" make -C "$1" --no-print-directory PROFILE="$profile" "${@:2}" 2>&1 </dev/null)
    status=$?
    steps=$(sed -n -E 's/^  (compile|cell|summary|figure|animation|thesis|drawing|frames|page) +/\1 /p' <<<"$out" |
        sed "s|build/$profile/||" | sort)
}

# run FOLDER COMMAND...: runs the command there. Sets $status and $out.
run() {
    out=$(cd "$1" && "${@:2}" 2>&1 </dev/null)
    status=$?
}

# check SENTENCE COMMAND...: passes if the command succeeds; otherwise prints its output as what was seen.
check() {
    local sentence=$1 seen
    shift
    if seen=$("$@" 2>&1); then
        echo "ok - $sentence"
    else
        failed=$((failed + 1))
        echo "not ok - $sentence ($(tr -s '\n\t ' ' ' <<<"$seen" | cut -c 1-500))"
    fi
}

# need SENTENCE COMMAND...: a check that ends the script if it fails.
need() {
    local before=$failed
    check "$@"
    [ "$failed" -eq "$before" ] || {
        echo "not ok - the rest of $(basename "$0") needs that and was not run"
        finish
    }
}

skip() {
    echo "ok - $1 # SKIP $2"
}

# ---- commands for check --------------------------------------------------------------------------

# same EXPECTED SEEN: the texts are equal.
same() {
    [ "$1" = "$2" ] || { diff <(echo "$1") <(echo "$2") | grep '^[<>]' | sed 's/^</expected:/; s/^>/seen:/' && false; }
}

# ran LINE...: the last build succeeded and ran these steps and no others.
ran() {
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    same "$(printf '%s\n' "$@" | sort)" "$steps"
}

# built: the last build succeeded.
built() {
    [ "$status" -eq 0 ] || { echo "status $status: $(tail -n 8 <<<"$out")" && false; }
}

# refused WORD...: the last command failed, and one line of its output has all these words.
refused() {
    [ "$status" -ne 0 ] || { echo "status 0: $out" && return 1; }
    told "$@"
}

# told WORD...: one line of $out has all these words.
told() {
    local line word
    while read -r line; do
        for word; do [[ $line == *"$word"* ]] || continue 2; done
        return 0
    done <<<"$out"
    echo "$out"
    return 1
}

# sums FOLDER: name and SHA-256 of every built result, figure and document there.
sums() {
    local root=
    [ "$profile" = full ] || root=build/$profile
    "$project/code/check/checksums" "$1/$root" 2>/dev/null
}
