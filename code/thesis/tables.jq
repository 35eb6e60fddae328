# tables.jq: the tables of packages and of data/reference, as TeX.
#
#   jq -rsR -L code/build --arg table NAME -f code/thesis/tables.jq FILE
#
# environment reads env/build.list; costs, processors, bench and seeds read the JSON file of that name.
include "common";

def tabular($columns; head; rows):
  "\\begin{tabular}{@{}\($columns)@{}}", "  \\toprule", head, "  \\midrule", rows, "  \\bottomrule", "\\end{tabular}";
def joined(cells): [cells | " & \(.)"] | add;
# Heads, each over so many columns.
def over($count; heads): joined(heads | "\\multicolumn{\($count)}{c}{\(.)}");

# The packages of the build with their versions, in two columns.
def environment:
  [splits("\n") | select(test("^[^#]")) | [splits(" +")] | "\(.[0]) & \(.[1])"] | ((length + 1) / 2 | floor) as $half
  | need(length > 0; "env/build.list: it lists no package: write a line NAME VERSION for each")
  | tabular("llll"; "  package & version & package & version\\\\";
      range($half) as $i | "  \(.[$i]) & \(.[$half + $i] // "&")\\\\");

# CPU time and memory of each experiment.
def costs:
  def row: "\(.cells) & \(.cpu | round) & \(.longest | round) & \(.memory | round)\\\\";
  .all as $all | del(.machine, .all)
  | need(length > 0; "data/reference/costs.json: results has no experiment: make costs RECORD=1")
  | tabular("lrrrr"; "  &\(over(2; "CPU time in s")) & memory\\\\", "  \\cmidrule(lr){3-4}",
      "  experiment & cells & all cells & longest cell & in MB\\\\";
      (to_entries[] | "  \\sourcelink{code/experiments/\(.key).c}{\(.key | gsub("_"; "\\_"))} & \(.value | row)"),
      "  \\midrule", "  all & \($all | row)");

# How many files and scalars differ with another processor, linear algebra or compiler.
def processors:
  def name: {"reference-blas": "reference BLAS and LAPACK", "plain-libm": "libm without fused multiply-add",
             "aarch64": "64-bit Arm, emulated"}[.key]
    // (.key | capture("^(?<compiler>[a-z]+)-(?<level>.*)$")?
        | "\(.compiler) \\texttt{-\(if .level == "native" then "O3 -march=native" else .level end)}")
    // "kernel \(.value.kernel)";
  def row: "\(.cells) & \(.files) & \(.scalars) & "
    + "\(if .scalars == 0 then "--" else "\(.largest * 1000 | ceil / 1000)" end) & "
    + ["neither", "same bytes", "same science"][.tier] + "\\\\";
  del(.machine, .all)
  | need(length > 0; "data/reference/processors.json: results has no variant: make processors RECORD=HOW")
  | tabular("lrrrrl"; "  & cells\(over(2; "that differ")) & largest, in\\\\", "  \\cmidrule(lr){3-4}",
      "  in place of the machine's own & run & files & scalars & tolerances & tier\\\\";
      to_entries[] | "  \(name) & \(.value | row)");

# Speed of training: beside NumPy and PyTorch, and with vectors of each width.
def bench:
  def three: fixed(if . >= 99.95 then 0 elif . >= 9.995 then 1 else 2 end);
  def row($head; $quantities): "  \($head)" + joined($quantities[]
    | if . then map_values(three) | "\(.median) & (\(.low)--\(.high))" else "--- &" end) + "\\\\";
  def shares: map_values(. * 100);
  . as $all | ["descent-N50", "descent-N200", "relu-n20", "relu-n320"] as $cases
  | tabular("l*{4}{@{\\hspace{7pt}}r@{~}l}";
      (.sizes | " \(over(4; "\(.descent.alphas) scales of the diagonal network", "\(.networks.K) ReLU networks"))\\\\"),
      "  \\cmidrule(lr){2-5}\\cmidrule(l){6-9}",
      "  \(over(2; $cases[] | sub(".*-"; "") | "$\(.[:1])=\(.[1:])$"))\\\\";
      row("epoch, step, \\textmu s"; [.descent.time.N["50", "200"], .tables.step["20", "320"]]),
      row("share of peak, \\%"; [.share | .descent["N50", "N200"], .tables["n20", "n320"] | shares]), "  \\midrule",
      row("products by sgemm"; [null, null, .ratio.sgemm["n20", "n320"]]),
      (["NumPy", "numpy"], ["PyTorch", "torch"] | . as [$name, $peer]
       | row("\($name), all in one"; [$all.ratio[$cases[]][$peer].batched]),
         row("\($name), one by one"; [$all.ratio[$cases[]][$peer].idiomatic]))),
    "\\par\\medskip",
    ((.width | keys | map(tonumber) | sort) as $widths | ($widths | map($all.width["\(.)"])) as $width
     | ($widths | map($all.share.width["\(.)"])) as $share
     | tabular("l*{\($widths | length)}{@{\\hspace{8pt}}r@{~}l}";
         "  vectors of\(over(2; $widths[] | "\(.) floats"))\\\\";
         row("multiply and add, double, GFLOP/s"; $width | map(.peak.double)),
         row("the same, single"; $width | map(.peak.single)),
         row("first cache, GB/s"; $width | map(.bandwidth)), "  \\midrule",
         (["epoch", "A3", "epoch, 3 scales, $N=50$"], ["epoch", "A20", "epoch, 20 scales, $N=200$"],
          ["step", "n20", "step, 10 networks, $n=20$"], ["step", "n20-K20", "step, 20 networks, $n=20$"],
          ["step", "n320", "step, 10 networks, $n=320$"]
          | . as [$unit, $key, $name]
          | row("\($name), \\textmu s"; $width | map(.[$unit][$key])),
            row("\\quad share of that peak, \\%"; $share | map(.[$key] | shares)))));

# The claims that another seed decides otherwise.
def seeds:
  (.results | keys - ["all"]) as $seeds
  | [.claims | to_entries[] | select(.value.verdict as $own | any(.value.seeds[]; . != $own))]
  | tabular("l\("l" * (1 + ($seeds | length)))"; "  claim & this edition\(joined($seeds[] | "seed \(.)"))\\\\";
      (.[] | .value.seeds as $verdicts
       | "  \\claim{\(.key)} & \(.value.verdict)\(joined($seeds[] | $verdicts[.] // "---"))\\\\"),
      (select(. == []) | "  none\\\\"));

if $table == "environment" then environment
else fromjson | if $table == "seeds" then seeds else .results
  | if $table == "costs" then costs elif $table == "processors" then processors else bench end end end
