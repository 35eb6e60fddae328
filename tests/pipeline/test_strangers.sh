#!/bin/bash
# What strangers bring: data, compilers, other versions of tools, settings and copies of the tree that are not ours.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
root=$a/build/quick
first=$(sums "$a")

# ---- data whose rows depend on each other --------------------------------------------------------

# 8 samples in 10 columns, each of mean 0; y = 2 x1 - x4 exactly, but for MORE in the last sample.
centered() {
    awk -v more="${1-0}" 'BEGIN {
        srand(7); N = 8; n = 10
        for (j = 1; j <= n; j++) {
            sum = 0
            for (i = 1; i <= N; i++) sum += x[i, j] = rand()
            for (i = 1; i <= N; i++) x[i, j] -= sum / N
        }
        for (j = 1; j <= n; j++) printf "\"x%d\",", j
        print "\"y\""
        for (i = 1; i <= N; i++) {
            for (j = 1; j <= n; j++) printf "%.17g,", x[i, j]
            printf "%.17g\n", 2 * x[i, 1] - x[i, 4] + (i == N ? more : 0)
        }
        print "" }' >"$scratch/data.csv"
}
# regression: a cell with that data set. Sets $out and $status.
regression() {
    jq --arg data "$scratch/data.csv" '.data = $data | .alphas = 3 | .max_epochs = 100' \
        "$root/data/params/sparse_regression.json" >"$scratch/params.json"
    out=$(cd "$a" && build/bin/sparse_regression "$scratch/params.json" N50 "$scratch/result" 2>&1)
    status=$?
}
# column NAME FILE: the values of a column.
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i; next } { print $column }' "$2"
}
centered
regression
check 'centered columns, quoted names and a blank last line are accepted' built
check 'the solution of least l1 norm is found on centered columns' \
    awk -v norm="$(column min_l1_norm "$scratch/result-levels.csv")" 'BEGIN { exit !(norm > 2.9999 && norm < 3.0001) }'
check 'the limit of gradient flow is reached on centered columns' same 0 \
    "$(column flow_l1_norm_excess "$scratch/result.csv" | grep -c '^$')"
centered 1
regression
check 'a y that contradicts dependent rows is refused by file and rank' refused "$scratch/data.csv" 'rank 7 of 8' \
    'leave out a row'

# ---- compilers -----------------------------------------------------------------------------------

# compiled OPTION...: a program with the error module, compiled with these options. Sets $out and $status.
compiled() {
    printf '#include "die.h"\nint main(void) { char *text = die_calloc(1, 1); return !text; }\n' >"$scratch/main.c"
    out=$(cd "$a" && gcc -std=c11 -D_GNU_SOURCE -Icode/lib "$@" "$scratch/main.c" code/lib/die.c \
        -o "$scratch/main" -lm 2>&1 && "$scratch/main" 2>&1)
    status=$?
}
for options in -O2 '-O3 -march=native -ffp-contract=off' '-O2 -DNDEBUG'; do
    # shellcheck disable=SC2086  # words
    compiled $options
    check "programs run when compiled with $options" built
done
for options in '-O2 -ffast-math' -Ofast -ffinite-math-only '-O2 -funsafe-math-optimizations' \
    '-Ofast -fno-finite-math-only'; do
    # shellcheck disable=SC2086
    compiled $options
    check "the compiler refuses $options" refused error CFLAGS 'leave them out'
done
if [ "$(uname -m)" = x86_64 ]; then
    compiled -Ofast -fno-fast-math
    check 'a program that is linked with -Ofast refuses to run' refused subnormal CFLAGS
    compiled -O2 -mfpmath=387
    check 'a program whose numbers have more digits refuses to run' refused main: CFLAGS
fi
out=$(make -C "$a" OUT=build/fast CFLAGS='-O2 -ffast-math' build/fast/lib.a 2>&1)
status=$?
check 'make refuses CFLAGS=-ffast-math by name' refused error '-ffast-math'
out=$(make -n -C "$a" OUT=build/fast CFLAGS='-O2 -ffp-contract=fast' build/fast/obj/die.o 2>&1)
check 'CFLAGS cannot contract products and sums' told '-ffp-contract=fast -ffp-contract=off'

# ---- tools of other versions ---------------------------------------------------------------------

