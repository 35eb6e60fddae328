# artifact.jq: for each claim what shows it, at which cost, and the expected verdict.
#
#   printf '%s\n' 'figures/NAME.pdf EXPERIMENT...'... | jq -nrR --arg form FORM --slurpfile claims paper/claims.json
#     --slurpfile costs data/reference/costs.json --slurpfile verdicts VERDICTS -f artifact.jq
#
# FORM is markdown, for ARTIFACT.md, the appendix in the order that ACM asks for, with what NeurIPS asks of compute
# resources; or tex, the table of the thesis, which has its own verdicts. The lines say which experiments a target
# needs; data/results/NAME.json needs NAME. VERDICTS is data/reference/verdicts.json. Times are of the record, of
# one core.
def time: if . < 1 then "<1 s" elif . < 90 then "\(ceil) s" else "\(. / 60 | ceil) min" end;

(reduce (inputs / " ") as $line ({}; .[$line[0]] = ($line[1:] | map(select(startswith("reference/") | not))))) as $index
| $ARGS.named.costs[0].results as $costs | ($ARGS.named.verdicts[0] // {}) as $verdicts
| ($ARGS.named.claims[0] | map(.target as $target
    | ($index[$target] // [$target | sub(".*/"; "") | sub("[.]json$"; "")] | map($costs[.] // empty)) as $of
    | {id, target, verdict: $verdicts[.id], time: ($of | map(.cpu) | add // 0),
       memory: ($of | map(.memory) | max // 0)}))
  as $rows
| $costs.machine as $machine | $costs.all as $all
| ($rows | group_by(.target) | map(.[0].time as $time | {target: .[0].target, $time, claims: map(.id)})
   | sort_by(.time)) as $targets
# As many targets as ten minutes of one core allow, the quickest first.
| (reduce $targets[] as $t ({time: 0, claims: [], targets: []};
     if .time + $t.time < 600 then .time += $t.time | .claims += $t.claims | .targets += [$t.target] else . end))
  as $short
| if $form == "tex" then
    "\\begin{longtable}{@{}llrrl@{}}", "  \\toprule",
    "  claim & \\texttt{make} & CPU time & memory & expected\\\\", "  \\midrule", "  \\endhead", "  \\bottomrule",
      "  \\endfoot",
    ($rows[] | "  \\claim{\(.id)} & \\texttt{\(.target | gsub("_"; "\\_"))} & \(.time | time | sub("<"; "$<$")) & "
     + "\(.memory | ceil) MB & \\ifclaim{\(.id)}{holds}{holds in part}{does not hold}{not decided}\\\\"),
    "\\end{longtable}\\addtocounter{table}{-1}"
  else
    "# Artifact appendix", "",
    "<!-- Written by make readme from paper/claims.json and data/reference. -->", "",
    "## Check-list", "",
    "| | |", "|---|---|",
    "| Program | C programs, built by GNU Make; text in LaTeX |",
    "| Data | drawn from fixed seeds; nothing to download |",
    "| Environment | \($machine.system), the packages of [env/build.list](env/build.list); no GPU, no network after "
      + "set-up |",
    "| Hardware | any x86-64 processor, with any number of cores; one process of an experiment takes "
      + "\($all.memory | ceil) MB of memory at most |",
    "| Disk | 1 GB for the packages on a bare Debian 12, 0.1 GB for the build |",
    "| Set-up | `env/setup`: 330 packages, 0.3 GB of downloads on a bare Debian 12 |",
    "| Time to reproduce | \($all.cpu / 60 | ceil) min of CPU time (\($machine.processor), \($machine.date)); "
      + "`make costs` says how long that is on your machine |",
    "| Output | `paper/thesis.pdf`, figures, results as JSON and CSV |",
    "| Evaluated by | `make verify`: same bytes, or same numbers within tolerances and same verdicts |",
    "| Licenses | MIT for programs, CC BY 4.0 for text, figures and results ([LICENSE](LICENSE)) |", "",
    "## In fifteen minutes", "",
    "After set-up, this computes \($short.claims | length) of \($rows | length) claims in full, in "
      + "\($short.time | time) of CPU time, and the whole paper at a", "small size in about a minute:", "",
    "    make -j2 paper PROFILE=quick",
    "    make -j2 \($short.targets[0])", ($short.targets[1:] | _nwise(3) | "    make -j2 \(join(" "))"), "",
    "The results of the others can be restored from `thesis-results.tar.gz`",
    "([docs/archives.md](docs/archives.md)), and `make spotcheck N=5` computes five of them, drawn at",
      "random, anew.", "",
    "## In full", "",
    "    env/setup && make -j2 paper && make verify && make claims", "",
    "## Claims", "",
    "Each command computes all that the claim rests on. `make claims` prints the verdicts after `make paper`. Time and",
    "memory are of the experiments behind it, on one core; claims with the same command share them.", "",
    "| claim | command | CPU time | memory | expected verdict |", "|---|---|---:|---:|---|",
    ($rows[] | "| \(.id) | `make \(.target)` | \(.time | time) | \(.memory | ceil) MB | \(.verdict) |"), "",
    "[paper/claims.json](paper/claims.json) has the claims in words with their predicates. What can be changed, and",
    "how, is in the [README](README.md)."
  end
