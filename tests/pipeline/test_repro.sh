#!/bin/bash
# make repro: two builds under conditions as different as this machine allows give the same bytes; what
# depends on the conditions is found and explained; so is a build that fails.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
copy "$tree"
git -C "$tree" init -q
git -C "$tree" add -A
patience=3000 build "$tree" repro
need 'two builds under different conditions give the same bytes' built
kept=$tree/build/quick/repro
while read -r what pattern; do
    check "and there are $what among what was compared" grep -q -E "^[0-9a-f]{64}  $pattern" "$kept/sums"
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
check 'each of them is what four jobs with a launcher give' same '' "$(
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
check 'nothing that was asked for did nothing' same '' "$(grep 'did nothing' "$kept/conditions")"
place=$(grep -P '^varied\tbuild_path\t' "$kept/conditions" | cut -f 3 | grep -o '^.*/reprotest')
check 'no file holds a path of this machine' same '' \
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
    out=$(cd "$tree" && timeout 900 "${as[@]}" code/check/repro build/quick/ build/quick/repro "$1" PROFILE=quick \
        2>&1 </dev/null)
    status=$?
}
one figures/fig1.pdf
check 'what the folder does to a result is found' refused data/results/surface/a10.json differs
check 'what the clock does to a figure is found' refused figures/fig1.pdf differs
check 'the programs are the same all the same' same '' "$(grep 'build/bin/.* differs' <<<"$out")"
check 'the result is explained' grep -q '[+].*"folder": [0-9]' "$kept/differences"
check 'and so is the figure' grep -q '[+].*year 20' "$kept/differences"
check 'what this user may not vary was not asked for' same '' "$(grep 'did nothing' <<<"$out")"
one figures/none.pdf
check 'a build that fails is no difference' refused 'repro: a build failed: see build/quick/repro/log'
check 'and make says why' refused figures/none.pdf
finish
