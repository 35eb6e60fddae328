# ledger.jq: the verdicts that code/thesis/claims has written, for readers.
#
#   jq -r --arg form tex -f ledger.jq    for paper/thesis.sty: \claimverdict for each claim, \claimcount
#                                        for each verdict, and \claimrows, the rows of the table
#   jq -r --arg form text -f ledger.jq   for a terminal
#
def verdicts: ["holds", "holds in part", "does not hold", "not decided"];
# A verdict that another seed changes is "not decided"; what each seed gave is added to what was found.
def settled:
  .claims |= map(.verdict as $own | (.seeds // {} | to_entries) as $seeds
    | if all($seeds[]; .value == $own) then .
      else .verdict = "not decided" | .flipped = ($own != "not decided")
        | .found += "; this seed alone: \($own); with the seeds "
          + "\($seeds | map(.key) | join(", ")): \($seeds | map(.value) | join(", "))" end);
def count(condition): [.claims[] | select(condition)] | length;
def count_of($verdict): count(.verdict == $verdict);

def capital: (.[:1] | ascii_upcase) + .[1:];

def tex:
  "% Written by code/thesis/ledger.jq from the verdicts.",
  (.claims[] | "\\claimverdict{\(.id)}{\(.verdict as $verdict | verdicts | index($verdict))}"),
  (.claims[] | select(.flipped) | "\\claimflipped{\(.id)}"),
  (verdicts[] as $verdict | "\\claimcount{\($verdict)}{\(count_of($verdict))}"),
  "\\claimcount{all}{\(.claims | length)}", "\\claimcount{flipped}{\(count(.flipped))}",
  "\\def\\claimrows{%",
  (.claims[] | "\\claimrow{\(.id)}{\(.section)}{\(.claim)}{\(.thesis // "")}{\(.found | capital)}"
   + "{\(.verdict | capital)}{\(.target)}{\(.see)}{\(.reason // "")}%"),
  "}";

# The TeX of a claim as plain text.
def plain:
  gsub("\\\\(original|mathbf) *\\{(?<inside>[^}]*)\\}"; .inside)
  | gsub("\\\\sqrt *\\{(?<inside>[^}]*)\\}"; "sqrt(\(.inside))")
  | gsub("\\\\times10\\^\\{(?<power>[^}]*)\\}"; "e\(.power)") | gsub("10\\^\\{(?<power>[^}]*)\\}"; "1e\(.power)")
  | gsub("\\\\ell\\^"; "l") | gsub("\\\\to *"; " -> ") | gsub("\\\\le *"; " <= ")
  | gsub("\\\\langle *"; "<") | gsub("\\\\rangle *"; ">")
  | gsub("\\\\infty"; "infinity") | gsub("\\\\,"; " ") | gsub("\\\\(?<name>[a-z]+)"; .name)
  | gsub("[$\\\\{}]"; "") | gsub("~"; " ");
def wrapped($width):
  reduce (. / " ")[] as $word ([""];
    if .[-1] == "" then .[-1] = $word
    elif (.[-1] + $word | length) < $width then .[-1] += " " + $word
    else . + [$word] end);

def text:
  (.claims[]
   | [([.claim, (.thesis // empty | "thesis: " + .), "found: " + .found][] | plain | wrapped(100)[]), .target] as $lines
   | range($lines | length) as $k
   | (if $k == 0 then "\(.id)  \(.verdict)" else "" end) as $head
   | $head + " " * (20 - ($head | length)) + $lines[$k]),
  "",
  "\(.claims | length) claims: \([verdicts[] as $verdict | "\(count_of($verdict)) \($verdict)"] | join(", "))"
    + " (profile \(.profile))";

settled | if $form == "tex" then tex else text end
