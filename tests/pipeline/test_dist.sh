#!/bin/bash
# The archives of make dist are complete, need nothing else of the project, and have reproducible bytes.
. "$(dirname "$0")/lib.sh"
a=$scratch/a b=$scratch/another/b
dist=build/quick/dist
thesis=$a/build/quick/paper/thesis.pdf

quick "$a"
build "$a" -j2 dist
need 'make dist succeeds' built
mkdir "$scratch/another"
cp -a "$a" "$b"
rm -r "$b/build/quick/dist"
clock=()
if command -v faketime >/dev/null; then clock=(faketime -f '+1500d'); fi
umask 077
run "$b" env TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 "${clock[@]}" make -j1 dist PROFILE=quick
umask 022
need 'make dist succeeds in another folder, with another umask, time zone, locale and clock' built
check 'the archives have the same bytes there' same "$(cd "$a/$dist" && sha256sum -- *)" \
    "$(cd "$b/$dist" && sha256sum -- *)"

# ---- sources for arXiv ---------------------------------------------------------------------------

mkdir "$scratch/empty" "$scratch/home"
tar -C "$scratch/empty" -xzf "$a/$dist/thesis-arxiv.tar.gz"
check 'the archive for arXiv has only sources, styles, references and figures' same '' \
    "$(cd "$scratch/empty" && find . -type f | grep -v -E '\.(tex|sty|bbl)$|^\./figures/[A-Za-z0-9-]+\.pdf$')"
# With a record of the files that it reads.
mkdir "$scratch/bin"
printf '#!/bin/sh\nexec %s -no-shell-escape -recorder "$@"\n' "$(command -v pdflatex)" >"$scratch/bin/pdflatex"
chmod +x "$scratch/bin/pdflatex"
PATH=$scratch/bin:$PATH HOME=$scratch/home need \
    'the archive for arXiv compiles in an empty folder with the commands of docs/archives.md' \
    follow "$scratch/empty" docs/archives.md Archives
check 'compiling the archive for arXiv reads nothing outside its folder but TeX' same '' \
    "$(sed -n 's/^INPUT //p' "$scratch/empty/thesis.fls" | grep '^/' | grep -v -E '^/(usr/share|etc|var/lib)/tex')"
check 'compiling the archive for arXiv gives the bytes of the thesis' cmp "$thesis" "$scratch/empty/thesis.pdf"

# ---- results -------------------------------------------------------------------------------------

mkdir "$scratch/results"
tar -C "$scratch/results" -xzf "$a/$dist/thesis-results.tar.gz"
cd "$scratch/results/thesis-results" || exit 1
check 'the checksums in the archive of results are right' sha256sum --check --quiet --strict SHA256SUMS
check 'the archive of results has a checksum for every file' same \
    "$(find . -type f ! -name SHA256SUMS | sed 's|^\./||' | sort)" \
    "$(cut -c 67- SHA256SUMS | sort)"
check 'the archive of results has every result and no other file in data/results' same \
    "$(cd "$a/build/quick" && find data/results -type f \( -name '*.json' -o -name '*.csv' \) | sort)" \
    "$(find data/results -type f | sort)"
check 'the archive of results has its parameters, the codebook and the license' \
    cmp <(cat "$a/build/quick/data/params/surface.json" "$a/data/README.md" "$a/LICENSE") \
    <(cat data/params/surface.json data/README.md LICENSE)
finish
