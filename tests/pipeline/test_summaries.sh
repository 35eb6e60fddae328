#!/bin/bash
# What summarise makes of cells whose statistics are known by hand.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
results=$scratch/results
made=$results/e.json

library "$a"
build "$a" build/bin/summarise
need 'summarise compiles' built

# cell NAME TABLE: the cell has standard input as its table of that name ("" for the main one).
cell() {
    local name=$1${2:+-$2}.csv
    cat >"$results/e/$name"
    [ -e "$results/e/$1.json" ] || echo '{"tables": []}' >"$results/e/$1.json"
    jq --arg file "$name" --arg sum "$(sha256sum <"$results/e/$name" | cut -d ' ' -f 1)" \
        '.tables |= map(select(.file != $file)) + [{file: $file, sha256: $sum}]' \
        "$results/e/$1.json" >"$scratch/cell.json" && mv "$scratch/cell.json" "$results/e/$1.json"
}

# summarise: the entries on standard input, one a line, over the cells there are. Sets $status and $out.
summarise() {
    rm -f "$results"/e.json "$results"/e*.csv
    jq -s --arg cells "$(cd "$results/e" && ls ./*.json)" '{experiment: "e", summary: .,
        cells: ($cells | split("\n") | map({key: sub("^\\./"; "") | sub("\\.json$"; ""), value: {}}) | from_entries)}' \
        >"$scratch/e-params.json"
    out=$("$a/build/bin/summarise" "$scratch/e-params.json" "$results" 2>&1)
    status=$?
}

# holds FILTER: what the filter finds in the results is true.
# shellcheck disable=SC2317  # check calls it
holds() {
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    jq -e ".results | def near(\$x): . - \$x | . < 1e-6 and . > -1e-6; $1" "$made" ||
        { jq -c .results "$made" && false; }
}

# csv TABLE TEXT: the summary has that table.
# shellcheck disable=SC2317  # check calls it
csv() {
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    same "$2" "$(cat "$results/e-$1.csv")"
}

# refuses SENTENCE ENTRY WORD...: summarise stops at the entry with a line that has these words, and
# writes nothing.
refuses() {
    summarise <<<"$2"
    check "$1 is refused" refused "${@:3}"
    check "$1 leaves nothing behind" same '' "$(find "$results" -mindepth 1 -maxdepth 1 ! -name e)"
}

# ---- words ---------------------------------------------------------------------------------------

mkdir -p "$results/e"
cell a '' <<<$'replicate,n,N,search,accuracy\n1,80,50,,0.5' # nothing tells yet that there are words
cell k0 '' <<'CSV'
replicate,n,N,search,accuracy
1,20,40,thesis,0.5
1,20,50,grid,0.7
1,40,50,grid,0.8
CSV
cell k1 '' <<'CSV'
replicate,n,N,search,accuracy
2,20,50,grid,0.9
2,20,40,thesis,0.6
2,40,50,grid,
CSV
summarise <<'JSON'
{"from": "", "where": {"search": "grid"}, "cell": "n{n}", "of": ["accuracy"]}
{"from": "", "where": {"n": 20, "search": ["thesis", "grid"]}, "cell": "{search}", "of": ["accuracy"]}
{"from": "", "where": {"n": 20}, "table": "both", "by": ["search", "n"], "of": ["accuracy"]}
{"from": "", "where": {"n": 20}, "table": "one", "split": "search", "by": ["n"], "of": ["N"]}
JSON
check 'rows with a word are taken' holds \
    '(.n20.accuracy_mean | near(0.8)) and .n20.accuracy_count == 2 and .n40.accuracy_count == 1'
check 'a group has the word for its name' holds \
    '(.grid.accuracy_mean | near(0.8)) and (.thesis.accuracy_mean | near(0.55))'
check 'a table has the words in its column' same $'search,n\nthesis,20\ngrid,20' \
    "$(cut -d , -f 1,2 "$results/e-both.csv")"
check 'a table has the word in its name' same $'n,N,N_median\n20,,50' \
    "$(cut -d , -f 1-3 "$results/e-one-searchgrid.csv")"

refuses 'a word that does not occur' '{"from": "", "where": {"search": "gird"}, "cell": "x", "of": ["N"]}' "'search'" \
    "'gird'"
