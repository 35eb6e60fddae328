# speed.jq: what code/bench/measure_speed makes of its measurements.
#
#   jq -L code/build --arg form record -f speed.jq    data/reference/bench.json, from lines "ROUND KEY VALUE"
#   jq -L code/build --arg form csv -f speed.jq       what figures/figA9.tex shows, from that file
#   jq -L code/build --arg form report -f speed.jq    the same for a terminal
#
# A quantity is an object of its median and quartiles over the rounds.
include "common";

# {KEY: f} for each of the keys.
def by(keys; f): [keys | {(.): f}] | add;
def dimensions: "20", "40", "80", "160", "320", "640";

def record:
  def four_digits: if . == 0 then 0 else (3 - (fabs | log10 | floor)) as $e
    | if $e > 0 then (. * pow(10; $e) | round) / pow(10; $e) else (. / pow(10; -$e) | round) * pow(10; -$e) end end;
  def quantile(p): (p * (length - 1)) as $at | ($at | floor) as $i
    | if $i == $at then .[$i] else .[$i] + ($at - $i) * (.[$i + 1] - .[$i]) end;
  def quantity: sort | {median: quantile(0.5), low: quantile(0.25), high: quantile(0.75)} | map_values(four_digits);
  reduce (inputs / " ") as [$round, $key, $value] ({}; .[$key] += [$value])
  | ."limits/core"[0] as $kernel | with_entries(select(.key | endswith("/core") | not) | .value |= map(tonumber)) as $of
  | ($of.load | length) as $rounds
  | (reduce ($of | keys[]) as $key ({}; setpath($key / "/"; $of[$key] | quantity)) | del(.load)) as $measured
  # The ratio of two things measured, round by round, times a factor; nothing where the first was not measured.
  | def ratio($factor; $over; $under):
      if $of[$over] then [range($rounds) | $factor * $of[$over][.] / $of[$under][.]] | quantity else empty end;
    def peers($count; $key; $under): by("numpy", "torch";
      {idiomatic: ratio($count; "\(.)/\($key)/idiomatic"; $under), batched: ratio(1; "\(.)/\($key)/batched"; $under)});
    # Of a step of networks the operations of two products of 32 samples, n coordinates and 100 units.
    def share_of_sgemm($way): by(dimensions; . as $n
      | [range($rounds) | 12.8 * ($n | tonumber) / $of["\($way)/step/\($n)"][.] / $of["limits/sgemm"][.]] | quantity)
      | with_entries(.key |= "n\(.)");
    $ARGS.named
  | {about: "How fast the training kernels are, written by code/bench/measure_speed", how, date, commit, command,
     results: ({
       machine: (({processor, architecture, cores, system, compiler, openblas, numpy, torch, date}
         | map_values(plain) | .cores |= tonumber) + {$kernel, own_kernel, own_dgemm,
           own_share: (.own_dgemm / $measured.limits.dgemm.median | four_digits), lanes}),
       sizes: {descent: {n: 250, alphas: 20}, flow: {N: 100, n: 250}, networks: {K: 10, m: 10}},
       all: {$rounds, load: ($of.load | sort | {median: quantile(0.5), most: last})},
       share: {
         descent: by("N50", "N100", "N200"; ratio(1; "descent/rate/\(.)"; "limits/dgemm")),
         of_shapes: by("N50", "N100", "N200"; ratio(1; "descent/rate/\(.)"; "descent/shapes/\(.)")),
         flow: ratio(1; "flow/rate"; "limits/dgemm"),
         tables: share_of_sgemm("tables"), sgemm: share_of_sgemm("sgemm"),
         traffic: ratio(1; "tables/traffic"; "limits/bandwidth/l1"),
         width: ($measured.width | with_entries("width/\(.key)" as $w | .value =
           by("A3", "A20"; ratio(1; "\($w)/rate/\(.)"; "\($w)/peak/double"))
           + by("n20", "n20-K20", "n320"; ratio(1; "\($w)/nominal/\(.)"; "\($w)/peak/single"))))},
       ratio: {
         "descent-N50": peers(20; "descent/N50"; "descent/time/N/50"),
         "descent-N200": peers(20; "descent/N200"; "descent/time/N/200"),
         "relu-n20": peers(10; "relu/n20"; "tables/step/20"), "relu-n320": peers(10; "relu/n320"; "tables/step/320"),
         sgemm: (by(dimensions; ratio(1; "sgemm/step/\(.)"; "tables/step/\(.)")) | with_entries(.key |= "n\(.)")),
         accuracy: ratio(1; "sgemm/accuracy"; "tables/accuracy")}}
       + $measured)};

