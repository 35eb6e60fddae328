#!/bin/bash
# What the README says is so: its commands are followed to the letter, and its table is up to date.
. "$(dirname "$0")/lib.sh"
a=$scratch/a b=$scratch/b

# follow FOLDER HEADING: runs there, one after the other, the blocks of commands under that heading.
# shellcheck disable=SC2317  # check calls it
follow() {
    awk -v heading="## $2" '
        /^## / { inside = $0 == heading }
        inside && /^ *```sh$/ { code = 1; indent = index($0, "`") - 1; next }
        code && /^ *```$/ { code = 0; next }
        code { print substr($0, indent + 1) }' "$project/README.md" >"$scratch/steps"
    [ -s "$scratch/steps" ] || { echo "no commands under $2" && return 1; }
    (cd "$1" && sh -eu "$scratch/steps")
}
text() {
    pdftotext -layout "$1" - | tr -s '\n ' ' '
}

check 'every test is on the page of promises, and no other' same "$(cd "$project/tests/pipeline" && ls test_*.sh)" \
    "$(grep -o 'test_[a-z_]*\.sh' "$project/tests/README.md" | sort -u)"

check 'the page of the code has a row for each folder, and no other' same "$(cd "$project/code" && ls -d */ | tr -d /)" \
    "$(sed -n 's/^| \[`\([a-z]*\)`\].*/\1/p' "$project/code/README.md" | sort)"

# ---- a paper of one's own ------------------------------------------------------------------------

copy "$a"
need 'the commands for a paper of your own run' follow "$a" 'Start your own paper from this'
build "$a" -j2 paper
need 'and its paper builds' built
check 'from its own experiment alone' same "$(printf 'cell data/results/surface/%s.json\n' a0.1 a10 sweep)" \
    "$(grep '^cell ' <<<"$steps")"
check 'with one figure and no other' same "$(printf 'figure figures/%s.pdf\n' fig1)" "$(grep '^figure ' <<<"$steps")"
paper=$(text "$a/build/quick/paper/thesis.pdf")
check 'it has its title and its figure' grep -q 'A paper of my own.*Figure 1\. The model and its linearization\.' \
    <<<"$paper"
number=$(jq '.results.a10.ratio' "$a/build/quick/data/results/surface.json")
check 'its number' grep -q "differ by no more than $(printf %.2g "$number") of" <<<"$paper"
check 'its verdict' grep -q 'That they are close holds (C01)\.' <<<"$paper"
build "$a" claims
check 'and its ledger' grep -q '^1 claims: 1 holds' <<<"$out"
build "$a" paper
check 'after which there is nothing to do' grep -q '^Nothing to do: ' <<<"$out"
build "$a" html dist unused
check 'make html, dist and unused are content with it' built
build "$a" graph
check 'make graph draws it' grep -q 'fig1\.pdf' <(text "$a/build/quick/figures/graph.pdf")
rm "$a/paper/claims.json"
sed -i 's/ That they are.*//; /^part}/d; /^\\claimtable/d' "$a/paper/chapters/first.tex"
: >"$a/paper/claims.tex" # of an earlier build of the full profile
echo '1234' >"$a/paper/costs.tex"
build "$a" paper html dist unused
check 'and with one that tests no claims' built

# ---- one figure more -----------------------------------------------------------------------------

quick "$b"
cp "$b/README.md" "$scratch/README.md"
build "$b" readme
need 'make readme makes the table of figures' built
check 'the table of figures is what make readme makes' cmp "$b/README.md" "$scratch/README.md"
need 'the commands for one figure more run' follow "$b" 'Add a figure in three steps'
build "$b" -j2 paper
check 'and make the figure, the graph and the thesis anew, nothing else' \
    ran 'figure figures/figA10.pdf' 'figure figures/graph.pdf' 'thesis paper/thesis.pdf'
check 'the figure shows what its source says' grep -q 'step size' <(text "$b/build/quick/figures/figA10.pdf")
check 'the thesis shows it' grep -q "Epochs to convergence from a small start on the original.s data set" \
    <(text "$b/build/quick/paper/thesis.pdf")
build "$b" readme
# shellcheck disable=SC2016  # quotes of Markdown
check 'and make readme gives it a row' \
    grep -q '^| \[`figures/figA10.pdf`\](figures/figA10.tex) | Figure A10: epochs to convergence' "$b/README.md"
finish
