# claims.jq: the vocabulary of the predicates of paper/claims.json. code/thesis/claims puts it after lines that
# include code/build/common.jq and bind $results, the results of all summaries by experiment.
#
# A truth is true, false, or null where an interval does not decide. A measured quantity is an object
# {value, low, high}, with an interval of 95 %; its ends are null where one replicate leaves none.

# ---- from the summaries --------------------------------------------------------------------------

def value($key):
  reduce ($key / "/")[] as $name ($results;
    if type == "object" and has($name) then .[$name] else error("no '\($key)' in the summaries") end);

def measured($column; $value; $low; $high):
  (value("\($column)_count") > 1) as $spread
  | {value: value($column + $value),
     low: (if $spread then value($column + $low) else null end),
     high: (if $spread then value($column + $high) else null end)};
def median($column): measured($column; "_median"; "_low"; "_high");
def mean($column): measured($column; "_mean"; "_mean_low"; "_mean_high");
# The slope of a least-squares line, with Student's interval.
def slope($line):
  {value: value("\($line)/slope"), low: value("\($line)/slope_t_low"), high: value("\($line)/slope_t_high")};

# Whether a column of zeros and ones is 1, or a column below or above a bound, in every replicate.
def every($column): value($column + "_min") == 1;
def every_below($column; $bound): value($column + "_max") < $bound;
def every_above($column; $bound): value($column + "_min") > $bound;

# The keys of an experiment's cells that match, such as one for each epoch.
def cells($experiment; $pattern):
  value($experiment) | keys_unsorted | map(select(test($pattern)))
  | if length > 0 then .[] else error("no cell of '\($experiment)' matches '\($pattern)'") end;

# ---- truths --------------------------------------------------------------------------------------

# These take a measured quantity. Without an interval they are null.
def below($bound): if .low == null then null elif .high < $bound then true elif .low >= $bound then false else null end;
def above($bound): if .low == null then null elif .low > $bound then true elif .high <= $bound then false else null end;
def within($a; $b):
  if .low == null then null elif .low >= $a and .high <= $b then true
  elif .high < $a or .low > $b then false else null end;
def near($reference; $share): within($reference * (1 - $share); $reference * (1 + $share));
def holds_number($number): .low <= $number and .high >= $number;
# Whether the whole of one interval is below that of another.
def below_that($other):
  if .low == null or $other.low == null then null
  elif .high < $other.low then true elif .low >= $other.high then false else null end;

# Kleene's logic, over the values of a generator.
def all3(truths): [truths] | if any(. == false) then false elif any(. == null) then null else true end;
def any3(truths): [truths] | if any(. == true) then true elif any(. == null) then null else false end;
def not3: if . == null then null else not end;
def at_least($count; truths):
  [truths] | if map(select(. == true)) | length >= $count then true
             elif map(select(. != false)) | length < $count then false else null end;

# Spearman's rank correlation of pairs [x, y] without ties.
def spearman:
  def ranks: . as $values | map(. as $x | [$values[] | select(. < $x)] | length);
  length as $n
  | [(map(.[0]) | ranks), (map(.[1]) | ranks)] | transpose | map(pow(.[0] - .[1]; 2)) | add
  | 1 - 6 * . / ($n * ($n * $n - 1));

# ---- numbers in a sentence, as TeX ---------------------------------------------------------------

def size: if . < 0 then -. else . end;
def magnitude: if . == 0 then 0 else size | log10 | floor end;
def with_places($places):
  (if . < 0 then "-" else "" end) as $sign | size | fixed($places) | if test("[1-9]") then $sign + . else . end;
def scientific:
  magnitude as $power | (. / pow(10; $power) | with_places(1)) as $digits
  | if $digits == "1.0" then "$10^{\($power)}$" else "$\($digits)\\times10^{\($power)}$" end;
# Three significant digits; a whole number has all of its own.
def number:
  if . == floor and size < 1e6 then "$\(.)$"
  elif size < 1e-3 or size >= 1e6 then scientific
  else "$\(with_places([2 - magnitude, 0] | max))$" end;
def percent: "$\(100 * . | with_places(if . == floor then 0 else 1 end))\\,\\%$";

# A measured quantity and its interval, to two digits of the interval's width.
def shown:
  if .low == null then "\(.value | number) (no interval)"
  elif .low == .high then .value | number
  elif map(size) | max < 1e-3 then map_values(scientific) | "\(.value)~[\(.low),~\(.high)]"
  else ([([1 - (.high - .low | magnitude), 0] | max), 3 - ([(.value | magnitude), 0] | min)] | min) as $places
       | map_values("$\(with_places($places))$") | "\(.value)~[\(.low),~\(.high)]"
  end;
def listed(parts): [parts] | join(", ");

# ---- a claim -------------------------------------------------------------------------------------

def claim($id; holds; part; found):
  def one($what; type; f):
    # In jq 1.6 try also catches what fails behind it: the array holds it in.
    [try ([f] | if length == 1 then .[0] else error("gives \(length) values") end
          | if type then . else error("gives \(tojson[:60])") end)
     catch error("\($id): '\($what)': \(.)")][0];
  def truth: . == true or . == false or . == null;
  one("holds"; truth; holds) as $holds | one("part"; truth; part) as $part
  | {id: $id,
     verdict: (if $holds == true then "holds"
               elif $part == true then "holds in part"
               elif $holds == null or $part == null then "not decided"
               else "does not hold" end),
     found: one("found"; type == "string" and length > 0; found)};
