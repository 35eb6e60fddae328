#!/bin/bash
# make lint finds nothing in the tree, and finds a fault of every kind that is put into it.
. "$(dirname "$0")/lib.sh"
a=$scratch/a

# lacks WORD: the last build succeeded and no line of what it said has the word.
# shellcheck disable=SC2317  # check calls it
lacks() {
    [ "$status" -eq 0 ] && ! grep -F -- "$1" <<<"$out"
}

copy "$a"
build "$a" -j2 lint
check 'the checkers find nothing in the tree' built
build "$a" lint
check 'and look at nothing twice' lacks '  lint'
touch "$a/code/models/search.c"
build "$a" lint
check 'but for what was edited' same '  lint       code/models/search.c' "$(grep '^  lint' <<<"$out")"

# found FILE:LINE WORD...: make lint of that file fails, with a line of these words.
# shellcheck disable=SC2317
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
check 'a leak is found by gcc' found code/lib/bad.c:7 -Wanalyzer-malloc-leak
build "$a" lint FILES=code/lib/bad.c
check 'and by clang' told code/lib/bad.c:8 clang-analyzer-unix.Malloc
check 'a line out of place is found' told code/lib/bad.c:9 clang-format
check 'a long line of C is found' told code/lib/bad.c:12 '100 columns'
check 'a dangerous function is found' found code/lib/worse.c:8 insecureAPI.strcpy
# shellcheck disable=SC2016  # what is not quoted there
{ printf '#!/bin/sh\nrm $1\n'; printf 'echo %0120d\n' 0; } >"$a/code/thesis/bad"
check 'an unquoted variable is found' found code/thesis/bad:2 SC2086
build "$a" lint FILES=code/thesis/bad
check 'a long line of shell is found' told code/thesis/bad:3 '120 columns'
printf 'def one: 1;\none + two\n' >"$a/code/thesis/bad.jq"
check 'a word that jq does not know is found' found code/thesis/bad.jq:2 two/0
printf 'import os\n' >"$a/code/thesis/bad.py"
check 'an import that is not used is found' found code/thesis/bad.py:1 os
printf 'A sentence , with a space.\n' >"$a/paper/chapters/bad.tex"
check 'a space before a comma is found' found paper/chapters/bad.tex:1 '[26]'
echo text >"$a/code/thesis/bad.txt"
check 'a file that no checker knows is found' found code/thesis/bad.txt:1 'no checker'
finish
