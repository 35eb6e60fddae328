#!/bin/bash
# make rejects wrong input with a message that names it, and leaves the results and the thesis as they were.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick=$a/build/quick

quick "$a"
small_figures "$a"
build "$a" -j2 paper
need 'the thesis with small figures builds' built
first=$(sums "$a")
# unchanged WORD...: the last build was refused with these words and left the results and the thesis as they were.
unchanged() {
    refused "$@" && same "$first" "$(sums "$a")"
}

# ---- the text ------------------------------------------------------------------------------------

# rejects_line FILE: for each line "WHAT|TEXT|WORD|..." of standard input, make rejects WHAT, which is TEXT at the end
# of the file, with a line that has the words. LINE is the place of TEXT; FIGURE and FLOAT begin and
# end a figure.
rejects_line() {
    local what text words file=$1 place
    cp "$a/$file" "$scratch/kept"
    place="$file: line $(($(wc -l <"$a/$file") + 1)):"
    while IFS='|' read -r what text words; do
        text=${text/FIGURE/"$begin"}
        printf '%s\n' "${text/FLOAT/"$end"}" >>"$a/$file"
        build "$a" paper
        IFS='|' read -r -a words <<<"${words/LINE/$place}"
        check "make rejects $what by name and keeps the old thesis" unchanged "${words[@]}"
        cp "$scratch/kept" "$a/$file"
    done
}
begin='\begin{figure}\plot{fig1}' end='\caption{New.}\label{fig:new}\end{figure}'
rejects_line paper/chapters/overview.tex <<'LIST'
an unknown key of \res|\res{tangent_kernel/a1/no_such_key}|LINE|tangent_kernel/a1/no_such_key
an unknown cell of \res|\res[d]{tangent_kernel/a3/epochs}|LINE|tangent_kernel/a3/epochs
an unknown experiment of \res|\res{no_experiment/a1/epochs}|LINE|no_experiment
an unknown key of \param|\param{tangent_kernel/no_such_key}|LINE|tangent_kernel/no_such_key
an unknown format of \res|\res[z]{tangent_kernel/a1/epochs}|LINE|tangent_kernel/a1/epochs|'z'
an unknown key of a kept record|\res{reference/costs/all/no_such_key}|LINE|data/reference/costs.json
an unknown kept record|\res{reference/no_record/all/cells}|LINE|data/reference/no_record.json
an undefined \cref|See~\cref{no:such:label}.|no:such:label
an undefined \cite|See~\cite{nobody1900}.|nobody1900
an undefined command|\nosuchcommand|paper/chapters/overview.tex:
a label that is used twice|\label{sec:overview}|sec:overview|multiply
a box that is too wide|\noindent\hbox to 141mm{x\hfil}|Overfull
a decimal typed by hand|A share of $0.375$.|LINE|0.375|paper/typed.txt
a percentage typed by hand|A share of 7\,\%.|LINE|7\,\%|paper/typed.txt
a whole number typed by hand|With $N=35$, not $2N$.|LINE| 35 |paper/typed.txt
a figure without links to its sources|FIGURE FLOAT See \cref{fig:new}.|LINE|fig:new|sources
a figure with the links of another|FIGURE\sources{surface}{fig3}FLOAT See \cref{fig:new}.|LINE|fig:new|{fig3}
a figure that the text does not mention|FIGURE\sources{surface}{fig1}FLOAT|LINE|fig:new|not refer
a number that is used twice|FIGURE\sources{surface}{fig1}FLOAT\setcounter{figure}{0}\cref{fig:new}|same number|figure 1
a link to a missing program|\programs{no_experiment}|LINE|code/experiments/no_experiment.c
LIST
rejects_line paper/refs.bib <<<'a work that nothing cites|@misc{nobody1900, title={None}}|paper/refs.bib|nobody1900'
rejects_line paper/typed.txt <<'LIST'
an exception that nothing needs|overview: 12\,345: a test|paper/typed.txt|12\,345|no more
an exception without a reason|overview: 12|paper/typed.txt|REASON
LIST
build "$a" unused
check 'make unused accepts the thesis' built
cp -r "$a/paper" "$a/figures" "$scratch"
sed -i 's/step_sizes/surface/g' "$a"/paper/chapters/*.tex "$a"/figures/*.tex "$a"/paper/*.json
build "$a" unused
check 'make unused names an experiment of which nothing is used' refused unused: step_sizes
check 'make unused lists the unused results' refused step_sizes/original/working
cp -r "$scratch/paper" "$scratch/figures" "$a"
# The links of the PDF, seen from its folder.
links=$(pdfinfo -url "$quick/paper/thesis.pdf" | awk '$2 == "Annotation" { print $3 }' | grep '^\.\.' | sort -u)
check 'every link of the PDF to the sources leads to a file' \
    same '' "$(cd "$quick/paper" && for link in $links; do ls -d "$link"; done 2>&1 >/dev/null)"
check 'the PDF links to the source of every figure' same '' "$(
    for name in $(index "$a" FIGURES) $(index "$a" ANIMATIONS); do
        case $name in table*) ;; *) echo "../../../figures/$name.tex" ;; esac
    done | sort | comm -23 - <(echo "$links"))"

figure=$(index "$a" FIGURES | cut -d ' ' -f 1)
cp "$a/figures/$figure.tex" "$scratch/figure.tex"
sed -i 's|one|\\res{surface/a10/no_such_key}|' "$a/figures/$figure.tex"
build "$a" "figures/$figure.pdf"
check 'make rejects an unknown key in a figure by name and keeps the old figure' \
    unchanged "figures/$figure.tex: line 5:" surface/a10/no_such_key
cp "$scratch/figure.tex" "$a/figures/$figure.tex"
build "$a" paper
check 'with every fault taken back the thesis is as it was' same "status 0: $first" "status $status: $(sums "$a")"

# ---- costs ---------------------------------------------------------------------------------------

# milliseconds: the sum of the numbers on standard input, rounded.
milliseconds() {
    jq -s 'add * 1000 | round'
}
record=$a/data/reference/costs.json
cp "$record" "$scratch/costs.json"
build "$a" costs RECORD=1
check 'make costs RECORD=1 rejects a tree without a commit' refused 'A record names the commit' 'git init'
(cd "$a" && git init -q . && git add -A && git -c user.name=t -c user.email=t@example.org commit -q -m t)
build "$a" costs RECORD=1
check 'make costs RECORD=1 with the quick profile does not change the sums of the full one' same \
    "status 0: $(jq -S .results "$record")" "status $status: $(jq -S .results "$scratch/costs.json")"
check 'make costs RECORD=1 with the quick profile records the cost of each cell' same \
    "$(jq .cpu "$quick"/data/results/*/*.log | milliseconds)" \
    "$(jq '.profiles.quick.cells[].cpu' "$record" | milliseconds)"
