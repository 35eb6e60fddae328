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
run "$a" code/check/reference build/quick/ "$scratch/reference"
run "$a" code/check/receipt build/quick/ "$scratch/reference" "$scratch/receipts/one.json"
check 'a receipt says which tier holds' told 'one.json: tier 1'
check 'a receipt says how many results were not computed there' same "$((count - 3))" \
    "$(jq .restored "$scratch/receipts/one.json")"
build "$a" receipts FOLDER="$scratch/receipts"
check 'make receipts has a row for each receipt' \
    told "$(jq -r '.machine.processor[:32]' "$scratch/receipts/one.json")" \
    " $((count - 3)) "

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

# ---- what describes the results ------------------------------------------------------------------

tar -C "$scratch" -xzf "$archive"
cd "$scratch/thesis-results" || exit 1
crate=ro-crate-metadata.json
check 'the RO-Crate has a run for every cell' same "$count" \
    "$(jq '[."@graph"[] | select(."@type" == "CreateAction")] | length' $crate)"
check 'every identifier that the RO-Crate refers to is described in it' same '' "$(jq -r '[."@graph"[]."@id"] as $known
    | [."@graph"[] | .. | objects | select(keys == ["@id"])."@id"] - $known | .[] | select(startswith("http")
        | not)' $crate)"
jq -r '."@graph"[] | select(."@type" == "File") | "\(.sha256)  \(."@id")"' $crate >"$scratch/sums"
check 'the RO-Crate has the right checksum of every file in the archive' sha256sum --check --quiet --strict \
    "$scratch/sums"
check 'the RO-Crate lists every result' same "$(find data/results -type f | sort)" \
    "$(sed -n 's/.*  \(data.results\)/\1/p' "$scratch/sums" | sort)"
# The context is the library's own copy: nothing is asked of the network after npm install.
cat >"$scratch/validate.js" <<'JS'
const fs = require('fs');
globalThis.fetch = async () => new Response(fs.readFileSync(require.resolve('ro-crate/lib/context.json')));
const { Validator } = require('ro-crate/lib/validator');
const validator = new Validator();
validator.parseJSON(fs.readFileSync(process.argv[2], 'utf8'));
validator.crate.resolveContext().then(() => validator.validate()).then(() => {
    for (const found of validator.results)
        if (found.status === 'error') console.log(found.message);
});
JS
modules=${SHARED:-$scratch}/npm
if [ -e "$modules/node_modules/ro-crate" ] || { command -v npm && npm install --silent --prefix "$modules" \
    ro-crate@3.7.2; } \
    >/dev/null 2>&1; then
    check 'the ro-crate library finds no error in the RO-Crate' same '' \
        "$(NODE_PATH=$modules/node_modules node "$scratch/validate.js" $crate 2>&1)"
    jq 'del(."@graph"[1].license)' $crate >"$scratch/crate.json"
    check 'the ro-crate library finds a license that is missing' grep -q license \
        <(NODE_PATH=$modules/node_modules node "$scratch/validate.js" "$scratch/crate.json" 2>&1)
else
    skip 'the ro-crate library finds no error in the RO-Crate' 'npm cannot install it here'
fi
cd "$project" || exit 1
yaml() {
    /usr/bin/python3 -c 'import json, sys, yaml
json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout, default=str)' "$1"
}
check 'metadata.yaml says how many claims do not hold, as the ledger does' same \
    "$(jq '[.claims[] | select(.verdict == "does not hold")] | length' "$root/paper/verdicts.json")" \
    "$(yaml "$scratch/thesis-results/metadata.yaml" | jq -r '.abstract | capture("(?<n>[0-9]+) do not hold").n')"
check 'CITATION.cff has the title, version and date of codemeta.json' same \
    "$(jq -c '[.name, .version, .datePublished]' codemeta.json)" \
    "$(yaml CITATION.cff | jq -c '[.title, .version, ."date-released"]')"
