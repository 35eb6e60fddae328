#!/bin/bash
# The web page has reproducible bytes, works in a browser, and is not built from a faulty text.
. "$(dirname "$0")/lib.sh"
a=$scratch/a b="$scratch/another place/b"
quick "$a"
build "$a" -j2 html
need 'make html builds the page' built
files() {
    (cd "$1/build/quick/paper/html" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}
wanted=$(files "$a")

# A copy with all but the drawings and the page, so that these are made again.
mkdir -p "$(dirname "$b")"
cp -a "$a" "$b"
rm -rf "$b"/build/quick/paper/html "$b"/build/quick/figures/*.svg "$b"/build/quick/figures/*-frames*.json
(cd "$b" && TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 make html PROFILE=quick) >"$scratch/log" 2>&1 &
again=$!

# The folder, and nothing around it, in a browser.
mkdir "$scratch/alone"
cp -r "$a/build/quick/paper/html" "$scratch/alone"
if ! command -v chromedriver >/dev/null || ! /usr/bin/python3 -c 'import selenium' 2>/dev/null; then
    skip 'the page works in a browser' 'chromium-driver or python3-selenium is not installed'
elif ! /usr/bin/python3 "$project/tests/pipeline/page.py" "$scratch/alone/html"; then
    failed=$((failed + 1))
fi

wait "$again"
check 'the page has the same bytes when built in another folder, time zone and locale' same "$wanted" "$(files "$b")"
check 'no file of the page contains a path of this machine' same '' \
    "$(grep -r -l -a -F -e "$scratch" -e "${SHARED:-$scratch}" "$scratch/alone")"
build "$b" html
check 'make html does nothing when the page is up to date' ran
# The rest does not need the whole text.
small_text "$b"
mkdir "$scratch/temporary"
touch "$scratch/temporary/empty file of another program"
TMPDIR=$scratch/temporary build "$b" html
need 'make html builds the page of a small text' built
check 'LaTeXML removes no empty file of other programs' test -e "$scratch/temporary/empty file of another program"
echo >>"$b/data/README.md"
build "$b" html
check 'make html builds the page again, and nothing else, after a change in a file that it links to' ran \
    'page paper/html/index.html'
wanted=$(files "$b")

# A fault stops it and leaves the page as it was.
attempt() {
    cat >"$b/paper/thesis.tex" <<TEX
\documentclass{article}
\usepackage{results,graphicx,hyperref}
\title{A}
\begin{document}
$1
\end{document}
TEX
    run "$b" code/thesis/webpage build/quick/ quick build/quick/tex/page paper/thesis.tex \
        build/quick/paper/html/index.html
}
while IFS='|' read -r what text words; do
    attempt "$text"
    # shellcheck disable=SC2086  # words
    check "make html rejects $what by name" refused $words
done <<'LIST'
an unknown macro|\unknownmacro|Error undefined unknownmacro
a reference to nothing|\ref{fig:none}|fig:none
a figure that is not there|\includegraphics[alt={What is seen.}]{figures/fig99.svg}|no such figure fig99
a figure without alternative text|\includegraphics{figures/fig3.svg}|no alternative text fig3
a link to no source|\href{sources/code/none.c}{program}|code/none.c
LIST
check 'the page stays as it was when make html fails' same "$wanted" "$(files "$b")"
mkdir "$scratch/mine"
touch "$scratch/mine/index.html"
run "$b" code/thesis/webpage build/quick/ quick build/quick/tex/page paper/thesis.tex "$scratch/mine/index.html"
check 'webpage refuses to replace a folder that is no page' refused "$scratch/mine"
check 'the files of a folder that is no page stay' test -e "$scratch/mine/index.html"
attempt '\includegraphics[alt={What is seen.}]{figures/fig3.svg}'
check 'a text without a fault is built' built
finish
