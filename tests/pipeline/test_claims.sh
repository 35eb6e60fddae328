#!/bin/bash
# The list of claims (the ledger): verdicts follow from results, and the wording of the text from verdicts.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
ledger=$scratch/ledger.json
summary=$scratch/e.json
verdicts=$scratch/verdicts.json

library "$a"
build "$a" build/bin/numbers
need 'numbers compiles' built

# ledger: a ledger whose claims have the members on standard input, one claim a line, and defaults.
ledger() {
    jq -s '[to_entries[] | {id: "C\(101 + .key)", section: "1", kind: "number", claim: "It holds.", holds: "true",
        found: "'\''-'\''", target: "figures/fig1.pdf", see: "sec:one"} + .value]' >"$ledger"
}

# evaluate: the verdicts. Sets $status and $out.
evaluate() {
    run "$a" code/thesis/claims "$ledger" "$verdicts" "${record-}" "$summary"
}

# gives FILTER WANTED: what the filter makes of the verdicts.
gives() {
    built && same "$2" "$(jq -r "$1" "$verdicts")"
}

# ---- truths --------------------------------------------------------------------------------------

jq '{experiment: "e", profile: "full", results: .}' >"$summary" <<'JSON'
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
truths 'an interval decides a claim about a threshold unless it contains the threshold' <<'TABLE'
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
truths 'one replicate has no interval and decides no claim' <<'TABLE'
mean('e/c/one') | below(3) -> not decided
mean('e/c/one') | above(3) -> not decided
mean('e/c/one') | within(0; 3) -> not decided
TABLE
truths 'predicates follow the three-valued logic of Kleene' <<'TABLE'
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
truths 'a claim about every replicate looks at each of them' <<'TABLE'
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
check 'a claim holds in part if only its weaker predicate does' gives '.claims[].verdict' \
    $'holds\nholds in part\nholds in part\nnot decided\nnot decided\ndoes not hold'
ledger <<'JSON'
{"found": "median('e/c/x') | shown"}
{"found": "mean('e/c/one') | shown"}
{"found": "median('e/c/tiny') | shown"}
{"found": "listed(0.0004567, 1009, 12.345, 0.5, -0.0123 | number)"}
{"found": "listed(0.575, 1 | percent)"}
JSON
evaluate
check 'numbers are printed with the digits that their interval allows' gives '.claims[].found' \
    '$2.00$~[$1.88$,~$2.11$]
$2$ (no interval)
$2.4\times10^{-6}$~[$2.2\times10^{-6}$,~$2.6\times10^{-6}$]
$4.6\times10^{-4}$, $1009$, $12.3$, $0.500$, $-0.0123$
$57.5\,\%$, $100\,\%$'

# ---- what cannot be evaluated --------------------------------------------------------------------

ledger <<<'{}'
evaluate
first=$(cat "$verdicts")
# rejected WORD...: the last evaluation was refused with these words, and left the old verdicts and no other file.
rejected() {
    refused "$@" && same "$first ledger.json e.json verdicts.json" \
        "$(cat "$verdicts") $(cd "$scratch" && echo ledger.json e.json verdicts.json*)"
}
# A ledger with a good claim, C101, and one with these members.
while IFS='|' read -r what members words; do
    ledger <<<"{} $members"
    evaluate
    IFS='|' read -r -a words <<<"$words"
    check "claims rejects $what by name and keeps the old verdicts" rejected "$ledger" "${words[@]}"
done <<'LIST'
a missing key|{"holds": "value('e/c/no_such_key') > 1"}|C102: 'holds'|'e/c/no_such_key'
a missing key in the weaker predicate|{"part": "mean('e/c/y') < 1"}|C102: 'part'|'e/c/y_count'
a missing key in the finding|{"found": "value('e/d/x')"}|C102: 'found'|'e/d/x'
a pattern without a cell|{"holds": "all3(cells('e'; '^z') == 1)"}|C102|'^z'
a syntax error|{"holds": "all3((true)"}|C102: syntax error
an unknown word|{"holds": "maybe(true)"}|C102: maybe/1 is not defined
a predicate that is no truth value|{"holds": "3"}|C102: 'holds'|gives 3
a predicate with two values|{"holds": "true, false"}|C102: 'holds'|2 values
an id used twice|{"id": "C101"}|C101|twice
an unknown kind|{"kind": "guess"}|C102|guess
an unknown key|{"hold": "true"}|C102|key hold
a target that nothing makes|{"target": "figures/fig99.pdf"}|C102|figures/fig99.pdf
a result that nothing makes|{"target": "data/results/nothing.json"}|C102|data/results/nothing.json
LIST
echo '[]' >"$ledger"
evaluate
check 'claims rejects a ledger without a claim' refused "$ledger" 'no claim'

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
printed() {
    built && jq -r --arg form text -f "$a/code/thesis/ledger.jq" "$verdicts" | tr -s '\n ' ' ' | grep -F -e "$1"
}
seeds 'holds, holds' 'does not hold, does not hold' 'not decided, not decided'
evaluate
check 'verdicts stay as they are when every seed agrees' printed \
    '3 claims: 1 holds, 0 holds in part, 1 does not hold, 1 not decided'