check 'the date of codemeta.json is the one on the title page' same "$(jq -r .datePublished codemeta.json)" \
    "$(date -u -d "@$(sed -n 's/^export SOURCE_DATE_EPOCH := //p' Makefile)" +%F)"
check 'ARTIFACT.md has a row for each claim with the verdict of the reference' same \
    "$(jq -r 'to_entries[] | "\(.key) \(.value)"' data/reference/verdicts.json)" \
    "$(sed -n -E 's/^[|] (C[0-9]+) [|].*[|] ([a-z ]+) [|]$/\1 \2/p' ARTIFACT.md)"
cp "$a/ARTIFACT.md" "$scratch/ARTIFACT.md"
build "$a" readme
check 'ARTIFACT.md and CITATION.cff are what make readme writes' \
    cmp <(cat "$scratch/ARTIFACT.md" CITATION.cff) <(cat "$a/ARTIFACT.md" "$a/CITATION.cff")

# ---- the PDF that carries its sources, and signatures --------------------------------------------

# A small paper, for the time it takes.
b=$scratch/b
library "$b"
small_figures "$b"
small_text "$b"
rm "$b"/tables/*
: >"$b/paper/typed.txt"
cat >>"$b/paper/chapters/one.tex" <<'TEX'
\movie[last]{fig2}{5}{Two words after each other.}
\filesources{data/README.md}{codebook}
TEX
find "$b/data/params" -name '*.json' ! -name surface.json ! -name lazy_rates.json -delete
sed -i 's/^FIGURES .*/FIGURES := fig3/; s/^ANIMATIONS.*/ANIMATIONS := fig2/; s/^fig3 .*/fig3 := surface/
    s/^GALLERY.*/GALLERY :=/' \
    "$b/Makefile"
touch "$b/code/left.tmp"
build "$b" -j2 dist
need 'make dist succeeds on a small paper' built
check 'the archive of sources has every file of the tree that is not built' same \
    "$(cd "$b" && git init -q && git ls-files --others --exclude-standard | sort)" \
    "$(tar -tzf "$b/build/quick/dist/thesis-source.tar.gz" | sed 's|^thesis-source/||; /^SHA256SUMS$/d' | sort)"
dist=$b/build/quick/dist
# As on arXiv, each alone in an empty folder.
for tex in pdflatex latexml; do
    mkdir "$scratch/$tex"
    tar -C "$scratch/$tex" -xzf "$dist/thesis-arxiv.tar.gz"
done
run "$scratch/pdflatex" pdflatex -interaction=nonstopmode -halt-on-error -recorder thesis
check 'pdfLaTeX finds each figure of the archive for arXiv' same \
    "$(printf '%s\n' figures/fig2-frames.pdf figures/fig3.pdf)" \
    "$(sed -n 's|^INPUT \(\./\)*figures/|figures/|p' "$scratch/pdflatex/thesis.fls" | sort -u)"
