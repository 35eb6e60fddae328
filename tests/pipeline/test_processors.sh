#!/bin/bash
# Short cells give the same bytes with other kernels of OpenBLAS, other linear algebra, an older C library's functions
# and another compiler, and at least the same science on 64-bit Arm. make processors notices a compiler that fuses
# multiplication and addition.
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
    run "$tree" timeout 900 code/check/processors --within "$@"
}

variants='reference-blas plain-libm clang-O2 PRESCOTT HASWELL wasm'
# shellcheck disable=SC2086  # names
processors 0.5 $variants
check 'make processors succeeds when every variant gives the same bytes' same 0 "$status"
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
    networks=$(cd "$tree" && grep -L '"linalg.h"' code/experiments/*.c | while read -r program; do
        name=$(basename "$program" .c)
        ! nm "build/bin/$name" | grep -q ' relu_' || ! grep -q "  cell .*/$name/" build/processors/aarch64/log ||
            echo "$name"
    done)
    check 'cells with networks run on 64-bit Arm' test -n "$networks"
    check 'cells with networks give the same bits on 64-bit Arm' same '' \
        "$(grep -E "data/results/($(paste -sd '|' <<<"$networks"))/.*: other bytes" \
            "$tree/build/processors/aarch64/verify")"
fi

# The programs of build/quick are the same without that option: they have no fused multiply-add to use. die.c keeps it,
# for the programs themselves would stop at once.
sentence='make processors notices a compiler that fuses multiplication and addition'
if grep -q -w fma /proc/cpuinfo; then
    # shellcheck disable=SC2016  # the dollar sign is make's
    sed -i '/^COMPILE /{s/:=/=/;s|contract=off|contract=$(if $(filter %/die.o,$@),off,fast)|}' "$tree/Makefile"
    processors 0.1 gcc-native
    check "$sentence" tier gcc-native 2 0
    check 'make processors fails when a variant gives other bytes' same 1 "$status"
else
    skip "$sentence" 'this processor cannot fuse them'
fi
finish
