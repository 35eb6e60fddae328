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
done <"$project/tests/pipeline/study_files.txt"

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
links=$(grep -o 'href="[^"#:]*"' "$a/$tree/html/index.html" | cut -d '"' -f 2 | sort -u)
check 'its links lead to what is there' same '' "$(for link in $links; do
    [ -e "$a/$tree/html/$link" ] || echo "$link"
done)"
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
rows = [["7" if i else "extra"] + row[::-1] for i, row in enumerate(rows)]
csv.writer(open(sys.argv[2], "w")).writerows(rows)
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
