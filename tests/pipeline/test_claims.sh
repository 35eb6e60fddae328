#!/bin/bash
# The ledger of claims: from results to verdicts, to the wording of the text.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
ledger=$scratch/ledger.json
summary=$scratch/e.json
verdicts=$scratch/verdicts.json

library "$a"
build "$a" build/bin/numbers
need 'numbers compiles' built

# summary: the results on standard input, those of the experiment e.
summary() {
    jq '{experiment: "e", profile: "full", results: .}' >"$summary"
}

# ledger: a ledger whose claims have the members on standard input, one claim a line, and defaults.
ledger() {
    jq -s '[to_entries[] | {id: "C\(101 + .key)", section: "1", kind: "number", claim: "It holds.", holds: "true",
        found: "'\''-'\''", target: "figures/fig1.pdf", see: "sec:one"} + .value]' >"$ledger"
}

# evaluate: the verdicts. Sets $status and $out.
evaluate() {
    out=$(cd "$a" && code/thesis/claims "$ledger" "$verdicts" "${record-}" "$summary" 2>&1)
    status=$?
}

# gives FILTER WANTED: what the filter makes of the verdicts.
# shellcheck disable=SC2317  # check calls it
gives() {
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    same "$2" "$(jq -r "$1" "$verdicts")"
}

# ---- truths --------------------------------------------------------------------------------------

summary <<'JSON'
{"c": {"x": 1, "x_count": 9, "x_mean": 2, "x_mean_low": 1.5, "x_mean_high": 2.5, "x_median": 2, "x_low": 1.87651,
       "x_high": 2.11349,
       "x_min": 1, "x_max": 3, "one_count": 1, "one_mean": 2, "one_mean_low": 2, "one_mean_high": 2,
       "tiny_count": 9, "tiny_median": 2.4e-6, "tiny_low": 2.16e-6, "tiny_high": 2.64e-6}}
JSON
# truths SENTENCE, then on standard input "predicate | verdict" a line: the verdicts that the predicates get.
truths() {
    local table
    table=$(cat)
    jq -R 'split(" -> ") | {holds: .[0]}' <<<"$table" | ledger
    evaluate
    check "$1" gives '.claims[].verdict' "$(awk -F ' -> ' '{ print $2 }' <<<"$table")"
}
truths 'an interval decides a threshold, unless it straddles it' <<'TABLE'
mean('e/c/x') | below(3) -> holds
mean('e/c/x') | below(2.5) -> not decided
mean('e/c/x') | below(1.5) -> does not hold
mean('e/c/x') | above(1) -> holds
mean('e/c/x') | above(2) -> not decided
mean('e/c/x') | above(2.5) -> does not hold
mean('e/c/x') | within(1.5; 2.5) -> holds
mean('e/c/x') | within(0; 2) -> not decided
mean('e/c/x') | within(0; 1) -> does not hold
median('e/c/x') | near(2; 0.3) -> holds
mean('e/c/x') | near(2; 0.1) -> not decided
mean('e/c/x') | below_that({low: 3, high: 4}) -> holds
mean('e/c/x') | below_that({low: 2, high: 4}) -> not decided
mean('e/c/x') | below_that({low: 0, high: 1}) -> does not hold
TABLE
truths 'one replicate has no interval and decides nothing' <<'TABLE'
mean('e/c/one') | below(3) -> not decided
mean('e/c/one') | above(3) -> not decided
mean('e/c/one') | within(0; 3) -> not decided
TABLE
truths 'truths of three values are those of Kleene' <<'TABLE'
all3(true, true) -> holds
all3(true, null) -> not decided
all3(null, false) -> does not hold
any3(false, false) -> does not hold
any3(false, null) -> not decided
any3(null, true) -> holds
true | not3 -> does not hold
null | not3 -> not decided
false | not3 -> holds
at_least(2; true, null, true) -> holds
at_least(2; true, null, false) -> not decided
at_least(2; true, false, false) -> does not hold
TABLE
truths 'every replicate counts' <<'TABLE'
every('e/c/x') -> holds
every_below('e/c/x'; 3) -> does not hold
every_above('e/c/x'; 1) -> does not hold
[[1, 5], [2, 7], [3, 6]] | spearman == 0.5 -> holds
TABLE
ledger <<'JSON'
{"holds": "true", "part": "true"}
{"holds": "false", "part": "true"}
{"holds": "null", "part": "true"}
{"holds": "false", "part": "null"}
{"holds": "null", "part": "false"}
{"holds": "false", "part": "false"}
JSON
evaluate
check 'a weaker predicate alone makes a claim hold in part' gives '.claims[].verdict' \
    $'holds\nholds in part\nholds in part\nnot decided\nnot decided\ndoes not hold'
