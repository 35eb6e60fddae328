#!/bin/bash
# The README and the pages of docs are true: their commands are followed to the letter, their links lead to files,
# and the README's table of figures is up to date.
. "$(dirname "$0")/lib.sh"
a=$scratch/a b=$scratch/b
text() {
    pdftotext -layout "$1" - | tr -s '\n ' ' '
}
# dead_links PAGE...: each link of a page to a file of the project that does not exist.
dead_links() {
    local page link
    for page; do
        grep -o '](\([^)#]*\)' "$project/$page" | cut -c 3- | while read -r link; do
            case $link in http*) ;; *) [ -e "$project/$(dirname "$page")/$link" ] || echo "$page: $link" ;; esac
        done
    done
}

check 'tests/README.md lists every test script and no other' same "$(cd "$project/tests/pipeline" && ls test_*.sh)" \
    "$(grep -o 'test_[a-z_]*\.sh' "$project/tests/README.md" | sort -u)"
check 'code/README.md has a row for each folder of code and no other' same \
    "$(cd "$project/code" && find . -mindepth 1 -maxdepth 1 -type d -printf "%f\n" | sort)" \
    "$(sed -n 's/^| \[`\([a-z]*\)`\].*/\1/p' "$project/code/README.md" | sort)"
pages=$(cd "$project" && ls ./*.md ./*/README.md docs/*.md)
# shellcheck disable=SC2086  # names
check 'every link of README, docs and the other pages leads to a file' same '' "$(dead_links $pages)"
check 'the README has no more than 150 lines' test "$(wc -l <"$project/README.md")" -le 150

run "$project" tests/run nosuch
check 'tests/run rejects an unknown test and lists the others' refused "no test 'nosuch'" test_readme.sh

# ---- a paper of one's own ------------------------------------------------------------------------

copy "$a"
need 'the commands of "Start your own paper" run' follow "$a" docs/own-paper.md 'Start your own paper'
build "$a" -j2 paper
need 'the new paper builds' built
check 'the new paper builds from its one experiment and its one figure' same \
    "$(printf '%s\n' "cell data/results/surface/"{a0.1,a10,sweep}.json 'figure figures/fig1.pdf')" \
    "$(grep -E '^(cell|figure) ' <<<"$steps")"
paper=$(text "$a/build/quick/paper/thesis.pdf")
number=$(printf %.2g "$(jq '.results.a10.ratio' "$a/build/quick/data/results/surface.json")")
for words in 'A paper of my own' 'Figure 1. The model and its linearization.' "differ by no more than $number of" \
    'The claim that they are close (C01) holds.'; do
    check "the new paper says: $words" grep -q -F "$words" <<<"$paper"
done
build "$a" claims
check 'make claims prints the one claim of the paper' told '1 claims: 1 holds'
build "$a" paper
check 'make says that a paper just built is up to date' told 'Nothing to do: '
build "$a" html dist unused
check 'make html, dist and unused succeed on the paper' built
build "$a" graph
check 'make graph draws the paper' grep -q 'fig1\.pdf' <(text "$a/build/quick/figures/graph.pdf")
rm "$a/paper/claims.json"
sed -i '/^\\ifclaim/d; s/ The claim.*//; /^\\claimtable/d' "$a/paper/chapters/first.tex"
: >"$a/paper/claims.tex" # of an earlier build of the full profile
echo '1234' >"$a/paper/costs.tex"
build "$a" paper html dist unused
check 'make paper, html, dist and unused succeed on a paper without claims' built

# ---- a new figure --------------------------------------------------------------------------------

quick "$b"
cp "$b/README.md" "$scratch/README.md"
# described FOLDER: lines "experiment table column" for what the codebook says of the columns there.
# shellcheck disable=SC2317  # check calls these
described() {
    awk -F '`' '/^## / { experiment = "" }
        /^[*][*]/ { split($0, bold, "[*][*]"); experiment = bold[2]; table = "-" }
        experiment { for (k = 2; k <= NF; k += 2)
            if ($k ~ /csv$/) table = $k
            else if ($k ~ /^[A-Za-z][A-Za-z0-9_]*$/) print experiment, table, $k }' \
        "$1/data/README.md" | sort -u
}
# recorded FOLDER: the same for the headers of the tables of the quick build there.
recorded() {
    local experiment cell file header column
    while read -r experiment cell file; do
        IFS= read -r header <"$1/build/quick/data/results/$experiment/$file"
        for column in ${header//,/ }; do echo "$experiment <cell>${file#"$cell"} $column"; done
    done < <(jq -r '"\(.experiment) \(.cell) \(.tables[].file)"' "$1"/build/quick/data/results/*/*.json) | sort -u
}
# other FOLDER: what else it may name: parameters and results of an experiment, as "experiment name".
other() {
    jq -r '.experiment as $e | (.parameters, .results) | keys[] | "\($e) \(.)"' \
        "$1"/build/quick/data/results/*/*.json | sort -u
}
check 'the codebook has every column of every table' same '' "$(comm -13 <(described "$b") <(recorded "$b"))"
check 'and no other' same '' "$(comm -23 <(described "$b") <(recorded "$b") | awk 'NR == FNR { known[$0]; next }
    !($1 " " $3 in known)' <(other "$b") -)"
build "$b" readme
need 'make readme succeeds' built
check "the README's table of figures is the one that make readme writes" cmp "$b/README.md" "$scratch/README.md"
need 'the commands of "Add a figure in three steps" run' follow "$b" docs/own-paper.md 'Add a figure in three steps'
build "$b" -j2 paper
check 'make draws the new figure, the graph and the thesis again and nothing else' \
    ran 'figure figures/pace.pdf' 'figure figures/graph.pdf' 'thesis paper/thesis.pdf'
check 'the new figure shows the axis of its source' grep -q 'step size' <(text "$b/build/quick/figures/pace.pdf")
paper=$(text "$b/build/quick/paper/thesis.pdf")
check 'the thesis shows the new figure as Figure A10' grep -q \
    'Figure A10\. Epochs to convergence from a small initialization on the original.s data set' <<<"$paper"
check 'the graph, which comes after the new figure, becomes Figure A11' grep -q 'Figure A11\. ' <<<"$paper"
check 'no two figures have the same number' same '' "$(pdftotext "$b/build/quick/paper/thesis.pdf" - |
    grep -o -x -E '(Figure|Table) A?[0-9]+\. [A-Z].*' | cut -d . -f 1 | sort | uniq -d)"
build "$b" readme
check 'make readme adds a row for the new figure' \
    grep -q '^| \[`figures/pace.pdf`\](figures/pace.tex) | Epochs to convergence' "$b/README.md"
finish
