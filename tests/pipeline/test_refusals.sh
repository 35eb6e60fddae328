#!/bin/bash
# What cannot be right is refused by name, and leaves nothing behind.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick=$a/build/quick

quick "$a"
small_figures "$a"
build "$a" -j2 paper
need 'a build is there to begin with' built
first=$(sums "$a")
# Everything but compiled code, what the build keeps for itself, the profile's parameters, and the logs,
# which tell of a cell that failed, too.
files() {
    (cd "$a" && find . -type f ! -path './build/*/memo/*' ! -path './build/*/tex/*' ! -path './build/bin/*' \
        ! -path './build/obj/*' ! -path './build/*/data/params/*' ! -name '*.log' -print0 | sort -z |
            xargs -0 sha256sum)
}

# ---- keys, labels and citations of the text ------------------------------------------------------

chapter=paper/chapters/overview.tex
cp "$a/$chapter" "$scratch"
lines=$(wc -l <"$a/$chapter")
# refuses_text SENTENCE TEXT WORD...: with TEXT at the end of a chapter, in a line of its own, make
# stops with these words and leaves the thesis as it was.
refuses_text() {
    local sentence=$1
    printf '%s\n' "$2" >>"$a/$chapter"
    build "$a" paper
    check "$sentence is refused by name" refused "${@:3}"
    check "$sentence leaves the old thesis" same "$first" "$(sums "$a")"
    cp "$scratch/overview.tex" "$a/$chapter"
}
line="$chapter: line $((lines + 1)):"
refuses_text 'an unknown key of \res' '\res{tangent_kernel/a1/no_such_key}' "$line" tangent_kernel/a1/no_such_key
refuses_text 'an unknown cell of \res' '\res[d]{tangent_kernel/a3/epochs}' "$line" tangent_kernel/a3/epochs
refuses_text 'an unknown experiment of \res' '\res{no_experiment/a1/epochs}' "$line" no_experiment
refuses_text 'an unknown key of \param' '\param{tangent_kernel/no_such_key}' "$line" tangent_kernel/no_such_key
refuses_text 'an unknown format of \res' '\res[z]{tangent_kernel/a1/epochs}' "$line" tangent_kernel/a1/epochs "'z'"
refuses_text 'an unknown key of a kept record' '\res{reference/costs/all/no_such_key}' "$line" data/reference/costs.json
refuses_text 'an unknown kept record' '\res{reference/no_record/all/cells}' "$line" data/reference/no_record.json
refuses_text 'an undefined \cref' 'See~\cref{no:such:label}.' no:such:label
refuses_text 'an undefined \cite' 'See~\cite{nobody1900}.' nobody1900
refuses_text 'an undefined command' '\nosuchcommand' "$chapter:$((lines + 1)):"
refuses_text 'a label that stands twice' '\label{sec:overview}' sec:overview multiply
refuses_text 'a box that sticks out' '\noindent\hbox to 141mm{x\hfil}' Overfull
# shellcheck disable=SC2016  # the dollar signs are TeX's
refuses_text 'a decimal typed by hand' 'A share of $0.375$.' "$line" 0.375 'paper/typed.txt'
refuses_text 'a percentage typed by hand' 'A share of 7\,\%.' "$line" '7\,\%' 'paper/typed.txt'
# shellcheck disable=SC2016
refuses_text 'a whole number typed by hand' 'With $N=35$, not $2N$.' "$line" ' 35 ' 'paper/typed.txt'
float='\caption{New.}\label{fig:new}\end{figure}'
refuses_text 'a figure without its sources' "\\begin{figure}\\plot{fig1}$float See \\cref{fig:new}." "$line" fig:new \
    sources
refuses_text 'a figure with the sources of another' \
    "\\begin{figure}\\plot{fig1}\\sources{surface}{fig3}$float See \\cref{fig:new}." "$line" fig:new '{fig3}'
refuses_text 'a link to a program that is not there' '\programs{no_experiment}' "$line" code/experiments/no_experiment.c
refuses_text 'a figure that the text does not refer to' "\\begin{figure}\\plot{fig1}\\sources{surface}{fig1}$float" \
    "$line" fig:new 'not refer'