refuses 'a word in a list that does not occur' \
    '{"from": "", "where": {"search": ["grid", "gird"]}, "cell": "x", "of": ["N"]}' "'gird'"
refuses 'a number for a word' '{"from": "", "where": {"search": 0}, "cell": "x", "of": ["N"]}' "'search'" words
refuses 'a word for a number' '{"from": "", "where": {"n": "grid"}, "cell": "x", "of": ["N"]}' "'n'" numbers
refuses 'a statistic of words' '{"from": "", "cell": "x", "of": ["search"]}' "'of'" "'search'" words
refuses 'an unknown member' '{"from": "", "were": {"n": 20}, "cell": "x", "of": ["N"]}' "'were'"
refuses 'a group by what a row lacks' '{"from": "", "cell": "a{accuracy}", "of": ["N"]}' "'accuracy'" empty
refuses 'a table by nothing' '{"from": "", "table": "x", "of": ["N"]}' "'table'" "'by'"
refuses 'a member of another kind of entry' '{"from": "", "by": "n", "of": "N", "lines": "x", "pivot": "n"}' "'pivot'"
cell k2 '' <<<$'replicate,n,N,search,accuracy\n3,20,50,1,0.7'
refuses 'a column that is of words in one cell only' '{"from": "", "cell": "x", "of": ["N"]}' k2.csv "'search'" words
cell k2 '' <<<$'replicate,n,N,search,accuracy\n3,20,50,grid,0.7\n3,20,50,1,0.7'
refuses 'a column that is of words in one row only' '{"from": "", "cell": "x", "of": ["N"]}' k2.csv 'line 3, column 4' \
    "'1'"

# ---- pairs ---------------------------------------------------------------------------------------

