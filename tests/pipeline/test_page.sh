#!/bin/bash
# The web edition: built twice to the same bytes, refused when something is wrong, and used in a browser.
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
check 'made again elsewhere it has the same bytes' same "$wanted" "$(files "$b")"
check 'no file of it holds a path of this machine' same '' \
    "$(grep -r -l -a -F -e "$scratch" -e "${SHARED:-$scratch}" "$scratch/alone")"
build "$b" html
check 'made once more it is up to date' ran
# From here on what is in the text does not matter.
small_text "$b"
build "$b" html
need 'a page of a small text is made' built
echo >>"$b/data/README.md"
build "$b" html
check 'another byte in a file that it links to makes it anew, and nothing else' ran 'page paper/html/index.html'
wanted=$(files "$b")

# What is wrong stops it, and leaves the page as it was.
attempt() {
    cat >"$b/paper/thesis.tex" <<TEX
\documentclass{article}
\usepackage{results,graphicx,hyperref}
\title{A}
\begin{document}
$1
\end{document}
TEX
    out=$(cd "$b" && code/thesis/webpage build/quick/ quick build/quick/tex/page paper/thesis.tex \
        build/quick/paper/html/index.html 2>&1)
    status=$?
}
while IFS='|' read -r what text words; do
    attempt "$text"
    # shellcheck disable=SC2086  # words
    check "$what is refused" refused $words
done <<'LIST'
an unknown macro|\unknownmacro|Error undefined unknownmacro
a reference to nothing|\ref{fig:none}|fig:none
a figure that is not there|\includegraphics[alt={What is seen.}]{figures/fig99.svg}|no such figure fig99
a figure without alternative text|\includegraphics{figures/fig3.svg}|no alternative text fig3
a link to no source|\href{sources/code/none.c}{program}|code/none.c
LIST
check 'and the page stays as it was' same "$wanted" "$(files "$b")"
mkdir "$scratch/mine"
touch "$scratch/mine/index.html"
out=$(cd "$b" && code/thesis/webpage build/quick/ quick build/quick/tex/page paper/thesis.tex \
    "$scratch/mine/index.html" 2>&1)
status=$?
check 'a folder that is no page is not replaced by one' refused "$scratch/mine"
check 'and stays' test -e "$scratch/mine/index.html"
attempt '\includegraphics[alt={What is seen.}]{figures/fig3.svg}'
check 'a text without fault is not' built
finish