cp "$record" "$scratch/recorded.json"
# The logs of the small run stand in for those of the full one.
(cd "$quick" && find data/results -name '*.log' -print0 | tar --null -T - -cf -) | tar -C "$a" -xf -
profile=full
log=data/results/surface/a10.log
mv "$a/$log" "$scratch/log"
while IFS='|' read -r what change words; do
    [ -z "$change" ] || sed "$change" "$scratch/log" >"$a/$log"
    build "$a" costs RECORD=1
    # shellcheck disable=SC2086  # words
    check "make costs RECORD=1 rejects $what" refused $words
done <<LIST
a missing log of a cell by name||$log missing
the log of a cell that failed by name|s/"status": 0/"status": 3/|$log failed
logs of two machines|s/"cores": /&9/|machines
LIST
check 'make costs RECORD=1 keeps the old record when it fails' cmp "$record" "$scratch/recorded.json"
mv "$scratch/log" "$a/$log"
build "$a" costs RECORD=1
check 'make costs RECORD=1 records the sums over all logs of one machine' same \
    "$(cat "$a"/data/results/*/*.log | jq -s length) $(jq .cpu "$a"/data/results/*/*.log | milliseconds)" \
    "$(jq -r '.results.all | "\(.cells) \(.cpu * 1000 | round)"' "$record")"
mv "$scratch/costs.json" "$record"
rm -r "$a/data/results"

# ---- parameter files -----------------------------------------------------------------------------

