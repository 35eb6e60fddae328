# reseed.jq: what code/check/reseed reports of another seed (--arg form report), and what data/reference/seeds.json
# then keeps (--arg form record), from the lines of moved.csv, the verdicts of both seeds and what was kept before.
include "common";

# An interval from few values is too short: medians and means of ten values or more are counted apart.
def counts:
  def group: {numbers: length, beyond_2: map(select(. * . > 4)) | length, beyond_3: map(select(. * . > 9)) | length};
  [input as $head | inputs / ","] | map(select(.[3] != "")) as $with_error
  | [$with_error[] | {many: ((.[4] | tonumber? // 0) >= 10), moved: (.[3] | tonumber)}] as $numbers
  | {many: [$numbers[] | select(.many).moved] | group, few: [$numbers[] | select(.many | not).moved] | group,
     others: (length - ($with_error | length))};

def report($own; $fresh):
  def share($count): "\($count) (\(if .numbers > 0 then 1000 * $count / .numbers | round / 10 else 0 end) %)";
  def group: "of \(.numbers) \(share(.beyond_2)) moved by more than 2, \(share(.beyond_3)) by more than 3";
  (counts | "medians and means of ten values or more: \(.many | group)", "of fewer, and fits: \(.few | group)",
            "without a standard error: \(.others) changed"),
  ([$own + $fresh | keys[] | select($own[.] != $fresh[.])
    | "\(.): \($own[.] // "missing") -> \($fresh[.] // "missing")"]
   | "Changed verdicts: \(if . == [] then "none" else join(", ") end)");

# What was found by a predicate that the ledger no longer has is dropped.
def record($ledger; $own; $fresh; $kept; $made; $seed):
  def shares: . + {share_2: (.beyond_2 / .numbers), share_3: (.beyond_3 / .numbers)};
  def total(group): [.[] | group] as $groups
    | {numbers: null, beyond_2: null, beyond_3: null} | with_entries(.value = ([$groups[][.key]] | add)) | shares;
  (reduce $ledger[] as $claim ({}; ($kept.claims[$claim.id] // {}) as $before | .[$claim.id] =
     ($claim | {holds} + if .part then {part} else {} end) + {verdict: $own[$claim.id], seeds:
       (if [$before, $claim | [.holds, .part]] | unique | length == 1 then $before.seeds else {} end
        + {($seed): $fresh[$claim.id]})})) as $claims
  | ([$claims | keys_unsorted[] | select($claims[.] | .verdict and .seeds[$seed] | not)][0]) as $missing
  | need($missing == null; "\($missing): one of the seeds has no verdict on it: make claims of both")
  | (counts | .many |= shares | .few |= shares) as $counts
  | ($kept.results + {($seed): ($counts + {
      verdicts: [$claims[] | select(.verdict != .seeds[$seed])] | length, commit: $made.commit,
      date: [$made.cells[].date] | max, processor: [$made.cells[].processor | plain] | unique | join(", ")})}
     | del(.all)) as $seeds
  | {about: "What other seeds gave, written by code/check/reseed (see data/README.md)",
     results: ($seeds + {all: ($seeds | {seeds: length, many: total(.many), few: total(.few), claims: $claims | length,
       verdicts: [$claims[] | select(.verdict as $own | any(.seeds[]; . != $own))] | length})}),
     $claims};

$ARGS.named
| if $form == "report" then report(.own[0]; .fresh[0])
  else record(.ledger[0]; .own[0]; .fresh[0]; .kept[0] // {results: {}, claims: {}}; .made[0]; .seed) end