run "$scratch/latexml" latexml --preload=latexml.sty --includestyles --nocomments --destination=thesis.xml thesis.tex
check 'LaTeXML reads the archive for arXiv without an error' same 0 "$(grep -c -E '^(Error|Fatal)' <<<"$out")"
check 'LaTeXML finds each figure of the archive for arXiv, of an animation a still' same \
    "$(printf '%s\n' figures/fig2-frames.pdf figures/fig3.pdf)" \
    "$(grep -o '<graphics[^>]*' "$scratch/latexml/thesis.xml" | sed -n 's/.*candidates="\([^"]*\)".*/\1/p' | sort)"
# The repository of the small paper gets an edition, and then another one.
git -C "$b" add -A
git -C "$b" -c user.name=a -c user.email=a@b commit -q -m one
jq '.C01 = "does not hold"' "$b/data/reference/verdicts.json" >"$scratch/verdicts"
cp "$scratch/verdicts" "$b/data/reference/verdicts.json"
sed -i '2s/,[^,]*,/,1e9,/' "$b/data/reference/scalars.csv"
profile=full
build "$b" changes SINCE=HEAD
check 'make changes names the verdict that changed' told 'C01: holds -> does not hold'
check 'make changes names the number that moved' told "$(sed -n '2s/,.*//p' "$b/data/reference/scalars.csv")" '1e9'
check 'make changes counts what moved' told 'Numbers that moved since HEAD: 1;'
build "$b" changes SINCE=nosuch
check 'make changes refuses an edition that is not there' refused SINCE=nosuch
build "$b" release
check 'make release refuses a tree with uncommitted changes' refused 'in no commit'
git -C "$b" checkout -q data/reference
profile=quick
cp "$dist/thesis.pdf" "$dist/thesis-source.tar.gz" "$dist/thesis-results.tar.gz" "$scratch"
pdf=$scratch/thesis.pdf source=$scratch/thesis-source.tar.gz
build "$b" verify PDF="$pdf"
check 'make verify PDF= builds the attached sources to the same bytes' told 'its sources build to the same bytes'
check 'a source in the margin has the identifier that git gives its contents' grep -q -a -F \
    "swh:1:cnt:$(git hash-object "$b/data/README.md")" <(pdfinfo -url "$pdf")
build "$b" verify PDF="$b/build/quick/paper/thesis.pdf"
check 'make verify PDF= refuses a PDF without attached sources' refused 'is not attached'
# Another PDF with the same attachments.
sed 's|/Title(The|/Title(She|; s|^%PDF-1.5|%PDF-1.6|' "$pdf" >"$scratch/other.pdf"
build "$b" verify PDF="$scratch/other.pdf" RESULTS="$scratch/thesis-results.tar.gz"
check 'make verify PDF= finds a PDF that the attached sources do not give' refused other.pdf \
    'not what the attached sources give'
build "$b" verify ARCHIVE="$source"
check 'make verify ARCHIVE= checks every file, and says that nobody signed it' told 'not signed'
mkdir "$scratch/bad"
tar -C "$scratch/bad" -xzf "$source"
echo >>"$scratch/bad/thesis-source/README.md"
tar -C "$scratch/bad" -czf "$scratch/changed.tar.gz" thesis-source
build "$b" verify ARCHIVE="$scratch/changed.tar.gz"
check 'make verify ARCHIVE= names a file that was changed' refused README.md
cp "$project/README.md" "$scratch/bad/thesis-source/README.md"
echo >"$scratch/bad/thesis-source/more"
tar -C "$scratch/bad" -czf "$scratch/more.tar.gz" thesis-source
build "$b" verify ARCHIVE="$scratch/more.tar.gz"
check 'make verify ARCHIVE= names a file that was added' refused 'more is not in'
if command -v minisign >/dev/null; then
    for name in ours theirs; do minisign -G -W -f -p "$scratch/$name.pub" -s "$scratch/$name.key" >/dev/null; done
    build "$b" dist KEY="$scratch/ours.key"
    check 'make dist KEY= signs' built
    cp "$dist"/*.minisig "$scratch"
    build "$b" verify ARCHIVE="$source" KEY="$scratch/ours.pub"
    check 'make verify ARCHIVE= accepts the signature of its key' told 'the signature is right'
    build "$b" verify ARCHIVE="$source" KEY="$scratch/theirs.pub"
    check 'make verify ARCHIVE= refuses the signature of another key' refused 'the signature is not'
    cp "$source.minisig" "$scratch/changed.tar.gz.minisig"
    build "$b" verify ARCHIVE="$scratch/changed.tar.gz" KEY="$scratch/ours.pub"
    check 'make verify ARCHIVE= refuses a signature of other bytes' refused 'the signature is not'
else
    skip 'signatures are checked' 'minisign is missing: env/setup tests'
fi
finish
