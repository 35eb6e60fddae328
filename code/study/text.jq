# text: words of the user, and of the build, for TeX.

# tex: a text as TeX has it. Letters beyond those that the fonts have become a question mark.
def tex:
  ({"\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "\"": "\\textquotedbl{}", "'": "'", "`": "\\textasciigrave{}", "-": "-{}", "µ": "\\textmu{}",
    "°": "\\textdegree{}"}) as $special
  | explode | map([.] | implode | . as $c
      | $special[$c] // (if ($c | explode[0]) as $code | ($code >= 32 and $code < 127)
          or ($code >= 192 and $code < 383 and ([208, 215, 222, 240, 247, 254] | index($code) | not))
        then $c else "?" end))
  | add // "";

# short($most): a text with its middle left out where it is longer.
def short($most): if length > $most then .[:($most / 2 | floor) - 1] + "..." + .[-($most / 2 | floor) + 2:] else . end;

# name: a name of the user's in the text.
def name: short(40) | tex | "\\textsf{\(.)}";
# cell: the same in a table.
def cell: short(26) | tex | "\\textsf{\(.)}";

# code: a command, whose lines may end after a slash, a sign or an underscore.
def code: tex | gsub("(?<c>[/=]|\\\\_)"; "\(.c)\\allowbreak{}");
def count($word): if . == 1 then "one \($word)" else "$\(.)$ \($word)s" end;
def list: if length < 2 then .[0] // "" elif length == 2 then join(" and ") else .[:-1] | join(", ") end
  + if length > 2 then ", and \(.[-1])" else "" end;

# res($key): a number of the study.
def res($key; $format): "\\res[\($format)]{study/\($key)}";
def res($key): res($key; ".3g");

# read_rest: what else there is to say about the files.
def read_rest($f):
  (if $f.row_names == null then "" else " The first column holds names of rows and was set aside." end)
+ (if ($f.constant | length) == 0 then "" else
    " \($f.constant | length | count("constant feature")) "
    + "\(if ($f.constant | length) == 1 then "was" else "were" end) set aside:"
    + " \($f.constant[:6] | map(name) | list)\(if ($f.constant | length) > 6 then " and others" else "" end)." end)
+ (if $f.test
   then " \($f.test | split("/")[-1] | name) has \($f.test_samples | count("sample")) to test on." else "" end);