# stub NAME SCRIPT: a command of that name, which comes first in $stubs; $real is the tool itself.
stubs=$scratch/stubs
mkdir "$stubs"
stub() {
    printf '#!/bin/sh\nreal=%s\n%s\n' "$(command -v "$1")" "$2" >"$stubs/$1"
    chmod +x "$stubs/$1"
}
# stubbed FOLDER ARGUMENT...: build with them, which are then taken away.
stubbed() {
    PATH=$stubs:$PATH build "$@"
    rm -f "$stubs"/*
}
stub stat 'echo "stat (GNU coreutils) 8.4"'
stubbed "$a" env-check
check 'make env-check names a tool that is too old' refused coreutils 8.4 'TOO OLD'
# shellcheck disable=SC2016  # the stub expands it
stub pkg-config 'case $1 in --version) exec $real "$@";; esac; echo "Package $2 was not found" >&2; exit 1'
stubbed "$a" env-check
check 'make env-check finds libraries without a .pc file' built
stub kpsewhich 'exit 1'
stubbed "$a" env-check
check 'make env-check names TeX packages that are missing' refused texlive-pictures MISSING
small_text "$a"
build "$a" paper html
need 'a page of a small text is made' built
page=$(cat "$root/paper/html/index.html")
# As of cairo 1.17.6.
# shellcheck disable=SC2016
stub pdftocairo '$real "$@" || exit; for f; do :; done; sed -i "1,3s/\([0-9]\)pt\"/\1\"/g" "$f"'
rm "$root"/figures/fig3.svg
stubbed "$a" html
check 'the page is made from drawings without a unit' built
check 'drawings without a unit have their size on the page' same "$page" "$(cat "$root/paper/html/index.html")"
check 'these drawings had no unit' same 0 "$(head -n 3 "$root/figures/fig3.svg" | grep -c 'pt"')"
# shellcheck disable=SC2016
stub pdftocairo '$real "$@" || exit; for f; do :; done; sed -i "s/viewBox/viewbox/" "$f"'
rm "$root"/figures/fig3.svg
stubbed "$a" html
check 'a drawing without a size is refused by name' refused fig3.svg viewBox

# ---- TeX of the user's own -----------------------------------------------------------------------

rm -rf "$a"
quick "$a"
home=$scratch/home
mkdir -p "$home/texmf/tex/latex" "$scratch/inputs"
sed 's/^\\heavyrulewidth=.*/\\heavyrulewidth=.16em/' "$(kpsewhich booktabs.sty)" >"$home/texmf/tex/latex/booktabs.sty"
cp "$home/texmf/tex/latex/booktabs.sty" "$scratch/inputs"
echo '\PackageError{natbib}{of the user}{}' >"$scratch/inputs/natbib.sty"
rm "$root/paper/thesis.pdf"
HOME=$home TEXINPUTS=$scratch/inputs: TEXMFHOME=$home/texmf BIBINPUTS=/nonexistent T1FONTS=/nonexistent \
    max_print_line=20 build "$a" paper
check 'the thesis is typeset with a texmf tree and settings of the user' built
check 'they do not reach its bytes' same "$first" "$(sums "$a")"
HOME=$home TEXINPUTS=$scratch/inputs: build "$a" env-check
check 'make env-check names the texmf tree that is set aside' told "$home/texmf" 'set aside'
check 'make env-check names the search path that is set aside' told TEXINPUTS 'set aside'

# ---- copies of the tree --------------------------------------------------------------------------

# commit FOLDER: what is there becomes a commit.
commit() {
    git -C "$1" add -A && git -C "$1" -c user.name=t -c user.email=t@example.org commit -q -m t
}
origin=$scratch/origin
copy "$origin"
git -C "$origin" init -q
commit "$origin"
for setting in core.autocrlf=true core.autocrlf=input core.eol=crlf; do
    rm -rf "$scratch/clone"
    git clone -q -c "$setting" "$origin" "$scratch/clone"
    check "a clone with $setting has the bytes of the original" diff -r -q -x .git "$origin" "$scratch/clone"
done
# recorded: what a record says of the commit. Sets $out and $status.
recorded() {
    out=$(cd "$scratch/clone" && "$@" code/check/commit 2>&1)
    status=$?
}
recorded env
check 'a record names the commit' same "0 $(git -C "$origin" describe --always)" "$status $out"
echo '/* changed */' >>"$scratch/clone/code/lib/die.c"
recorded env
check 'a record of a changed tree is refused by file' refused 'code/lib/die.c'
check 'the message says what to do' told 'commit them'
echo new >>"$scratch/clone/README.md"
git -C "$scratch/clone" checkout -q code
recorded env
check 'README.md, which make reference writes, is no such change' built
touch "$scratch/clone/code/experiments/mine.c"
recorded env
check 'an experiment that is in no commit is one' refused code/experiments/mine.c
rm "$scratch/clone/code/experiments/mine.c"
if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$scratch/clone"
    recorded env HOME=/nonexistent
    check 'a repository that git refuses is named with what to do' refused 'A record names' 'dubious ownership'
    check 'with the setting that git wants' told safe.directory
else
    skip 'a repository that git refuses is named with what to do' 'it takes root'
fi
rm -rf "$scratch/clone/.git"
recorded env
check 'a record of a tree without git is refused' refused 'git init'
cp -r "$a/build" "$scratch/clone/build"
out=$(cd "$scratch/clone" && cp -r build/quick/data/results data && cp build/quick/paper/verdicts.json paper &&
    code/check/reference '' data/reference 2>&1)
status=$?
check 'make reference writes no record there' refused 'A record names the commit'
check 'the record that is there stays' diff -r "$origin/data/reference" "$scratch/clone/data/reference"
build "$scratch/clone" figures/fig1.pdf
check 'a tree without git builds' built

# ---- a tree without its modes --------------------------------------------------------------------

library "$scratch/modes"
find "$scratch/modes" -path "$scratch/modes/build" -prune -o -type f -exec chmod a-x {} +
for goal in figures/fig1.pdf unit; do
    build "$scratch/modes" $goal
    check "a tree that lost its modes says what to do: make $goal" refused 'not executable' 'chmod +x code/*/*'
done
(cd "$scratch/modes" && eval "$(sed -n 's/.*\(chmod +x .*\)/\1/p' <<<"$out")")
build "$scratch/modes" data/results/surface/a10.json
check 'which helps' built

# ---- tools of an older system --------------------------------------------------------------------

# Neither env --default-signal (coreutils 8.31) nor setpriv --pdeathsig (util-linux 2.33).
mkdir "$scratch/old"
for tool in env setpriv; do
    # shellcheck disable=SC2016  # the shell there expands it
    printf '#!/bin/sh\ncase $1 in --*) echo "%s: unrecognized option $1" >&2; exit 125 ;; esac\nexec %s "$@"\n' \
        $tool "$(command -v $tool)" >"$scratch/old/$tool"
done
chmod +x "$scratch/old"/*
rm "$scratch/modes/build/quick/data/results/surface/a10.json"
PATH=$scratch/old:$PATH build "$scratch/modes" data/results/surface/a10.json
check 'a cell runs with an older coreutils and util-linux' ran 'cell data/results/surface/a10.json'
finish