rm "$results"/e/*
cell r1 '' <<'CSV'
replicate,N,r,epoch,accuracy,l1
0,50,1,1,0.5,10
1,50,1,1,0.5,10
2,50,1,1,0.6,20
3,50,1,1,0.4,40
1,50,1,9,0.1,1
CSV
cell r0.01 '' <<'CSV'
replicate,N,r,epoch,accuracy,l1
3,50,0.01,1,1,4
1,50,0.01,9,0.2,5
2,50,0.01,1,0.8,1
1,50,0.01,1,0.9,2
0,50,0.01,1,0.75,5
1,50,0.1,1,0.9,2
CSV
entry='{"from": "", "against": {"column": "r", "values": [0.01, 1], "as": "difference"},
  "cell": "N{N}-epoch{epoch}-r0.01-r1", "of": ["accuracy", "l1"]}'
summarise <<JSON
$entry
{"from": "", "against": {"column": "r", "values": [1, 0.01], "as": "ratio"}, "cell": "N{N}-r{r}-over-r0.01",
  "where": {"epoch": 1}, "of": ["l1"]}
{"from": "", "against": {"column": "r", "values": [0.01, 1], "as": "difference"}, "table": "gain",
  "split": "N", "by": ["epoch"], "of": ["accuracy"]}
JSON
check 'differences are taken within the replicate and the group' holds '."N50-epoch1-r0.01-r1"
    | (.accuracy_mean | near(0.4)) and (.accuracy_min | near(0.2)) and (.accuracy_max | near(0.6))
       and .accuracy_count == 3 and (.l1_sum | near(-63))'
check 'the next group has its own' holds '."N50-epoch9-r0.01-r1" | (.accuracy_mean | near(0.1)) and .l1_mean == 4'
check "the reference's difference stands alone" holds '."N50-epoch1-r0.01-r1".accuracy | near(0.25)'
check 'ratios are of the first value to the second' holds '."N50-r1-over-r0.01" | (.l1_sum | near(35)) and .l1 == 2'
check 'differences go into a table' same $'epoch,accuracy,accuracy_median\n1,0.25,0.4\n9,,0.1' \
    "$(cut -d , -f 1-3 "$results/e-gain-N50.csv")"

refuses 'a comparison with an unknown member' "$(jq -c '.against.to = 1' <<<"$entry")" "'to'"
refuses 'a comparison of three values' "$(jq -c '.against.values = [1, 0.1, 0.01]' <<<"$entry")" "'against'" "'values'"
refuses 'a comparison as something unknown' "$(jq -c '.against.as = "radius"' <<<"$entry")" "'against'" "'ratio'"
refuses 'a comparison of values that do not occur' "$(jq -c '.against.values = [2, 3]' <<<"$entry")" "'against'" \
    'no row'
refuses 'a row without its mate' "$(jq -c '.against.values = [0.1, 1]' <<<"$entry")" "'against'" 'epoch 1' \
    'replicate 0: 1 row, expected' 'r 0.1 and one with 1'
refuses 'a replicate with several rows in a group' "$(jq -c '.cell = "N{N}"' <<<"$entry")" "'against'" 'replicate 1' \
    '4 rows' 'r 0.01'
echo '1,50,0.01,9,0.2,5' | cat "$results/e/r0.01.csv" - | sed '/^1,50,0.01,1,/d' >"$scratch/twice.csv"
cell r0.01 '' <"$scratch/twice.csv"
refuses 'two rows of the same value' "$(jq -c '.where = {epoch: 9, r: 0.01}' <<<"$entry")" "'against'" 'epoch 9' \
    'replicate 1: 2 rows'
cell r0.01 '' <<<$'replicate,N,r,epoch,accuracy,l1\n1,50,0.01,9,0.2,0'
refuses 'a ratio to 0' \
    "$(jq -c '.against.values = [1, 0.01] | .against.as = "ratio" | .where = {epoch: 9}' <<<"$entry")" "'against'" \
        "'l1'"

# ---- lines ---------------------------------------------------------------------------------------

rm "$results"/e/*
# N* = 10 n + 5 in the mean; replicate 0 is far off, and counts in no line.
cell k0 search <<'CSV'
replicate,n,N_star_thesis
0,20,9999
1,20,195
2,20,215
1,40,405
2,40,405
1,80,
2,80,805
1,160,1605
CSV
entry='{"from": "search", "of": "N_star_thesis", "by": "n", "lines": "search"}'
summarise <<<"$entry"
check 'a line goes through the means' holds \
    '."search-linear" | (.slope | near(10)) and (.intercept | . > 4.999 and . < 5.001) and (.r_squared | near(1))
        and .points == 4'
check 'the bootstrap moves what has several replicates' holds \
    '."search-linear" | .slope_low > 9.9 and .slope_low < 10 and .slope_high > 10 and .slope_high < 10.1'
check 'the criterion prefers the true law' holds \
    '."search-linear".aic + 2 < ([."search-logarithmic", ."search-linearithmic", ."search-power"] | map(.aic) | min)'
check 'the power law has the exponent' holds '."search-power".slope > 0.95 and ."search-power".slope < 1.02'
check 'a line has its errors' holds \
    '."search-logarithmic" | .slope_t_low < .slope and .slope < .slope_t_high and .slope_error > 0'
summarise < <(jq -c '.where = {n: 20}' <<<"$entry")
check 'there is no line through one point' holds '. == {}'
refuses 'a line of two columns' "$(jq -c '.of = ["n", "N_star_thesis"]' <<<"$entry")" "'lines'" "'of'"
refuses 'a line against nothing' "$(jq -c 'del(.by)' <<<"$entry")" "'lines'" "'by'"
cell k0 search <<<$'replicate,n,N_star_thesis\n1,20,0\n1,40,3'
refuses 'a logarithm of 0' "$entry" "'lines'" logarithm

# ---- crossings -----------------------------------------------------------------------------------

rm "$results"/e/*
# The second replicate's own curve is 0.55, 0.55, 0.9, the mean 0.5, 0.6, 0.9; the first reaches 0.4 at
# once.
cell k0 '' <<'CSV'
replicate,n,N,accuracy
0,20,10,1
2,20,20,0.5
2,20,30,0.9
2,20,10,0.6
1,20,10,0.4
1,20,20,0.7
1,20,30,0.9
CSV
entry='{"from": "", "of": "accuracy", "by": "n", "crossing": {"column": "N", "thresholds": [0.6, 0.75, 0.95, 0.4]},
  "table": "crossings", "cell": "n{n}-p{threshold}", "each": "each"}'
summarise <<<"$entry"
check 'the mean curve crosses' holds '(."n20-p0.6".N_star | near(20)) and (."n20-p0.75".N_star | near(25))'
check 'what is off the grid has no crossing' holds \
    '."n20-p0.95" == {off_grid: 1} and (."n20-p0.4" | has("N_star") | not)'
check 'the interval is of the resamples' holds \
    '."n20-p0.6" | (.low | near(16.66667)) and (.high | near(21.42857)) and .off_grid == 0'
check 'crossings go into a table' same $'n,threshold,N_star\n20,0.6,20\n20,0.75,25\n20,0.95,\n20,0.4,' \
    "$(cut -d , -f 1-3 "$results/e-crossings.csv")"
check 'which has the interval, empty off the grid' same $'n,threshold,N_star,low,high\n20,0.95,,,\n20,0.4,,,' \
    "$(sed -n '1p; 4,5p' "$results/e-crossings.csv")"
check 'each replicate has its own crossing of the first threshold' csv each \
    $'replicate,n,N_star\n1,20,16.66667\n2,20,21.42857'
summarise < <(jq -c '.crossing.thresholds = [0.4]' <<<"$entry")
check 'or none, off the grid' csv each $'replicate,n,N_star\n1,20,\n2,20,'

refuses 'a crossing with an unknown member' "$(jq -c '.crossing.threshold = 1' <<<"$entry")" "'threshold'"
refuses 'a crossing without thresholds' "$(jq -c '.crossing.thresholds = []' <<<"$entry")" "'crossing'" "'thresholds'"
refuses 'a threshold that is no number' "$(jq -c '.crossing.thresholds = ["a"]' <<<"$entry")" "'thresholds'"
refuses 'a crossing without a table' "$(jq -c 'del(.table)' <<<"$entry")" "'crossing'" "'table'"
refuses 'a crossing whose results hide those of another threshold' "$(jq -c '.cell = "n{n}"' <<<"$entry")" '{threshold}'
refuses 'a crossing whose results hide those of another group' "$(jq -c '.cell = "p{threshold}"' <<<"$entry")" '{n}'
refuses 'lines that hide those of another threshold' "$(jq -c '.lines = "lines"' <<<"$entry")" "'lines'" '{threshold}'
echo '1,20,20,0.7' | cat "$results/e/k0.csv" - >"$scratch/twice.csv"
cell k0 '' <"$scratch/twice.csv"
refuses 'a second row of a replicate' "$entry" "'crossing'" 'n 20, N 20' 'replicate 1'

# N* = 5 n, the same in every replicate; n = 160 is off the grid.
rm "$results"/e/*
for n in 20 40 80 160; do
    for replicate in 1 2 3; do
        echo "$replicate,$n,$((2 * n)),0.3"
        echo "$replicate,$n,$((4 * n)),0.5"
        [ "$n" = 160 ] || echo "$replicate,$n,$((6 * n)),0.7"
    done
done | { echo replicate,n,N,accuracy && cat; } | cell k0 ''
summarise < <(jq -c '.crossing.thresholds = [0.6] | .lines = "grid-p{threshold}"' <<<"$entry")
check 'the lines of the crossings are those of the mean curves' holds \
    '."grid-p0.6-linear" | (.slope | near(5)) and (.r_squared | near(1)) and .points == 3'
check 'whose resamples are the same, where the replicates are' holds \
    '."grid-p0.6-linear" | (.slope_low | near(5)) and (.slope_high | near(5))'
sed -i '/^1,/s/0.7/0.8/; /^2,/s/0.7/0.6/' "$results/e/k0.csv"
cp "$results/e/k0.csv" "$scratch"
cell k0 '' <"$scratch/k0.csv"
summarise < <(jq -c '.crossing.thresholds = [0.55, 0.4] | .lines = "grid-p{threshold}"' <<<"$entry")
check 'and differ, where the replicates do' holds '."grid-p0.55-linear" | .slope_low < .slope and .slope < .slope_high'
check 'at this threshold only' holds \
    '."grid-p0.4-linear" | (.slope | near(3)) and (.slope_low | near(3)) and (.slope_high | near(3)) and .points == 4'
first=$(cat "$made" "$results"/e-*.csv)
summarise < <(jq -c '.crossing.thresholds = [0.55, 0.4] | .lines = "grid-p{threshold}"' <<<"$entry")
check 'a second run gives the same bytes' same "$first" "$(cat "$made" "$results"/e-*.csv)"
finish
