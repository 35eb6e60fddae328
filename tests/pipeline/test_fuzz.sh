#!/bin/bash
# Hostile input: the fuzzers find nothing, programs either reject an input or finish, and no name in a file leaves its
# folder or becomes a command.
. "$(dirname "$0")/lib.sh"
a=$scratch/a
quick "$a"

# ---- the fuzzers ---------------------------------------------------------------------------------

# listing: all files but those that make keeps for itself.
listing() {
    (cd "$a" && find . \( -path ./build/fuzz -o -path './build/*/memo' \) -prune -o -type f -print0 | sort -z |
        xargs -0 sha256sum)
}
before=$(listing)
if ! command -v clang >/dev/null || [ ! -e "$(clang -print-runtime-dir)/libclang_rt.fuzzer-$(uname -m).a" ]; then
    skip 'the fuzzers find nothing' "clang's fuzzer runtime is not installed"
else
    build "$a" fuzz FUZZ_RUNS=20000
    check 'the fuzzers find nothing' built
    for source in "$project"/tests/fuzz/*.c; do
        name=$(basename "$source" .c)
        check "the fuzzer of $name ran" told "fuzz $name: 20000 executions"
    done
    check 'the fuzzers write to no other file' same "$before" "$(listing)"
fi
mkdir "$scratch/bin"
for tool in sh dirname; do ln -s "$(command -v $tool)" "$scratch/bin"; done
PATH=$scratch/bin run "$a" tests/fuzz/run make build/fuzz 1
check 'without clang, make fuzz says what to install' refused 'clang is missing: env/setup tests'

# ---- the programs on the corpus ------------------------------------------------------------------

# part NUMBER FILE: the lines of the file between the dividing ones.
part() {
    awk -v wanted="$1" 'BEGIN { part = 1 } /^----$/ { part++; next } part == wanted' "$2"
}
whole_files() {
    local file
    for file; do
        case $file in
        *.json) jq -e . "$scratch/w/$file" >/dev/null ;;
        *.csv | *.tex) test -s "$scratch/w/$file" ;;
        *) false ;;
        esac || { echo "$file"; return 1; }
    done
}
# whole SENTENCE COMMAND...: the command, run in $scratch/w, ends by itself in time. What it leaves in the folder
# out is nothing where it fails, and else no temporary file and JSON that can be read.
whole() {
    local sentence=$1
    shift
    out=$(cd "$scratch/w" && timeout 20 "$@" 2>&1 >/dev/null)
    status=$?
    check "$sentence succeeds or fails with one line" \
        test "$status" -eq 0 -o "$status" -eq 1 -a -n "$out" -a "$(wc -l <<<"$out")" -eq 1
    left=$(cd "$scratch/w" && find out -type f ! -path 'out/data/results/e/*')
    if [ "$status" -ne 0 ]; then
        check "$sentence leaves nothing behind" same '' "$left"
    else
        ended=$((ended + 1))
        # shellcheck disable=SC2086  # names
        check "$sentence leaves whole files" whole_files $left
    fi
    check "$sentence leaves the folder around it alone" same "$around" "$(around)"
}
around() {
    (cd "$scratch/w" && find . -path ./out -prune -o -print | sort &&
        find . -path ./out -prune -o -type f -print0 | sort -z | xargs -0 sha256sum)
}
bin=$a/build/bin ended=0
for file in "$project"/tests/fuzz/corpus/*/*; do
    name=${file#"$project/tests/fuzz/corpus/"}
    rm -rf "$scratch/w"
    mkdir -p "$scratch"/w/{out/data/results/e,data/results,data/params,data/reference/extended}
    cd "$scratch/w" || exit 1
    cp "$file" input
    case $name in
    numbers/*)
        part 1 input >source
        part 2 input >data/params/e.json
        part 3 input | tee data/results/e.json data/reference/e.json >data/reference/extended/e.json
        ;;
    summarise/*)
        part 1 input >params
        for cell in a b; do
            number=$([ $cell = a ] && echo 2 || echo 4)
            part "$((number + 1))" input >out/data/results/e/$cell.csv
            sum=$(sha256sum <out/data/results/e/$cell.csv | cut -d ' ' -f 1)
            part "$number" input | sed "s/0\{64\}/$sum/" >out/data/results/e/$cell.json
        done
        ;;
    data/*)
        jq '.data = "input" | .batch = 1 | .max_epochs = 10 | .snapshot_every = 10 | .replicates = 0' \
            "$a/data/params/tangent_kernel.json" >params
        ;;
    esac
    around=$(around)
    cd / || exit 1
    case $name in
    numbers/*) whole "numbers on $name" "$bin/numbers" out/numbers.tex '' full source ;;
    summarise/*) whole "summarise on $name" "$bin/summarise" params out/data/results ;;
    data/*) whole "an experiment on $name" "$bin/tangent_kernel" params a1 out/a1 ;;
    profile/*) whole "profile on $name" "$bin/profile" quick input out/e.json 1 ;;
    params/*) whole "an experiment on $name" "$bin/surface" input a out/a ;;
    esac
done
check 'at least ten inputs of the corpus are accepted' test "$ended" -ge 10

# ---- names that would be commands, or leave their folder -----------------------------------------

file=data/params/surface.json
cp "$a/$file" "$scratch/good.json"
first=$(sums "$a")
# pwned: what a command in a name would leave.
pwned() {
    find "$a" "$scratch" -maxdepth 1 -name 'pwned*'
}
# hostile SENTENCE WORD...: what standard input gives as the parameter file is refused by code/build/cells, whose
# word make takes, with a line that names the file and these words.
hostile() {
    cat >"$a/$file"
    run "$a" code/build/cells quick "$file"
    check "cells rejects $1 by name" refused "$file" "${@:2}"
}
commands=('a;touch pwned' '$(touch pwned)' '`touch pwned`' '$(shell touch pwned)' $'a\ntouch pwned'
    "a';touch pwned;'" 'a|touch pwned')
# shellcheck disable=SC1003  # a backslash
names=('../a' '/tmp/a' a/b . .. .a -a 'a b' $'a\n' 'a*' a=b a%b a:b '~root' '' $'a\u00e9' 'a\')
for name in "${commands[@]}" "${names[@]}"; do
    said=${name%%$'\n'*}
    hostile "a cell called $(printf %q "$name")" "cell '${said%$'\u00e9'}" \
        < <(jq --arg name "$name" '.cells[$name] = .cells.a10' "$scratch/good.json")
done
for name in "${commands[@]}" '../a' -a; do
    said=${name%%$'\n'*}
    hostile "a profile called $(printf %q "$name")" "profile '$said" \
        < <(jq --arg name "$name" '.profiles[$name] = {}' "$scratch/good.json")
    hostile "a data set called $(printf %q "${name/../-}")" "'data'" "'${said/../-}" \
        < <(jq --arg name "${name/../-}" '.data = $name' "$scratch/good.json")
done
build "$a" results
check 'make runs nothing with hostile names' refused 'the parameters cannot be used'
check 'no hostile name is run as a command' same '' "$steps$(pwned)"
cp "$scratch/good.json" "$a/$file"
jq '.data = "/dev/zero"' "$scratch/good.json" >"$a/surface.json"
run "$a" code/build/cells quick surface.json
check 'cells rejects a device as a data set by name' refused /dev/zero file
rm "$a/surface.json"
for name in "${commands[@]}" -a 'a b'; do
    jq --arg name "$name" '.experiment = $name' "$scratch/good.json" >"$a/data/params/$name.json"
    build "$a" results
    check "make rejects an experiment called $(printf %q "$name") by name" refused "data/params/${name%%$'\n'*}"
    build "$a" help
    check "the experiment name $(printf %q "$name") is not run as a command" same '' "$(pwned)"
    rm "$a/data/params/$name.json"
done
# outside: all files but what make keeps for itself, the parameters of the profile, and the cells.
outside() {
    (cd "$scratch" && find . \( -path ./a/build/bin -o -path ./a/build/fuzz -o -path '*/memo' -o -path '*/data/params' \
        -o -path '*/data/results/*/*' \) -prune -o -print 2>/dev/null | sort)
}
cp "$scratch/good.json" "$a/$file"
file=data/params/tangent_kernel.json
cp "$a/$file" "$scratch/good.json"
for name in '$(touch pwned)' '../../x' x/../../../../x -x; do
    jq --arg name "$name" '.summary = [{from: "", table: $name, by: ["alpha"], of: ["epochs"]}]' \
        "$scratch/good.json" >"$a/$file"
    around=$(outside)
    build "$a" data/results/tangent_kernel.json
    check "make rejects a table called $name by name" refused "$file" "'summary'" "$name"
    check "make leaves nothing behind after a table called $name" same "$around" "$(outside)"
done
cp "$scratch/good.json" "$a/$file"

# An edited result is computed again, whatever it says of its tables.
cell=$a/build/quick/data/results/surface/a10.json
for name in '../../../x' '*' '$(touch pwned)'; do
    jq --arg name "$name" '.tables[0].file = $name' "$cell" >"$cell.new"
    sleep 0.01
    mv "$cell.new" "$cell"
    build "$a" data/results/surface.json
    check "make runs the cell again after its result names a table $name" \
        same "0 $(grep data/results <<<"$first")" "$status $(sums "$a" | grep data/results)"
    check "the table name $name is not run as a command" same '' "$(pwned)"
done
finish