# refuses_line SENTENCE FILE TEXT WORD...: the same with TEXT at the end of another file.
refuses_line() {
    cp "$a/$2" "$scratch/line"
    printf '%s\n' "$3" >>"$a/$2"
    build "$a" paper
    check "$1 is refused" refused "$2" "${@:4}"
    cp "$scratch/line" "$a/$2"
}
refuses_line 'a work that nothing cites' paper/refs.bib '@misc{nobody1900, title={None}}' nobody1900
refuses_line 'an exception that nothing needs' paper/typed.txt 'overview: 12\,345: a test' '12\,345' 'no more'
refuses_line 'an exception without a reason' paper/typed.txt 'overview: 12' REASON
build "$a" unused
check 'make unused is content' built
cp -r "$a/paper" "$a/figures" "$scratch"
sed -i 's/step_sizes/surface/g' "$a"/paper/chapters/*.tex "$a"/figures/*.tex "$a"/paper/*.json
build "$a" unused
check 'an experiment of which nothing is used is refused by name' refused unused: step_sizes
check 'whose results are listed' refused step_sizes/original/working
cp -r "$scratch/paper" "$scratch/figures" "$a"
# The links of the PDF, seen from its folder.
links=$(pdfinfo -url "$quick/paper/thesis.pdf" | awk '$2 == "Annotation" { print $3 }' | grep '^\.\.' | sort -u)
check 'every link of the PDF to the sources leads to a file' \
    same '' "$(cd "$quick/paper" && for link in $links; do ls -d "$link"; done 2>&1 >/dev/null)"
for name in $(index "$a" FIGURES) $(index "$a" ANIMATIONS); do
    case $name in table*) ;; *) echo "../../../figures/$name.tex" ;; esac
done | sort >"$scratch/wanted"
check 'the PDF links to the source of every figure' same '' "$(comm -23 "$scratch/wanted" <(echo "$links"))"

figure=$(index "$a" FIGURES | cut -d ' ' -f 1)
cp "$a/figures/$figure.tex" "$scratch/figure.tex"
sed -i 's|one|\\res{surface/a10/no_such_key}|' "$a/figures/$figure.tex"
build "$a" "figures/$figure.pdf"
check 'an unknown key in a figure is refused by name' refused "figures/$figure.tex: line 5:" surface/a10/no_such_key
check 'an unknown key in a figure leaves the old figure' same "$first" "$(sums "$a")"
cp "$scratch/figure.tex" "$a/figures/$figure.tex"
build "$a" paper
check 'with all of that taken back, the thesis is as it was' same "status 0: $first" "status $status: $(sums "$a")"

# ---- costs ---------------------------------------------------------------------------------------

record=$a/data/reference/costs.json
cp "$record" "$scratch/costs.json"
build "$a" costs RECORD=1
check 'a record of a tree that is no commit is refused' refused 'A record names the commit' 'git init'
(cd "$a" && git init -q . && git add -A && git -c user.name=t -c user.email=t@example.org commit -q -m t)
build "$a" costs RECORD=1
check 'costs of another profile than the full one are no part of the sums' same \
    "status 0: $(jq -S .results "$record")" "status $status: $(jq -S .results "$scratch/costs.json")"
check 'but of the cells on record' same \
    "$(cat "$quick"/data/results/*/*.log | jq -s 'map(.cpu) | add * 1000 | round')" \
    "$(jq '[.profiles.quick.cells[].cpu] | add * 1000 | round' "$record")"
