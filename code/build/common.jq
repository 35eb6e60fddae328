# common.jq: definitions that several jq programs share: jq -L code/build 'include "common"; ...'.

# The input, or an error of this sentence where the condition does not hold.
def need(condition; sentence): if condition then . else error(sentence) end;

# The name of a processor, system or version in characters that TeX takes as they are.
def plain: gsub("\\([A-Za-z]*\\)|GNU/Linux"; "") | gsub("[^A-Za-z0-9.,+-]+"; " ") | sub(" $"; "");

# A number of at least 0 with this many decimals.
def fixed($decimals):
  (. * pow(10; $decimals) | round | tostring) as $digits
  | if $decimals == 0 then $digits
    else ("0" * ([$decimals + 1 - ($digits | length), 0] | max) // "") + $digits
      | .[:-$decimals] + "." + .[-$decimals:] end;