build "$a" -j2 data/results/tangent_kernel.json
need 'the results of one experiment build at full size' built
profile=quick
file=data/params/tangent_kernel.json
good=$scratch/good.json
cp "$a/$file" "$good"
# Everything but compiled code, what the build keeps for itself, the profile's parameters, and the logs,
# which report failed cells, too.
files() {
    (cd "$a" && find . -type f ! -path './build/*/memo/*' ! -path './build/*/tex/*' ! -path './build/bin/*' \
        ! -path './build/obj/*' ! -path './build/*/data/params/*' ! -name '*.log' -print0 | sort -z |
            xargs -0 sha256sum)
}
# rejects FILE WHAT WORD...: with standard input as the file, make stops at both profiles with one line that names the
# file and has the words, and leaves nothing behind.
rejects() {
    local before
    cat >"$a/$1"
    before=$(files)
    for profile in full quick; do
        build "$a" data/results/tangent_kernel.json
        check "make rejects $2 by file and place (profile $profile)" refused "$1" "${@:3}"
        [ "$1" = "$file" ] || break
    done
    profile=quick
    check "make leaves nothing behind after $2" same "$before" "$(files)"
}
# What jq FILTER or sed SCRIPT makes of the good file. The unit tests have more faults.
while IFS='|' read -r what tool change words; do
    IFS='|' read -r -a words <<<"$words"
    rejects $file "$what" "${words[@]}" < <("$tool" "$change" "$good")
done <<'LIST'
a file that is not JSON|sed|1s/^/alpha: /|line
an empty file|sed|d|line
a trailing comma|sed|/"a10": {/s/}$/},/|line
a key that is given twice|sed|s/"n": 20,/& "n": 21,/|'n'
a cell that is given twice|sed|s/"a1": {/"a1": {"alpha": 2}, &/|'a1'
an unknown key|jq|.epoch = 3|'epoch'|not known
a missing key|jq|del(.N)|'N'|missing
a text in place of a number|jq|.cells.a1.alpha = "1"|'alpha'|number
a number out of range|jq|.cells.a10.eta = -1|'eta'|outside
missing cells|jq|del(.cells)|'cells'
the name of another experiment|jq|.experiment = "surface"|'experiment'
LIST
cp "$good" "$a/$file"
build "$a" paper
check 'with the good parameters restored nothing has to be made again' ran

# ---- data from a CSV file ------------------------------------------------------------------------

# Five samples of three inputs.
csv=$scratch/mine.csv
printf '%s\n' x1,x2,x3,y 0.5,-1,2,1 1,0.25,-0.5,0.5 -1.5,1,0,-1 0,2,1,0 1,1,1,2 | tee "$csv" >"$a/mine.csv"
jq '.data = "mine.csv"' "$good" >"$a/$file"
mapfile -t lines < <(cd "$a" && code/build/cells quick "$file" | grep -v = | sed 's|.*|cell data/results/&.json|')
build "$a" results
check 'make runs the cells that name a CSV file on it' ran "${lines[@]}" 'summary data/results/tangent_kernel.json'
check "the kernel has the CSV file's number of samples" same 25 \
    "$(sed 1d "$quick/data/results/tangent_kernel/a1-difference.csv" | wc -l)"
build "$a" results
check 'make runs nothing again while the CSV file stays the same' ran
sed -i '6s/2$/3/' "$a/mine.csv"
build "$a" results
check 'make runs these cells again after another value in the CSV file' \
    ran "${lines[@]}" 'summary data/results/tangent_kernel.json'
while IFS='|' read -r what change words; do
    IFS='|' read -r -a words <<<"$words"
    rejects mine.csv "a data set $what" "${words[@]}" < <(sed "$change" "$csv")
done <<'LIST'
with a row that is too short|3s/,[^,]*$//|line 3
with a text in place of a number|2s/-1/one/|line 2, column 2|'one'
with another header|1s/y/z/|line 1, column 4|'z'
that is empty|d|line 1
LIST
rm "$a/mine.csv"
build "$a" results
check 'make names a data set that does not exist' refused mine.csv
cp "$good" "$a/$file"
build "$a" results
check 'without the data set the results are as they were' same "$(grep data/results <<<"$first")" \
    "$(sums "$a" | grep data/results)"

# ---- tools --------------------------------------------------------------------------------------

# A PATH with every tool but one.
mkdir "$scratch/bin"
IFS=: read -r -a folders <<<"$PATH"
for folder in "${folders[@]}"; do
    find -L "$folder" -maxdepth 1 -type f -exec ln -s -t "$scratch/bin" {} + 2>/dev/null
done
rm "$scratch/bin/pdftoppm"
PATH=$scratch/bin run "$a" make env-check
check 'make env-check names a missing tool and its package' refused pdftoppm poppler-utils
rm "$scratch/bin/jq"
PATH=$scratch/bin run "$a" make results
check 'make names the missing jq' refused 'jq is missing: env/setup installs it'
build "$a" env-check
check 'make env-check accepts a machine that has every tool' built
finish
