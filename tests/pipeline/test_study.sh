#!/bin/bash
# make study: from a file of the user's own to a report, on files as people have them, against other people's programs.
. "$(dirname "$0")/lib.sh"
unset DATA TEST STUDY
a=$scratch/a
library "$a"
build "$a" build/bin/study_read
need 'the reader is compiled' built
mkdir "$scratch/files"

# kind NAME TEXT SEEN: what the reader says of a file of that text, to printf. SEEN is "= PART; PART" of what is read,
# or "! PART; PART" of why it is refused.
# shellcheck disable=SC2317  # check calls it
kind() {
    local file=$scratch/files/x.csv seen=${3#??} wanted=0 got=0 part
    # shellcheck disable=SC2059  # the text is a format
    printf "$2" >"$file"
    out=$("$a/build/bin/study_read" "$file" '' auto 2 "$scratch/files/columns.csv" 2>&1) || got=$?
    [ "$got" -ne 0 ] || out="$out"$'\n'$(cat "$scratch/files/columns.csv")
    case $3 in '!'*) wanted=1 ;; esac
    [ "$got" -eq "$wanted" ] || { echo "status $got: $out" && return 1; }
    while [ -n "$seen" ]; do
        part=${seen%%; *}
        [ "$part" = "$seen" ] && seen='' || seen=${seen#*; }
        [[ $out == *"$part"* ]] || { echo "no <$part> in: $out" && return 1; }
    done
}
while IFS='|' read -r name text seen; do
    check "a file: $name" kind "$name" "$text" "$seen"
done <<'KINDS'
plain|a,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "samples": 4, "features": 2; a,3.5
no last line end|a,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5|= "samples": 4
CRLF|a,b,y\r\n1,2,3.5\r\n4,5,6.5\r\n7,9,9.5\r\n2,2,1.5\r\n|= "samples": 4; y,5.25
CR alone|a,b,y\r1,2,3.5\r4,5,6.5\r7,9,9.5\r2,2,1.5\r|= "samples": 4; y,5.25
byte-order mark|\xef\xbb\xbfa,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "samples": 4; a,3.5
byte-order mark and quotes|\xef\xbb\xbf"a","b","y"\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "features": 2; a,3.5
semicolons|a;b;y\n1;2;3.5\n4;5;6.5\n7;9;9.5\n2;2;1.5\n|= "separator": "semicolon"; y,5.25
semicolons and decimal commas|a;b;y\n1,5;2;3,5\n4,5;5;6,5\n7;9;9,5\n2;2;1,5\n|= "decimal": "comma"; a,3.75
tabs|a\tb\ty\n1\t2\t3.5\n4\t5\t6.5\n7\t9\t9.5\n2\t2\t1.5\n|= "separator": "tab"; y,5.25
tabs and decimal commas|a\tb\ty\n1\t2\t3,5\n4\t5\t6,5\n7\t9\t9,5\n2\t2\t1,5\n|= "decimal": "comma"; y,5.25
sep line|sep=;\na;b;y\n1;2;3.5\n4;5;6.5\n7;9;9.5\n2;2;1.5\n|= "separator": "semicolon"; a,3.5
blank first lines|\n\na,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "samples": 4
blank last lines|a,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n\n  \n\n|= "samples": 4
blank lines between|a,b,y\n1,2,3.5\n\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "samples": 4
separators at the end of the file|a,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n,,\n,,\n|= "samples": 4
blanks around fields|a , b, y\n 1 ,2, 3.5\n4,5,6.5 \n7,9,9.5\n2,2,1.5\n|= "samples": 4; b,4.5
quoted numbers|"a","b","y"\n"1","2","3.5"\n"4","5","6.5"\n"7","9","9.5"\n"2","2","1.5"\n|= "samples": 4; y,5.25
a comma in a name|"a, mm",b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "features": 2; "a, mm",3.5
quotation marks in a name|"a ""x""",b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "features": 2; "a ""x""",3.5
a line end in a name|"a\nmm",b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "features": 2; a mm,3.5
names in Latin-1|gr\xf6\xdfe,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= "features": 2; größe,3.5
names in UTF-8|größe,b,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= größe,3.5
quoted numbers as names|"900","902",y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= 900,3.5
numbers as names beside a word|900,902,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= 900,3.5
row names as R writes them|"","a","b","y"\n"1",1,2,3.5\n"2",4,5,6.5\n"3",7,9,9.5\n"4",2,2,1.5\n|= "features": 2, "data"; "row_names": ""; a,3.5
row names as write.table writes them|"a" "b" "y"\n|! one column
row names without a name, by commas|a,b,y\nr1,1,2,3.5\nr2,4,5,6.5\nr3,7,9,9.5\nr4,2,2,1.5\n|= "features": 2; a,3.5; "row_names": ""
an index as pandas writes it|,a,b,y\n0,1,2,3.5\n1,4,5,6.5\n2,7,9,9.5\n3,2,2,1.5\n|= "features": 2; a,3.5
names of samples|id,a,b,y\nu1,1,2,3.5\nu2,4,5,6.5\nu3,7,9,9.5\nu4,2,2,1.5\n|= "row_names": "id"; a,3.5
response named y, first|y,a,b\n3.5,1,2\n6.5,4,5\n9.5,7,9\n1.5,2,2\n|= "response": "y"; y,5.25
every form of a number|a,b,y\n1e0,+2,3.5\n4.,.5E+1,65e-1\n00007,9.000000000000000000000,9.5\n0.2e1,2,1.5E0\n|= a,3.5; b,4.5; y,5.25
a typographer's minus|a,b,y\n\xe2\x88\x921,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= a,3,
long numbers|a,b,y\n0.1000000000000000055511151231257827,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|= a,3.275
tiny and large|a,b,y\n1e-300,2,3.5\n4e90,5,6.5\n7,9,9.5\n2,2,1.5\n|= "samples": 4
two words|a,b,y\n1,2,no\n4,5,yes\n7,9,yes\n2,2,no\n|= "task": "classification"; "minus": "no"; "plus": "yes"
two numbers|a,b,y\n1,2,0\n4,5,1\n7,9,1\n2,2,0\n|= "task": "classification"; "minus": "0"; "plus": "1"
TRUE and FALSE|a,b,y\n1,2,TRUE\n4,5,FALSE\n7,9,TRUE\n2,2,FALSE\n|= "minus": "FALSE"; "plus": "TRUE"
words with blanks and commas|a,b,y\n1,2,"not, now"\n4,5,very much\n7,9,very much\n2,2,"not, now"\n|= "minus": "not, now"
a constant column|a,b,c,y\n1,5,2,3.5\n4,5,5,6.5\n7,5,9,9.5\n2,5,2,1.5\n|= "features": 2; "constant": ["b"]
empty||! nothing to read
blank lines alone|\n\n\n|! nothing to read
a header alone|a,b,y\n|! line 1: no row of values
no header|1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 1: all names of columns are numbers
one column|y\n1\n2\n3\n|! line 1: there is one column
separated by blanks|a b y\n1 2 3.5\n4 5 6.5\n|! line 1: there is one column
an empty name|a,,y\n1,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 1, column 2: the column has no name
a separator at the end of lines|a,b,y,\n1,2,3.5,\n4,5,6.5,\n7,9,9.5,\n|! line 1, column 4: the column has no name
a name twice|a,b,a,y\n1,2,3,3.5\n4,5,6,6.5\n7,9,8,9.5\n2,2,1,1.5\n|! line 1, column 3: 'a' is the name of column 1
a short row|a,b,y\n1,2,3.5\n4,6.5\n7,9,9.5\n2,2,1.5\n|! line 3: 2 columns where the header has 3
a long row|a,b,y\n1,2,3.5\n4,5,6.5,8\n7,9,9.5\n2,2,1.5\n|! line 3: more columns than the 3
a long row by decimal commas|a,b,y\n1,5,2,3,4,1\n4,5,6,5,5,5\n|! line 2: more columns than the 3 of the header, or is the comma a decimal one
large beyond squares|a,b,y\n4e300,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 1 (a): '4e300' is larger than 1e+100
NA|a,b,y\n1,2,3.5\n4,NA,6.5\n7,9,9.5\n2,2,1.5\n|! line 3, column 2 (b): the value is missing: NA
an empty field|a,b,y\n1,2,3.5\n4,,6.5\n7,9,9.5\n2,2,1.5\n|! line 3, column 2 (b): the value is missing
an empty quoted field|a,b,y\n1,2,3.5\n4,"",6.5\n7,9,9.5\n2,2,1.5\n|! line 3, column 2 (b): the value is missing
NaN|a,b,y\n1,2,3.5\n4,5,NaN\n7,9,9.5\n2,2,1.5\n|! line 3, column 3 (y): the value is missing
infinity|a,b,y\n1,2,3.5\n4,5,6.5\n7,Inf,9.5\n2,2,1.5\n|! line 4, column 2 (b): 'Inf' is not finite
a number too large|a,b,y\n1,2,3.5\n4,5,6.5\n7,1e999,9.5\n2,2,1.5\n|! line 4, column 2 (b): '1e999' is larger than
text in a column of numbers|a,b,y\n1,red,3.5\n4,blue,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 2 (b): 'red' is not a number
a unit|a,b,y\n1,2 mm,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 2 (b): '2 mm' is not a number: write it without units
per cent|a,b,y\n1,20%%,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! '20%' is not a number: write it without units
marks of thousands|a,b,y\n"1,000",2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 1
hexadecimal|a,b,y\n0x10,2,3.5\n4,5,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 1
a date|a,b,y\n1,2026-01-02,3.5\n4,2026-01-03,6.5\n7,9,9.5\n2,2,1.5\n|! line 2, column 2 (b): '2026-01-02' is not a number
mixed decimal signs|a;b;y\n1,5;2;3,5\n4.5;5;6,5\n7;9;9,5\n2;2;1,5\n|! line 3, column 1 (a): '4.5' has a decimal point where numbers before it have a comma
thousands and decimals|a;b;y\n1.234,5;2;3,5\n4,5;5;6,5\n7;9;9,5\n2;2;1,5\n|! line 2, column 1
a categorical first column|sex,a,y\nM,2,3.5\nF,5,6.5\nM,9,9.5\nF,2,1.5\n|! line 4, column 1 (sex): the text of line 2 again
a number among labels|a,b,y\n1,2,no\n4,5,1\n7,9,yes\n2,2,no\n|! line 3, column 3 (y): the number '1' is among words
a word among numbers|a,b,y\n1,2,3.5\n4,5,high\n7,9,9.5\n2,2,1.5\n|! line 3, column 3 (y): 'high' is not a number
a label missing|a,b,y\n1,2,no\n4,5,\n7,9,yes\n2,2,no\n|! line 3, column 3 (y): the value is missing
three classes|a,b,y\n1,2,p\n4,5,q\n7,9,r\n2,2,p\n|! column 3 (y): the labels are 3 words (p, q, r, ...), not two
one class|a,b,y\n1,2,p\n4,5,p\n7,9,p\n2,2,p\n|! column 3 (y): the response has one value throughout
a constant response|a,b,y\n1,2,3\n4,5,3\n7,9,3\n2,2,3\n|! column 3 (y): the response has one value throughout
every feature constant|a,b,y\n1,2,3\n1,2,4\n1,2,5\n1,2,6\n|! line 1: every feature is constant
too few rows|a,b,y\n1,2,3\n4,5,6\n|! 2 samples are too few for 2 folds
too few of a class|a,b,y\n1,2,p\n4,5,p\n7,9,p\n2,2,q\n|! 1 samples in the smaller class are too few
a quotation mark not closed|a,b,y\n1,2,3.5\n4,"5,6.5\n7,9,9.5\n2,2,1.5\n|! line 3: a quotation mark is not closed
text after a quotation mark|a,b,y\n1,2,3.5\n4,"5"x,6.5\n7,9,9.5\n2,2,1.5\n|! line 3: 'x
UTF-16|\xff\xfea\0,\0b\0|! line 1: the text is in UTF-16
a workbook|PK\x03\x04\x14\0\0\0|! line 1: this is a workbook
zeros in the text|a,b,y\n1,2,3\0\n|! byte 12 is zero
row names and a response alone|,y\n1,2\n2,3\n3,4\n|! line 1: there is one column beside the names of rows
KINDS

# What study says to a user.
study() {
    build "$a" -j2 study "$@"
}
# data NAME < PYTHON: a file that Python writes, with X and y.
data() {
    local code
    code=$(cat)
    /usr/bin/python3 - "$scratch/files/$1.csv" <<PYTHON
import random, sys
random.seed(1)
def normal(): return random.gauss(0, 1)
def write(X, y, names=None):
    with open(sys.argv[1], "w") as f:
        f.write(",".join(names or [f"x{j + 1}" for j in range(len(X[0]))]) + ",y\n")
        for row, v in zip(X, y): f.write(",".join(map(repr, row)) + "," + str(v) + "\n")
$code
PYTHON
}
small='folds=3 steps=300 points=4 alphas=5 penalties=8 epochs=20 networks=2 widths=[4] scales=[0.1,1]'
data sparse <<'PYTHON'
X = [[normal() for j in range(30)] for i in range(24)]
write(X, [2 * r[0] - r[3] + 0.1 * normal() for r in X], [f"a_{j}% & b" for j in range(30)])
PYTHON
f=$scratch/files/sparse.csv tree=build/study/sparse-quick
study DATA="$f" SET="$small"
need 'make study ends with a report' told "The report is $tree/report.pdf" "$tree/html/index.html"
check 'which is there, as a page, too' ls "$a/$tree/report.pdf" "$a/$tree/html/index.html" \
    "$a/$tree/data/results/study-coefficients.csv"
text=$(pdftotext -layout "$a/$tree/report.pdf" - | tr -s ' \n' ' ')
# shellcheck disable=SC2317
says() {
    local words
    for words; do [[ $text == *"$words"* ]] || { echo "no <$words> in: $text" && return 1; }; done
}
check 'it has one to three pages' test "$(pdfinfo "$a/$tree/report.pdf" | sed -n 's/^Pages: *//p')" -le 3
check 'it says what was read, with names of any signs, and by which command' says '24 samples and 30 features' \
    'the response is y' 'a_0% & b' 'make study DATA=' 'folds=3'
check 'its links lead to what is there' same '' "$(grep -o 'href="[^"#:]*"' "$a/$tree/html/index.html" | cut -d '"' -f 2 |
    sort -u | while read -r link; do [ -e "$a/$tree/html/$link" ] || echo "$link"; done)"
check 'a cell for each fold was run' same 3 "$(grep -c 'cell .*study/fold' <<<"$steps")"
study DATA="$f" SET="$small"
check 'what is there is not made again' ran
rm "$a/$tree/data/results/study/fold2.json"
study DATA="$f" SET="$small"
check 'a fold that is gone is, and no other' ran "cell build/study/sparse-quick/data/results/study/fold2.json"
touch "$f"
study DATA="$f" SET="$small"
check 'a file that is only newer changes nothing' ran
sed -i '2s/^[^,]*/1.5/' "$f"
study DATA="$f" SET="$small" LAUNCH='sh -c '\''echo "$$*" >>build/launched; exec "$$@"'\'' launch'
check 'a value that was edited changes all folds' same 3 "$(grep -c 'cell .*study/fold' <<<"$steps")"
check 'which are run by way of LAUNCH' same 3 "$(grep -c study_fold "$a/build/launched")"
study DATA="$f" SET="$small alpha_low=1e-2"
check 'so does a setting' same 3 "$(grep -c 'cell .*study/fold' <<<"$steps")"
check 'whose scales are then those of the tables' same 0.01 \
    "$(sed -n 2p "$a/$tree/data/results/study-scales.csv" | cut -d , -f 1)"
study DATA="$f" SET='fold=3'
check 'a setting that is not there is refused' refused 'SET: fold=3' folds
study DATA="$f" SET='task=sorting'
check 'a task that is not there is refused' refused 'task=sorting' regression classification
study DATA="$f" SET='response=z'
check 'a response that is not there is refused' refused "sparse.csv" "'z'" 'a_0% & b'
study DATA="$scratch/files/nosuch.csv"
check 'a file that is not there is refused' refused nosuch.csv
study
check 'no file is refused' refused DATA=
study DATA="$f" TEST="$f" SET="$small standardize=0"
check 'a test file and columns as they are make a report' told 'The report is'

# The columns of a test file are found by their names.
/usr/bin/python3 - "$f" "$scratch/files/turned.csv" <<'PYTHON'
import csv, sys
rows = list(csv.reader(open(sys.argv[1])))
csv.writer(open(sys.argv[2], "w")).writerows([["extra"] + r[::-1] if i == 0 else ["7"] + r[::-1] for i, r in enumerate(rows)])
PYTHON
study DATA="$f" TEST="$f" SET="$small"
wanted=$(jq -c .results.test "$a/$tree/data/results/study.json")
study DATA="$f" TEST="$scratch/files/turned.csv" SET="$small"
check 'columns of a test file have any order, and others are passed over' same "$wanted" \
    "$(jq -c .results.test "$a/$tree/data/results/study.json")"

# Data that has made programs stumble: columns of mean 0, one feature, columns twice, units of their own, an exact fit.
data centered <<'PYTHON'
X = [[normal() for j in range(8)] for i in range(9)]
means = [sum(c) / len(c) for c in zip(*X)]
X = [[v - m for v, m in zip(r, means)] for r in X]
write(X, [2 * r[0] - r[3] for r in X])
PYTHON
data one <<'PYTHON'
X = [[normal()] for i in range(12)]
write(X, [normal() for r in X])
PYTHON
data twins <<'PYTHON'
X = [[normal() for j in range(4)] for i in range(15)]
write([r + r[:2] for r in X], [r[0] + 0.1 * normal() for r in X])
PYTHON
data units <<'PYTHON'
X = [[1e9 + 1e6 * normal(), 1e-6 * normal(), 2000 + 10 * normal()] for i in range(20)]
write(X, [1e-7 * (r[2] - 2000) + 1e-7 * normal() for r in X])
PYTHON
data easy <<'PYTHON'
X = [[normal() for j in range(4)] for i in range(40)]
write(X, ["yes" if r[0] > 0 else "no" for r in X])
PYTHON
for name in centered one twins units easy; do
    study DATA="$scratch/files/$name.csv" SET="$small"
    check "a report of $name.csv" told 'The report is'
done
text=$(pdftotext -layout "$a/build/study/easy-quick/report.pdf" - | tr -s ' \n' ' ')
check 'words make a classification' says 'times no and' 'times yes' 'hidden units' 'The kernel predictor'

# Real data, and the same by other programs.
# real NAME RESPONSE WORD...
real() {
    study DATA="$scratch/files/$1.csv" SET="response=$2"
    check "a report of $1" told 'The report is'
    check "whose numbers are those of NumPy, SciPy and scikit-learn" \
        /usr/bin/python3 "$project/tests/peers/study.py" "$a/build/study/$1-quick" "$2"
    text=$(pdftotext -layout "$a/build/study/$1-quick/report.pdf" - | tr -s ' \n' ' ')
    check "which says what was read: $1" says "${@:3}"
}
if /usr/bin/python3 -c 'import sklearn, scipy' 2>/dev/null; then
    /usr/bin/python3 - "$scratch/files" <<'PYTHON'
import csv, sys
from sklearn.datasets import load_breast_cancer, load_diabetes
for name, load, response in ("diabetes", load_diabetes, "target"), ("breast_cancer", load_breast_cancer, "diagnosis"):
    d = load()
    with open(f"{sys.argv[1]}/{name}.csv", "w") as f:
        w = csv.writer(f)
        w.writerow([*d.feature_names, response])
        for x, y in zip(d.data, d.target):
            w.writerow([*map(float, x), d.target_names[y] if name == "breast_cancer" else float(y)])
PYTHON
    real diabetes target '442 samples and 10 features' 'whatever the scale'
    real breast_cancer diagnosis '569 samples and 30 features' '357 times benign and 212 times malignant'
    if Rscript -e 'library(pls)' >/dev/null 2>&1; then
        Rscript -e 'data(gasoline, package = "pls"); write.csv(gasoline, commandArgs(TRUE)[1])' \
            "$scratch/files/gasoline.csv" >/dev/null 2>&1
        real gasoline octane '60 samples and 401 features' 'names of rows' 'nm'
    else
        skip 'spectra of gasoline' 'R has no package pls: env/setup tests installs it'
    fi
else
    skip 'real data and other programs' 'Python has no scikit-learn: env/setup tests installs it'
fi
finish
