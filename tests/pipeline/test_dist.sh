#!/bin/bash
# What is given to others is whole, needs nothing of ours, and has the same bytes again.
. "$(dirname "$0")/lib.sh"
a=$scratch/a b=$scratch/another/b
dist=build/quick/dist
thesis=$a/build/quick/paper/thesis.pdf

quick "$a"
build "$a" -j2 dist
need 'make dist makes its archives' built
mkdir "$scratch/another"
cp -a "$a" "$b"
rm -r "$b/build/quick/dist"
clock=()
if command -v faketime >/dev/null; then clock=(faketime -f '+1500d'); fi
out=$(
    umask 077
    TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 "${clock[@]}" make -C "$b" -j1 dist PROFILE=quick 2>&1 </dev/null
)
status=$?
need 'so does a build in another folder, under another umask, zone, locale and clock' built
sums_of_dist() {
    (cd "$1/$dist" && sha256sum -- *)
}
check 'with the same bytes' same "$(sums_of_dist "$a")" "$(sums_of_dist "$b")"

# ---- sources for arXiv ---------------------------------------------------------------------------

mkdir "$scratch/empty" "$scratch/home"
tar -C "$scratch/empty" -xzf "$a/$dist/thesis-arxiv.tar.gz"
check 'the sources have no program output but numbers, references and figures' same '' \
    "$(cd "$scratch/empty" && find . -type f | grep -v -E '\.(tex|sty|bbl)$|^\./figures/[A-Za-z0-9-]+\.pdf$')"
# shellcheck disable=SC2317  # check calls it
alone() {
    cd "$scratch/empty" || return
    # The first makes the table of contents, which moves the pages, and their numbers move the rest.
    for _ in 1 2 3; do
        env -i PATH="$PATH" HOME="$scratch/home" SOURCE_DATE_EPOCH="$1" FORCE_SOURCE_DATE=1 TZ=UTC \
            pdflatex -interaction=nonstopmode -halt-on-error -no-shell-escape -recorder thesis || return
    done
}
need 'they compile in an empty folder with pdflatex alone' alone \
    "$(sed -n 's/^export SOURCE_DATE_EPOCH := //p' "$a/Makefile")"
check 'read nothing outside but TeX' same '' \
    "$(sed -n 's/^INPUT //p' "$scratch/empty/thesis.fls" | grep '^/' | grep -v -E '^/(usr/share|etc|var/lib)/tex')"
check 'and give the bytes of the thesis' cmp "$thesis" "$scratch/empty/thesis.pdf"

# ---- results -------------------------------------------------------------------------------------

mkdir "$scratch/results"
tar -C "$scratch/results" -xzf "$a/$dist/thesis-results.tar.gz"
cd "$scratch/results/thesis-results" || exit 1
check 'the checksums of the results verify' sha256sum --check --quiet --strict SHA256SUMS
check 'and are of every file' same "$(find . -type f ! -name SHA256SUMS | sed 's|^\./||' | sort)" \
    "$(cut -c 67- SHA256SUMS | sort)"
check 'all results are there, and nothing else is under data/results' same \
    "$(cd "$a/build/quick" && find data/results -type f \( -name '*.json' -o -name '*.csv' \) | sort)" \
    "$(find data/results -type f | sort)"
check 'with the parameters they were made with, the codebook and the license' \
    cmp <(cat "$a/build/quick/data/params/surface.json" "$a/data/README.md" "$a/LICENSE") \
    <(cat data/params/surface.json data/README.md LICENSE)
finish
