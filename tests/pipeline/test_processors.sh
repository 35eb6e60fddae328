#!/bin/bash
# test_processors: other linear algebra, another compiler and another processor give at least the same
# science, on short cells of every experiment; a compiler that may round as it likes does not go unnoticed.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
quick "$tree"

# tier VARIANT TIER...: what processors found of it is one of these.
tier() {
    local variant=$1 found
    found=$(jq .tier "$tree/build/processors/$variant/found.json")
    shift
    for tier; do [ "$found" != "$tier" ] || return 0; done
    grep "^$variant: " <<<"$out"
    return 1
}
# processors SECONDS VARIANT...
processors() {
    out=$(cd "$tree" && timeout 900 code/tools/processors --within "$@" 2>&1 </dev/null)
    status=$?
}

processors 0.1 reference-blas clang-O2 PRESCOTT HASWELL
check 'nothing gives other science' same 0 "$status"
for variant in reference-blas clang-O2 PRESCOTT HASWELL; do
    sentence="short cells give the same science with $variant"
    if tier "$variant" null >/dev/null; then
        skip "$sentence" "$(grep "^$variant: " <<<"$out")"
    else
        check "$sentence" tier "$variant" 1 2
    fi
done

processors 0.1 gcc-Ofast
check 'a compiler that may round as it likes is seen to' tier gcc-Ofast 2 0

processors 0 aarch64
sentence='the shortest cells give the same science on 64-bit Arm'
if tier aarch64 null >/dev/null; then
    skip "$sentence" "$(grep '^aarch64: ' <<<"$out")"
else
    check "$sentence" tier aarch64 1 2
    # Experiments with networks, and with nothing of linear algebra.
    for program in $(cd "$tree" && grep -l '"relu.h"' code/experiments/*.c | xargs grep -L '"linalg.h"'); do
        name=$(basename "$program" .c)
        check "and the networks of $name are the same bits" same '' \
            "$(grep "data/results/$name/.*: other bytes" "$tree/build/processors/aarch64/verify")"
    done
fi
finish
