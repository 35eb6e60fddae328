#!/bin/bash
# The page recomputes figures and cells in a browser, to the published bytes; what it loads for that is small.
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
quick "$tree"
build "$tree" -j2 html
need 'make html builds the page' built
html=$tree/build/quick/paper/html

bytes() {
    cat "$@" | wc -c
}
check 'the module is smaller than 150 kB when compressed' \
    test "$(gzip -9 <"$tree/build/web/module.wasm" | wc -c)" -lt 150000
check 'the first view of the page is smaller than 1.5 MB' \
    test "$(bytes "$html"/index.html "$html"/page.* "$html"/recompute/{live,machine}.js)" -lt 1500000
check 'every file of a published cell has its checksum in the page' same '' \
    "$(cd "$tree/build/quick/data/results" && sha256sum ./*/*.json ./*/*.csv | sed 's|\(.*\)  ./\(.*\)|"\2":"\1"|' |
        while read -r pair; do grep -q -F "$pair" "$html/recompute/published.js" || echo "$pair"; done)"

mkdir "$scratch/other folder"
library "$scratch/other folder/tree"
build "$scratch/other folder/tree" build/web/module.wasm
check 'the module has the same bytes when built in another folder' \
    cmp "$tree/build/web/module.wasm" "$scratch/other folder/tree/build/web/module.wasm"
mkdir "$scratch/bin"
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/clang"
chmod +x "$scratch/bin/clang"
run "$tree" env PATH="$scratch/bin:$PATH" make html PROFILE=quick
check 'without clang for WebAssembly, make html says what to install' refused 'env/setup page'

sentence='axe-core finds no violation on the page'
axe=$scratch/package/axe.min.js
(cd "$scratch" && npm pack axe-core@4.14.1 && tar xf axe-core-*.tgz) >"$scratch/npm" 2>&1 || axe=
[ "$axe" ] || skip "$sentence" "npm pack axe-core: $(tail -n 1 "$scratch/npm")"
mkdir "$scratch/a folder"
cp -r "$html" "$scratch/a folder"
if ! command -v chromedriver >/dev/null || ! /usr/bin/python3 -c 'import selenium' 2>/dev/null; then
    skip 'the page recomputes in a browser' 'chromium-driver or python3-selenium is not installed'
elif ! /usr/bin/python3 "$project/tests/pipeline/recompute.py" "$scratch/a folder/html" ${axe:+"$axe"}; then
    failed=$((failed + 1))
fi
finish
