#!/bin/bash
# make repro: two builds under conditions as different as this machine allows give the same bytes. It finds and explains
# what depends on the conditions, and says why a build failed.
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
copy "$tree"
git -C "$tree" init -q
git -C "$tree" add -A
patience=3000 build "$tree" repro
need 'two builds under different conditions have the same bytes' built
kept=$tree/build/quick/repro
while read -r what pattern; do
    check "make repro compares $what" grep -q -E "^[0-9a-f]{64}  $pattern" "$kept/sums"
done <<'LIST'
programs build/bin/
results data/results/.*\.json$
tables data/results/.*\.csv$
figures figures/.*\.pdf$
animations figures/.*\.gif$
theses paper/thesis\.pdf$
verdicts paper/verdicts\.json$
LIST
quick "$scratch/here"
check 'a build by four jobs with a launcher has the same bytes' same '' "$(
    cd "$scratch/here/build/quick" && grep -v '  build/' "$kept/sums" | sha256sum --check --quiet 2>&1
)"
# What no machine can refuse; the builds themselves say what they saw.
for condition in environment build_path home exec_path timezone umask time locales; do
    check "the builds saw different conditions: $condition" grep -q -P "^varied\t$condition\t" "$kept/conditions"
done
for condition in num_cpus kernel aslr user_group domain_host fileordering; do
    if why=$(grep -P "^not varied\t$condition\t" "$kept/conditions"); then
        skip "the builds saw different conditions: $condition" "${why##*$'\t'}"
    else
        check "the builds saw different conditions: $condition" grep -q -P "^varied\t$condition\t" "$kept/conditions"
    fi
done
check 'every condition that reprotest was asked to vary was varied' same '' "$(grep 'did nothing' "$kept/conditions")"
place=$(grep -P '^varied\tbuild_path\t' "$kept/conditions" | cut -f 3 | grep -o '^.*/reprotest')
check 'no built file contains a path of this machine' same '' \
    "$(grep -r -l -a -F -e "$place" -e "$scratch" -e const_build_path "$kept/compared/control")"

# One figure, with the clock on its page and the folder in its results, by a user who may not do all that root may.
sed -i 's|FORCE_SOURCE_DATE=1||' "$tree/code/thesis/typeset"
sed -i 's|\\end{tikzpicture}|\\node at (67.5mm,20mm) {the year \\number\\year};&|' "$tree/figures/fig1.tex"
sed -i 's|record_number(record, "ratio"|record_number(record, "folder", (double)strlen(getenv("PWD")));\n    &|
    s|#include <stdlib.h>|&\n#include <string.h>|' "$tree/code/experiments/surface.c"
as=()
if [ "$(id -u)" -eq 0 ]; then
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent)
    chown -R 65534:65534 "$tree"
fi
# one TARGET
one() {
    run "$tree" timeout 900 "${as[@]}" code/check/repro build/quick/ build/quick/repro "$1" PROFILE=quick
}
one figures/fig1.pdf
check 'make repro finds a result that depends on the folder' refused data/results/surface/a10.json differs
check 'make repro finds a figure that depends on the clock' refused figures/fig1.pdf differs
check 'make repro reports no difference between the programs' same '' "$(grep 'build/bin/.* differs' <<<"$out")"
check 'make repro explains the difference in the result' grep -q '[+].*"folder": [0-9]' "$kept/differences"
check 'make repro explains the difference in the figure' grep -q '[+].*year 20' "$kept/differences"
check 'make repro asks for no condition that the user may not vary' same '' "$(grep 'did nothing' <<<"$out")"
one figures/none.pdf
check 'make repro reports a failed build and its log' refused 'repro: a build failed: see build/quick/repro/log'
check 'make repro prints why the build failed' refused figures/none.pdf
finish