cp "$record" "$scratch/recorded.json"
# The logs of the small run stand in for those of the full one.
(cd "$quick" && find data/results -name '*.log' -print0 | tar --null -T - -cf -) | tar -C "$a" -xf -
profile=full
mv "$a/data/results/surface/a10.log" "$scratch"
build "$a" costs RECORD=1
check 'a record without the log of a cell is refused by name' refused data/results/surface/a10.log missing
sed 's/"status": 0/"status": 3/' "$scratch/a10.log" >"$a/data/results/surface/a10.log"
build "$a" costs RECORD=1
check 'a log of a cell that failed is refused by name' refused data/results/surface/a10.log failed
sed 's/"cores": /&9/' "$scratch/a10.log" >"$a/data/results/surface/a10.log"
build "$a" costs RECORD=1
check 'a record of two machines is refused' refused machines
check 'and none of these has touched the record' cmp "$record" "$scratch/recorded.json"
mv "$scratch/a10.log" "$a/data/results/surface"
build "$a" costs RECORD=1
check 'with all logs of one machine there is a record' built
check 'which has the sums' same "$(cat "$a"/data/results/*/*.log | jq -s 'length, (map(.cpu) | add * 1000 | round)')" \
    "$(jq '.results.all | .cells, (.cpu * 1000 | round)' "$record")"
mv "$scratch/costs.json" "$record"
rm -r "$a/data/results"
profile=quick

# ---- parameter files -----------------------------------------------------------------------------

profile=full
build "$a" -j2 data/results/tangent_kernel.json
need 'the full results of one experiment are there, too' built
profile=quick
file=data/params/tangent_kernel.json
cp "$a/$file" "$scratch/good.json"
# refuses SENTENCE WORD...: with what standard input gives as the parameter file, make stops at both
# profiles with one line that names the file and these words, and leaves nothing behind.
refuses() {
    local before sentence=$1
    shift
    cat >"$a/$file"
    before=$(files)
    for profile in quick full; do
        build "$a" data/results/tangent_kernel.json
        check "$sentence is refused at the profile $profile, with file and key or line" refused "$file" "$@"
    done
    check "$sentence leaves nothing behind" same "$before" "$(files)"
    profile=quick
    cp "$scratch/good.json" "$a/$file"
}
good=$scratch/good.json
refuses 'a file that is not JSON' line <<<'alpha: 1'
refuses 'an empty file' line </dev/null
refuses 'a trailing comma' line < <(sed '/"a10": {/s/}$/},/' "$good")
refuses 'a comma too many' 'line 5' < <(sed '5s/,$/,,/' "$good")
refuses 'a key that stands twice' "'n'" < <(sed 's/"n": 20,/& "n": 21,/' "$good")
refuses 'a cell that stands twice' "'a1'" < <(sed 's/"a1": {/"a1": {"alpha": 2}, &/' "$good")
refuses 'an unknown key' "'epoch'" 'not known' < <(jq '.epoch = 3' "$good")
refuses "an unknown key of a cell" "cell a10" "'etta'" < <(jq '.cells.a10.etta = 3' "$good")
refuses 'a missing key' "'N'" missing < <(jq 'del(.N)' "$good")
refuses 'a key missing in one cell' 'cell a1:' "'eta'" < <(jq 'del(.cells.a1.eta)' "$good")
refuses 'a text for a number' "'alpha'" number < <(jq '.cells.a1.alpha = "1"' "$good")
refuses 'null for a number' "'stop_loss'" < <(jq '.stop_loss = null' "$good")
refuses 'a number for a text' "'seed'" text < <(jq '.seed = 2022' "$good")
refuses 'a number out of range' "'eta'" 'outside' < <(jq '.cells.a10.eta = -1' "$good")
refuses 'a number that is too large for a double' "'eta'" < <(sed 's/"eta": 1e-4/"eta": 1e999/' "$good")
refuses 'a fraction for a whole number' "'batch'" whole < <(jq '.batch = 31.5' "$good")
refuses 'NaN' line < <(sed 's/"N": 10/"N": NaN/' "$good")
refuses 'cells that are missing' "'cells'" < <(jq 'del(.cells)' "$good")
refuses 'cells that are no object' "'cells'" < <(jq '.cells = []' "$good")
refuses 'a cell that is no object' 'a1' object < <(jq '.cells.a1 = 3' "$good")
refuses 'the name of another experiment' "'experiment'" < <(jq '.experiment = "surface"' "$good")
refuses 'no name of the experiment' "'experiment'" < <(jq 'del(.experiment)' "$good")
refuses 'a cell whose name has a slash' "'a/1'" < <(jq '.cells["a/1"] = {}' "$good")
refuses 'a cell whose name has a space' "'a 1'" < <(jq '.cells["a 1"] = {}' "$good")
build "$a" paper
check 'with the good file back, there is nothing to do but look' ran

