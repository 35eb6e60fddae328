#!/bin/bash
# test_processors: short cells give the same bytes with other kernels of OpenBLAS, other linear algebra, another
# version of the C library's functions and another compiler, and at least the same science on another family of
# processors; a compiler that may round as it likes does not go unnoticed.
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
    grep -F "$variant: " <<<"$out"
    return 1
}
# processors SECONDS VARIANT...
processors() {
    out=$(cd "$tree" && timeout 900 code/check/processors --within "$@" 2>&1 </dev/null)
    status=$?
}

variants='reference-blas plain-libm clang-O2 PRESCOTT HASWELL'
# shellcheck disable=SC2086  # names
processors 0.5 $variants
check 'nothing gives other bytes' same 0 "$status"
for variant in $variants; do
    sentence="short cells give the same bytes with $variant"
    if tier "$variant" null >/dev/null; then
        skip "$sentence" "$(grep "^$variant: " <<<"$out")"
    else
        check "$sentence" tier "$variant" 1
    fi
done

processors 0.1 aarch64
sentence='short cells give the same science on 64-bit Arm'
if tier aarch64 null >/dev/null; then
    skip "$sentence" "$(grep '^aarch64: ' <<<"$out")"
else
    check "$sentence" tier aarch64 1 2
    # Experiments with networks, and with nothing of linear algebra, of which a cell was run.
    networks=$(cd "$tree" && grep -l '"relu.h"' code/experiments/*.c | xargs grep -L '"linalg.h"' |
        while read -r program; do
            name=$(basename "$program" .c)
            ! grep -q "  cell .*/$name/" build/processors/aarch64/log || echo "$name"
        done)
    check 'and networks are among them' test -n "$networks"
    check 'which are the same bits' same '' \
        "$(grep -E "data/results/($(paste -sd '|' <<<"$networks"))/.*: other bytes" \
            "$tree/build/processors/aarch64/verify")"
fi

# The programs of build/quick are the same without that option: they have no fused multiply-add to use.
sentence='a compiler that may fuse multiplication and addition does not go unnoticed'
if grep -q -w fma /proc/cpuinfo; then
    sed -i 's/-ffp-contract=off/-ffp-contract=fast/' "$tree/Makefile"
    processors 0.1 gcc-native
    check "$sentence" tier gcc-native 2 0
    check 'and is an error' same 1 "$status"
else
    skip "$sentence" 'this processor cannot'
fi
finish