def csv:
  "of,what,at,median,low,high",
  (.results as $all
   | ((("descent", "flow", "tables", "sgemm") as $code | $all[$code].time | to_entries[] | .key as $variable
     | .value | to_entries | sort_by(.key | tonumber)[] | [$code, $variable, .key, .value]),
    ($all.ratio | to_entries[] | select(.value.numpy) | .key as $case | ("numpy", "torch") as $peer
     | .value[$peer] // {} | to_entries[] | [$peer, .key, $case, .value]),
    (("n20", "n320") as $n | ["sgemm", "ratio", "relu-\($n)", $all.ratio.sgemm[$n]],
     (("tables", "sgemm") as $way | ["share", $way, "relu-\($n)", $all.share[$way][$n]])),
    (("N50", "N200") as $N | ["share", "dgemm", "descent-\($N)", $all.share.descent[$N]]),
    ["share", "flow", "flow", $all.share.flow])
   | .[:3] + (.[3] | [.median, .low, .high]) | join(","));

def report:
  def left($n): . + (" " * ([$n - length, 0] | max) // "");
  def right($n): (" " * ([$n - length, 0] | max) // "") + .;
  def three: if . < 0 then "-" + (-. | three) else fixed(if . >= 100 then 0 elif . >= 10 then 1 else 2 end) end;
  def shown: if . then map_values(three) | "\(.median) [\(.low), \(.high)]" else "-" end;
  def percent: if . then map_values(. * 100 | fixed(0)) | "\(.median) % [\(.low), \(.high)]" else "-" end;
  def line($what; $found): "\($what | left(62)) \($found)";
  def row($head; cells): ($head | left(37)) + ([cells | right(22)] | add);
  .results | . as $all
  | "Medians [quartiles] of \(.all.rounds) processes each, in turn, on one thread: \($ARGS.named.pin).",
    "Load of the machine \(.all.load.median | three), \(.all.load.most | three) at most.",
    "",
    line("limits: dgemm, sgemm, GFLOP/s"; "\(.limits.dgemm | shown), \(.limits.sgemm | shown)"),
    line("  kernel of OpenBLAS; the one it takes here, its dgemm";
      (.machine | "\(.kernel); \(.own_kernel), \(.own_dgemm | three)")),
    line("  a = b + s c in the first cache, the second, in memory, GB/s";
      [.limits.bandwidth["l1", "l2", "memory"] | shown] | join(", ")),
    "",
    row("diagonal network, n = 250, 20 scales"; "us an epoch", "GFLOP/s", "/ dgemm", "/ dgemm, same shapes"),
    (50, 100, 200 | "N\(.)" as $N | row("  N = \(.)"; ($all.descent | .time.N[$N[1:]], .rate[$N] | shown),
      ($all.share | .descent[$N], .of_shapes[$N] | percent))),
    row("exact limit, N = 100, n = 250"; "ms a sweep", "GFLOP/s of its QR", "/ dgemm"),
    row("  20 scales"; (.flow.time.alphas["20"] | map_values(. / 1000) | shown), (.flow.rate | shown),
      (.share.flow | percent)),
    row("ReLU networks, 10 of 10 units"; "us a step", "on sgemm", "sgemm / tables", "tables / sgemm peak"),
    (dimensions as $n | row("  n = \($n)"; (.tables.step[$n], .sgemm.step[$n], .ratio.sgemm["n\($n)"] | shown),
      (.share.tables["n\($n)"] | percent))),
    line("  products of a step with tables, us; traffic / first cache";
      "\(.tables.pass | shown); \(.share.traffic | percent)"),
    line("accuracy, 1000 points, n = 20, 20 networks, us; sgemm / tables";
      "\(.tables.accuracy | shown); \(.ratio.accuracy | shown)"),
    "",
    (.width | to_entries | sort_by(.key | tonumber) as $widths
     | row("with vectors of so many floats"; $widths[].key),
       row("  multiply and add, double, GFLOP/s"; $widths[].value.peak.double | shown),
       row("  the same, single"; $widths[].value.peak.single | shown),
       row("  a = b + s c in the first cache, GB/s"; $widths[].value.bandwidth | shown),
       (["epoch", "A3", "  3 scales, N = 50: us an epoch"], ["epoch", "A20", "  20 scales, N = 200: us an epoch"],
        ["step", "n20", "  10 networks, n = 20: us a step"], ["step", "n20-K20", "  20 networks, n = 20: us a step"],
        ["step", "n320", "  10 networks, n = 320: us a step"]
        | . as [$unit, $key, $name]
        | row($name; $widths[].value[$unit][$key] | shown),
          row("    rate / that peak"; $widths[].key | $all.share.width[.][$key] | percent))),
    "",
    "exponents of the cost",
    ("descent", "flow", "tables", "sgemm"
     | line("  \(.)"; [$all[.].exponent | to_entries[] | "\(.key) \(.value | shown)"] | join(", "))),
    line("  tables, N n together, from 200 x 20 to 3200 x 640"; .tables.grid.Nn | shown),
    "",
    row("times as long as here"; ("NumPy", "PyTorch") | "\(.), one by one", "\(.), all in one"),
    ("descent-N50", "descent-N200", "relu-n20", "relu-n320"
     | row("  \(.)"; $all.ratio[.] | .numpy, .torch | .idiomatic, .batched | shown)),
    ($ARGS.named | select(.numpy != "") | line("NumPy"; "skipped: \(.numpy)")),
    ($ARGS.named | select(.torch != "") | line("PyTorch"; "skipped: \(.torch)"));

if $form == "record" then record elif $form == "csv" then csv else report end