# ---- data from a CSV file ------------------------------------------------------------------------

# Five samples of three inputs.
cat >"$a/mine.csv" <<'CSV'
x1,x2,x3,y
0.5,-1,2,1
1,0.25,-0.5,0.5
-1.5,1,0,-1
0,2,1,0
1,1,1,2
CSV
cp "$a/mine.csv" "$scratch"
jq '.data = "mine.csv"' "$good" >"$a/$file"
profile=quick
cells=$(cd "$a" && code/build/cells quick "$file" | grep -v = | sed 's|.*|cell data/results/&.json|')
mapfile -t lines <<<"$cells"
build "$a" results
check 'a data set from a CSV file is used by the cells that name it' ran "${lines[@]}" \
    'summary data/results/tangent_kernel.json'
check 'whose kernel has its number of samples' same 25 \
    "$(sed 1d "$quick/data/results/tangent_kernel/a1-difference.csv" | wc -l)"
build "$a" results
check 'and then there is nothing to do' ran
sed -i '6s/2$/3/' "$a/mine.csv"
build "$a" results
check 'another value in it runs these cells again' ran "${lines[@]}" 'summary data/results/tangent_kernel.json'

# refuses_data SENTENCE WORD...: the same for the CSV file that standard input gives.
refuses_data() {
    local before
    cat >"$a/mine.csv"
    before=$(files)
    build "$a" results
    check "$1 is refused with file and line" refused mine.csv "${@:2}"
    check "$1 leaves nothing behind" same "$before" "$(files)"
}
csv=$scratch/mine.csv
refuses_data 'a data set with a row that is too short' 'line 3' < <(sed '3s/,[^,]*$//' "$csv")
refuses_data 'a data set with a row that is too long' 'line 4' < <(sed '4s/$/,1/' "$csv")
refuses_data 'a data set with a text for a number' 'line 2, column 2' "'one'" < <(sed '2s/-1/one/' "$csv")
refuses_data 'a data set with NaN' 'line 2, column 2' "'nan'" < <(sed '2s/-1/nan/' "$csv")
refuses_data 'a data set with an empty field' 'line 6, column 4' < <(sed '6s/2$//' "$csv")
refuses_data 'a data set without a header' 'line 1' < <(sed 1d "$csv")
refuses_data 'a data set with another header' 'line 1, column 4' "'z'" < <(sed '1s/y/z/' "$csv")
refuses_data 'a data set with no rows' 'line 2' < <(sed 1q "$csv")
refuses_data 'an empty data set' 'line 1' </dev/null
refuses_data 'a data set with a zero byte' 'zero byte' < <(printf 'x1,y\n1,\0002\n')
rm "$a/mine.csv"
build "$a" results
check 'a data set that is not there is refused by name' refused mine.csv
cp "$good" "$a/$file"
build "$a" results
check 'without it, the results are as they were' same "$(grep data/results <<<"$first")" \
    "$(sums "$a" | grep data/results)"

# ---- tools --------------------------------------------------------------------------------------

# A PATH with every tool but one.
mkdir "$scratch/bin"
IFS=: read -r -a folders <<<"$PATH"
for folder in "${folders[@]}"; do
    find -L "$folder" -maxdepth 1 -type f -exec ln -s -t "$scratch/bin" {} + 2>/dev/null
done
rm "$scratch/bin/pdftoppm"
out=$(PATH=$scratch/bin make -C "$a" env-check 2>&1 </dev/null)
status=$?
check 'make env-check names a missing tool' refused pdftoppm
check 'and what to install' refused poppler-utils
rm "$scratch/bin/jq"
out=$(PATH=$scratch/bin make -C "$a" results 2>&1 </dev/null)
status=$?
check 'make names the missing jq' refused 'jq is missing: env/setup installs it'
build "$a" env-check
check 'make env-check is content where the tools are there' built
finish