ledger <<'JSON'
{"found": "median('e/c/x') | shown"}
{"found": "mean('e/c/one') | shown"}
{"found": "median('e/c/tiny') | shown"}
{"found": "listed(0.0004567, 1009, 12.345, 0.5, -0.0123 | number)"}
{"found": "0.575, 1 | percent"}
JSON
sed -i "s/0.575, 1 | percent/listed(0.575, 1 | percent)/" "$ledger"
evaluate
# shellcheck disable=SC2016  # the dollar signs are TeX's
check 'numbers have the digits that their interval allows' gives '.claims[].found' \
    '$2.00$~[$1.88$,~$2.11$]
$2$ (no interval)
$2.4\times10^{-6}$~[$2.2\times10^{-6}$,~$2.6\times10^{-6}$]
$4.6\times10^{-4}$, $1009$, $12.3$, $0.500$, $-0.0123$
$57.5\,\%$, $100\,\%$'

# ---- what cannot be evaluated --------------------------------------------------------------------

ledger <<<'{}'
evaluate
first=$(cat "$verdicts")
# refuses SENTENCE MEMBERS WORD...: a ledger with a good claim and one of these members is refused with
# these words in one line, and the old verdicts stay.
refuses() {
    ledger <<<"{} $2"
    evaluate
    check "$1 is refused by name" refused "${@:3}"
    check "$1 leaves the old verdicts, and nothing else" same "$first ledger.json e.json verdicts.json" \
        "$(cat "$verdicts") $(cd "$scratch" && echo ledger.json e.json verdicts.json*)"
}
refuses 'a missing key' '{"holds": "value('\''e/c/no_such_key'\'') > 1"}' "$ledger: C102: 'holds'" "'e/c/no_such_key'"
refuses 'a missing key in the weaker predicate' '{"part": "mean('\''e/c/y'\'') | above(1)"}' "C102: 'part'" \
    "'e/c/y_count'"
refuses 'a missing key in what was found' '{"found": "mean('\''e/d/x'\'') | shown"}' "C102: 'found'" "'e/d/x_count'"
refuses 'a pattern without a cell' '{"holds": "all3(cells('\''e'\''; '\''^z'\'') | true)"}' C102 "'^z'"
refuses 'a syntax error' '{"holds": "all3((true)"}' "$ledger: C102: syntax error"
refuses 'an unknown word' '{"holds": "maybe(true)"}' "$ledger: C102: maybe/1 is not defined"
refuses 'a predicate that is no truth' '{"holds": "3"}' "C102: 'holds'" 'gives 3'
refuses 'a predicate with two values' '{"holds": "true, false"}' "C102: 'holds'" '2 values'
refuses 'an id used twice' '{"id": "C101"}' "$ledger" C101 twice
refuses 'an unknown kind' '{"kind": "guess"}' C102 guess
refuses 'an unknown key' '{"hold": "true"}' C102 "key hold"
refuses 'a target that nothing makes' '{"target": "figures/fig99.pdf"}' C102 figures/fig99.pdf
refuses 'a result that nothing makes' '{"target": "data/results/nothing.json"}' C102 data/results/nothing.json
echo '[]' >"$ledger"
evaluate
check 'a ledger without a claim is refused' refused "$ledger" 'no claim'

# ---- other seeds ---------------------------------------------------------------------------------

record=$scratch/seeds.json
ledger <<'JSON'
{"found": "'three'"}
{"holds": "false"}
{"holds": "null"}
JSON
# seeds VERDICTS...: the record of two seeds, with the two verdicts of each claim as "one, other".
seeds() {
    jq --args '{results: {"1": {}, "2": {}, all: {}}, claims: ([., $ARGS.positional] | transpose
        | map({(.[0].id): ((.[0] | {holds, verdict: "holds"}) + {seeds: (.[1] / ", " | {"1": .[0], "2": .[1]})})})
        | add)}' "$@" <"$ledger" >"$record"
}
# shellcheck disable=SC2317  # check calls it
printed() {
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    jq -r --arg form text -f "$a/code/thesis/ledger.jq" "$verdicts" | tr -s '\n ' ' ' | grep -F -e "$1"
}
seeds 'holds, holds' 'does not hold, does not hold' 'not decided, not decided'
evaluate
check 'what no seed decides otherwise stays' printed \
    '3 claims: 1 holds, 0 holds in part, 1 does not hold, 1 not decided'
check 'and nothing is said' same '' "$out$(printed 'this seed alone')"
seeds 'holds, holds in part' 'does not hold, does not hold' 'holds, holds'
evaluate
check 'what a seed decides otherwise is not decided, and each verdict is said' printed \
    'C101 not decided It holds. found: three; this seed alone: holds; with the seeds 1, 2: holds, holds in part'
check 'what this seed does not decide stays so' printed \
    'C103 not decided It holds. found: -; this seed alone: not decided; with the seeds 1, 2: holds, holds'
