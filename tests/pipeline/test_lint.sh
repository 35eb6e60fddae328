#!/bin/bash
# make lint finds nothing in the tree, and finds a planted fault of every kind.
. "$(dirname "$0")/lib.sh"
a=$scratch/a

# lacks WORD: the last build succeeded and no line of what it said has the word.
lacks() {
    [ "$status" -eq 0 ] && ! grep -F -- "$1" <<<"$out"
}

copy "$a"
build "$a" -j2 lint
check 'make lint finds nothing in the tree' built
build "$a" lint
check 'make lint does not check an unchanged file again' lacks '  lint'
sed -i "1i /* A comment, in a line of its own. */" "$a/code/models/search.c"
build "$a" lint
check 'make lint checks an edited file again' same '  lint       code/models/search.c' "$(grep '^  lint' <<<"$out")"

# found FILE:LINE WORD...: make lint of that file fails, with a line of these words.
found() {
    build "$a" lint FILES="${1%%:*}"
    refused "$@"
}

cat >"$a/code/lib/bad.c" <<'C'
#include <stdlib.h>

int bad(int n);
int bad(int n)
{
    int *x = malloc(sizeof *x);
    if (!x || n > 3)
        return 1;
    *x = n;
   n = *x;
    free(x);
    return n; /* ........................................................................................... */
}
C
cat >"$a/code/lib/worse.c" <<'C'
#include <stdio.h>
#include <string.h>

int worse(const char *x);
int worse(const char *x)
{
    char y[4];
    strcpy(y, x);
    return puts(y);
}
C
check 'gcc finds a leak' found code/lib/bad.c:7 -Wanalyzer-malloc-leak
build "$a" lint FILES=code/lib/bad.c
check 'clang finds a leak' told code/lib/bad.c:8 clang-analyzer-unix.Malloc
check 'clang-format finds a line with wrong indentation' told code/lib/bad.c:9 clang-format
check 'make lint finds a line of C that is too long' told code/lib/bad.c:12 '100 columns'
check 'clang finds a dangerous function' found code/lib/worse.c:8 insecureAPI.strcpy
{ printf '#!/bin/sh\nrm $1\n'; printf 'echo %0120d\n' 0; } >"$a/code/thesis/bad"
check 'shellcheck finds an unquoted variable' found code/thesis/bad:2 SC2086
build "$a" lint FILES=code/thesis/bad
check 'make lint finds a line of shell that is too long' told code/thesis/bad:3 '120 columns'
printf 'def one: 1;\none + two\n' >"$a/code/thesis/bad.jq"
check 'jq finds an undefined function' found code/thesis/bad.jq:2 two/0
printf 'import os\n' >"$a/code/thesis/bad.py"
check 'make lint finds an unused import of Python' found code/thesis/bad.py:1 os
printf 'A sentence , with a space.\n' >"$a/paper/chapters/bad.tex"
check 'chktex finds a space before a comma' found paper/chapters/bad.tex:1 '[26]'
echo text >"$a/code/thesis/bad.txt"
check 'make lint names a file for which it has no checker' found code/thesis/bad.txt:1 'no checker'
finish
