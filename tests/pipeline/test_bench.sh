#!/bin/bash
# A short run of make bench gives a record with everything that the thesis shows of it, and no record of uncommitted
# code or without the tools to compare with.
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
quick "$tree"
build "$tree" build/bin/bench
need 'the benchmark compiles' built
cd "$tree" || exit 1
git init -q . && git add -A && git -c user.name=t -c user.email=t@example.org commit -q -m t

# rounds ARGUMENT...
rounds() {
    run "$tree" timeout 600 code/bench/measure_speed "$@"
}
kept() {
    cat data/reference/bench.json data/reference/bench.csv
}
# names RECORD: its keys, but for those of vectors that this processor may not have.
names() {
    jq -r '.results | paths(scalars) | join("/")' "$1" | grep -v -E '^(share/)?width/' | sort
}

before=$(kept)
mkdir "$scratch/without"
echo 'raise ImportError("none here")' >"$scratch/without/torch.py"
PYTHONPATH=$scratch/without rounds --record test build/bin/bench 1 1
check 'make bench makes no record without PyTorch' refused 'RECORD needs torch' 'none here'
echo >>code/check/lint
rounds --record test build/bin/bench 1 1
check 'make bench makes no record of uncommitted code' refused 'A record names the commit' 'files are in none'
check 'make bench keeps the old record when it makes none' same "$before" "$(kept)"
git checkout -q code/check/lint

if ! /usr/bin/python3 -c 'import numpy, torch' 2>/dev/null; then
    skip 'make bench makes a record' 'NumPy or PyTorch is not installed'
    finish
fi
cp data/reference/bench.json data/reference/bench.csv "$scratch"
rounds --record 'by a test' build/bin/bench 1 1
need 'make bench makes a record of one round' built
check 'the record says how it was made and of which commit' same "by a test $(git describe --always)" \
    "$(jq -r '"\(.how) \(.commit)"' data/reference/bench.json)"
check 'the record has every key of the committed one' same "$(names "$scratch/bench.json")" \
    "$(names data/reference/bench.json)"
check 'the table for the figure has every line of the committed one' same "$(cut -d , -f 1-3 "$scratch/bench.csv")" \
    "$(cut -d , -f 1-3 data/reference/bench.csv)"
check 'the table for the figure has the numbers of the record' same \
    "$(jq .results.ratio.sgemm.n320.median data/reference/bench.json)" \
    "$(sed -n 's/^sgemm,ratio,relu-n320,\([^,]*\),.*/\1/p' data/reference/bench.csv)"
check 'every number of the record is positive' same '' \
    "$(jq -r '.results | del(.all.load) | paths(type == "number" and . <= 0)
    | join("/") | select(test("exponent|grid") | not)' data/reference/bench.json)"
# In one round a ratio is that of its times.
check 'the ratios and shares of the record follow from its times' same '' "$(jq -r '.results
    | def off($what; $ratio; $wanted): if ($ratio.median / $wanted - 1 | fabs) < 2e-3 then empty
        else "\($what): \($ratio.median), not \($wanted)" end;
    off("sgemm"; .ratio.sgemm.n320; .sgemm.step["320"].median / .tables.step["320"].median),
    off("NumPy"; .ratio["descent-N200"].numpy.idiomatic;
        20 * .numpy.descent.N200.idiomatic.median / .descent.time.N["200"].median),
    off("PyTorch"; .ratio["relu-n20"].torch.idiomatic;
        10 * .torch.relu.n20.idiomatic.median / .tables.step["20"].median),
    off("all in one"; .ratio["relu-n320"].torch.batched; .torch.relu.n320.batched.median / .tables.step["320"].median),
    off("tables"; .share.tables.n320;
        4 * 32 * 320 * 100 / 1000 / .tables.step["320"].median / .limits.sgemm.median),
    off("descent"; .share.descent.N200; .descent.rate.N200.median / .limits.dgemm.median),
    off("width"; .share.width["4"].A3; .width["4"].rate.A3.median / .width["4"].peak.double.median)
    ' data/reference/bench.json)"
check 'make bench measures each kernel with every vector width of the processor' same \
    "$(build/bin/bench widths | sort)" \
    "$(jq -r '.results.width | to_entries[] | select(.value | .step.n320 and .epoch.A3) | .key' \
        data/reference/bench.json | sort)"
check 'make bench prints the limits of the processor, both models, NumPy and PyTorch' test \
    "$(grep -c -E '^(limits: |diagonal network|ReLU networks|times as long as here.*NumPy.*PyTorch)' <<<"$out")" -eq 4
build . figures/figA9.pdf build/quick/paper/bench.tex
check 'make draws the figure of the record again and nothing else' ran 'figure figures/figA9.pdf'
check 'make writes the table of the record again' grep -q '^  PyTorch, one by one' build/quick/paper/bench.tex
finish