check 'claims prints nothing when every seed agrees' same '' "$out$(printed 'this seed alone')"
seeds 'holds, holds in part' 'does not hold, does not hold' 'holds, holds'
evaluate
check 'a claim that another seed decides otherwise is not decided, and each verdict is printed' printed \
    'C101 not decided It holds. found: three; this seed alone: holds; with the seeds 1, 2: holds, holds in part'
check 'a claim that this seed does not decide stays undecided' printed \
    'C103 not decided It holds. found: -; this seed alone: not decided; with the seeds 1, 2: holds, holds'
check 'the counts of verdicts include the claims that other seeds leave undecided' printed \
    '3 claims: 0 holds, 0 holds in part, 1 does not hold, 2 not decided'
check 'the verdict of this seed alone is kept' gives '.claims[0].verdict' holds
jq 'map(if .id == "C101" then .part = "true" else . end)' "$ledger" >"$scratch/new" && mv "$scratch/new" "$ledger"
evaluate
check 'verdicts that other seeds gave to another predicate do not count' printed 'C101 holds It'
check 'claims names the record of seeds and the claim whose predicate changed' grep -q \
    "^$record: .*: C101: make reseed" <<<"$out"
while IFS='|' read -r what change words; do
    seeds 'holds, holds' 'does not hold, does not hold' 'not decided, not decided'
    jq "$change" "$record" >"$scratch/new" && mv "$scratch/new" "$record"
    evaluate
    # shellcheck disable=SC2086  # words
    check "claims rejects a record of seeds $what by name" refused "$record" $words
done <<'LIST'
of an unknown claim|.claims.C99 = .claims.C101|C99
with an unknown verdict|.claims.C102.seeds["2"] = "maybe"|C102 maybe
without a seed|.results = {}|seeds
without verdicts|del(.claims)|verdicts
that is empty|empty|seeds
LIST
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
    SOURCE_DATE_EPOCH=0 run "$a" code/thesis/typeset build/quick/ quick build/quick/tex/small paper/small.tex \
        build/small.pdf
}
# says WORD...: the document was made and has all these, in a line each.
says() {
    local word seen
    built || return 1
    seen=$(pdftotext "$a/build/small.pdf" - | tr '\n' ' ')
    for word; do [[ $seen == *"$word"* ]] || { echo "$seen" && return 1; }; done
}
sentence='It \ifclaim{C101}{does}{does in part}{does not}{may}, says \claim{C101};
\claims{does not hold} of \claims{all} fail.'
ledger <<'JSON'
{"holds": "mean('e/c/x') | above(1)", "part": "mean('e/c/x') | above(0)", "found": "'mean ' + (mean('e/c/x') | shown)"}
JSON
text "$sentence"
check 'the text and the table of claims say that a claim holds' says 'It does, says C101; 0 of 1 fail.' \
    'Holds. Mean 2.0 [1.5, 2.5]' 'figures/fig1.pdf'
flip() {
    jq "$1" "$summary" >"$scratch/flipped" && mv "$scratch/flipped" "$summary"
    text "$sentence"
}
flip '.results.c.x_mean_low = 0.5'
check 'the text and the table say that a claim holds in part when its result changes' says 'It does in part,' \
    'Holds in part. Mean 2.0 [0.5, 2.5]'
flip '.results.c.x_mean_low = -1'
check 'the text and the table say that a claim is not decided' says 'It may,' 'Not decided.'
flip '.results.c.x_mean_high = -0.5'
check 'the text and the table say that a claim does not hold' says 'It does not, says C101; 1 of 1 fail.' \
    'Does not hold.'
text '\ifclaim{C99}{}{}{}{}'
check 'typeset rejects \ifclaim of an unknown claim by name' refused C99
text '\claim{C99}'
check 'typeset rejects \claim of an unknown claim by name' refused C99

check 'the ledger has the claims C01 to C48' same "$(printf 'C%02d\n' {1..48})" \
    "$(jq -r '.[].id' "$project/paper/claims.json")"
check 'the committed record of seeds belongs to the present verdicts and predicates' same \
    "$(jq -cS --slurpfile own "$project/data/reference/verdicts.json" \
        'map({(.id): [.holds, .part, $own[0][.id]]}) | add' "$project/paper/claims.json")" \
    "$(jq -cS '.claims | map_values([.holds, .part, .verdict])' "$project/data/reference/seeds.json")"
check 'the committed record of seeds has every claim with every seed' same '[]' \
    "$(jq -c '(.results | keys - ["all"]) as $seeds | [.claims[].seeds | keys | select(. != $seeds)]' \
        "$project/data/reference/seeds.json")"
finish