check 'and they are counted' printed '3 claims: 0 holds, 0 holds in part, 1 does not hold, 2 not decided'
check 'the verdict of this seed can still be seen' gives '.claims[0].verdict' holds
jq 'map(if .id == "C101" then .part = "true" else . end)' "$ledger" >"$scratch/new" && mv "$scratch/new" "$ledger"
evaluate
check 'what was found by another predicate does not count' printed 'C101 holds It'
check 'and that is said by name' grep -q "^$record: .*: C101: make reseed" <<<"$out"
# refuses_record SENTENCE FILTER WORD...: the record after the filter is refused with these words.
refuses_record() {
    seeds 'holds, holds' 'does not hold, does not hold' 'not decided, not decided'
    jq "$2" "$record" >"$scratch/new" && mv "$scratch/new" "$record"
    evaluate
    check "a record $1 is refused by name" refused "$record" "${@:3}"
}
refuses_record 'of an unknown claim' '.claims.C99 = .claims.C101' C99
refuses_record 'with an unknown verdict' '.claims.C102.seeds["2"] = "maybe"' C102 maybe
refuses_record 'without a seed' '.results = {}' seeds
refuses_record 'without verdicts' 'del(.claims)' verdicts
refuses_record 'that is empty' empty seeds
unset record

# ---- the wording ---------------------------------------------------------------------------------

mkdir -p "$a/build/quick/paper"
# text: the sentence that a small document has with the verdicts. Sets $status and $out.
text() {
    evaluate
    jq -r --arg form tex -f "$a/code/thesis/ledger.jq" "$verdicts" >"$a/build/quick/paper/claims.tex"
    printf '%s\n' '\documentclass{article}' '\usepackage{results}' '\usepackage{thesis}' '\begin{document}' \
        '\section{One}\label{sec:one}' \
        "$1" '\clearpage\claimtable' '\end{document}' >"$a/paper/small.tex"
    out=$(cd "$a" && SOURCE_DATE_EPOCH=0 code/thesis/typeset build/quick/ quick build/quick/tex/small \
        paper/small.tex build/small.pdf 2>&1)
    status=$?
}
# says WORD...: the document was made and has all these, in a line each.
# shellcheck disable=SC2317  # check calls it
says() {
    local word seen
    [ "$status" -eq 0 ] || { echo "status $status: $out" && return 1; }
    seen=$(pdftotext "$a/build/small.pdf" - | tr '\n' ' ')
    for word; do [[ $seen == *"$word"* ]] || { echo "$seen" && return 1; }; done
}
sentence='It \ifclaim{C101}{does}{does in part}{does not}{may}, says \claim{C101};
\claims{does not hold} of \claims{all} fail.'
ledger <<'JSON'
{"holds": "mean('e/c/x') | above(1)", "part": "mean('e/c/x') | above(0)", "found": "'mean ' + (mean('e/c/x') | shown)"}
JSON
text "$sentence"
check 'a claim that holds has its sentence, and its row' says 'It does, says C101; 0 of 1 fail.' \
    'Holds. Mean 2.0 [1.5, 2.5]' 'figures/fig1.pdf'
flip() {
    jq "$1" "$summary" >"$scratch/flipped" && mv "$scratch/flipped" "$summary"
    text "$sentence"
}
flip '.results.c.x_mean_low = 0.5'
check 'another result, another verdict and another sentence: in part' says 'It does in part,' \
    'Holds in part. Mean 2.0 [0.5, 2.5]'
flip '.results.c.x_mean_low = -1'
check 'and not decided' says 'It may,' 'Not decided.'
flip '.results.c.x_mean_high = -0.5'
check 'and a claim that fails' says 'It does not, says C101; 1 of 1 fail.' 'Does not hold.'
text '\ifclaim{C99}{}{}{}{}'
check 'an unknown claim in the text is refused by name' refused C99
text '\claim{C99}'
check 'a link to an unknown claim is refused by name' refused C99

check 'the ledger has the 48 claims of the plan' same "$(printf 'C%02d\n' {1..48})" \
    "$(jq -r '.[].id' "$project/paper/claims.json")"
# shellcheck disable=SC2016
check 'the committed record of other seeds is of the verdicts and the predicates of now' same \
    "$(jq -cS --slurpfile own "$project/data/reference/verdicts.json" \
        'map({(.id): [.holds, .part, $own[0][.id]]}) | add' "$project/paper/claims.json")" \
    "$(jq -cS '.claims | map_values([.holds, .part, .verdict])' "$project/data/reference/seeds.json")"
check 'and has all of them with every seed' same '[]' \
    "$(jq -c '(.results | keys - ["all"]) as $seeds | [.claims[].seeds | keys | select(. != $seeds)]' \
        "$project/data/reference/seeds.json")"
finish
