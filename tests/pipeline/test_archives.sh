#!/bin/bash
# Whoever receives an archive or the PDF can check it, build from it, and go on from its results.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"
root=$a/build/quick
cp "$root/paper/thesis.pdf" "$scratch/thesis.pdf"
build "$a" -j2 dist
need 'make dist succeeds' built
cells=$(cd "$a" && code/build/cells quick data/params/*.json | grep -v =)
count=$(wc -l <<<"$cells")
archive=$scratch/thesis-results.tar.gz
cp "$root/dist/thesis-results.tar.gz" "$archive"

# ---- results -------------------------------------------------------------------------------------

# forget: nothing is computed there.
forget() {
    rm -rf "$root"/data/results "$root"/memo/build/quick/data/results
}
marked() {
    grep -l '"restored": ' "$root"/data/results/*/*.log | wc -l
}
restore() {
    build "$a" restore RESULTS="${1-$archive}"
}
forget
restore
need 'make restore takes over the results of an archive' built
check 'make restore takes over every result' same \
    "$(awk '{ print "restored data/results/" $0 ".json" }' <<<"$cells" | sort)" \
    "$(sed -n 's|^  restored *build/quick/|restored |p' <<<"$out" | sort)"
check 'every restored result is marked in its log' same "$count" "$(marked)"
build "$a" paper
check 'make paper runs no cell after make restore' same '' "$(grep '^cell ' <<<"$steps")"
check 'make paper says how many results were not computed here' told "Of the $count results" "$count were not computed"
check 'the thesis from restored results has the bytes of the one they came from' cmp "$scratch/thesis.pdf" \
    "$root/paper/thesis.pdf"
check 'the colophon beside the thesis lists the restored results and where they are from' \
    grep -q '^Restored from thesis-results.tar.gz on 20' "$root/paper/colophon.txt"
build "$a" costs
check 'make costs counts restored cells apart from those measured here' \
    told 'Not computed here' 'thesis-results' "$count"
build "$a" spotcheck N=3
check 'make spotcheck finds that restored results are right' built
check 'make spotcheck clears the marks of the results that it has computed' same "$((count - 3))" "$(marked)"

forget
mkdir "$scratch/folder"
tar -C "$scratch/folder" -xzf "$archive" --strip-components=1
changed=$scratch/folder/data/results
sed -i 's/"ratio":.*/"ratio": 1/' "$changed/surface/a10.json"
sed -i '$d' "$changed/surface/a0.1.csv"
rm "$changed/weight_paths/original.json"
ln -s /etc/passwd "$changed/weight_paths/original.json"
jq '.cells["a0.1"].half_width = 3' "$project/data/params/surface.json" \
    >"$a/data/params/surface.json"
sed -i 's/"etas", 2, 1000/"etas", 2, 1001/' "$a/code/experiments/step_sizes.c"
restore "$scratch/folder"
check 'a folder with faults is still restored as far as it is right' built
check 'a result that was changed is refused by name' told refused surface/a10.json 'was changed'
check 'a result of other parameters is refused by the name of the parameter and its values' \
    told refused surface/a0.1.json half_width 'and 3 here'
check 'a result that is a link to a file elsewhere is refused' \
    told refused weight_paths/original.json 'does not have it'
check 'a result of another program is refused' told refused step_sizes/ 'another program' step_sizes.c
check 'no refused result is in the tree' test ! -e "$root/data/results/surface/a10.json" -a \
    ! -e "$root/data/results/weight_paths/original.json"
check 'every other result is marked' same \
    "$(grep -c -v -x -e surface/a10 -e 'surface/a0.1' -e weight_paths/original -e 'step_sizes/.*' <<<"$cells")" \
    "$(marked)"
build "$a" restore
check 'make restore without RESULTS says what to give' refused 'RESULTS=' 'make restore RESULTS='
restore "$a/README.md"
check 'make restore refuses a file that is no archive of results' refused 'README.md' 'make dist'
cp "$project/code/experiments/step_sizes.c" "$a/code/experiments/step_sizes.c"
cp "$project/data/params/surface.json" "$a/data/params/surface.json"
printf '/* A comment, and other bytes of the same program. */\n' >>"$a/code/experiments/step_sizes.c"
build "$a" build/bin/step_sizes
restore
check 'a comment in a program does not refuse its results' same '' "$(grep refused <<<"$out")"
finish
