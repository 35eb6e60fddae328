#!/bin/bash
# Trained weights have the same bits with every vector width, compiler and optimization, and on 64-bit Arm. No kernel
# keeps the sums of a loop on the stack.
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
copy "$tree"
# It is compiled by the copy's Makefile, as one of the tools.
cp "$project/tests/bits/bits.c" "$tree/code/bench/"

# bits NAME ARGUMENT...: compiles it with these arguments of make into build/NAME, with the modules that it needs.
bits() {
    build "$tree" OUT="build/$1" "build/$1/bin/bits" \
        LIBRARY="$(printf "build/$1/obj/%s.o " batch die dln relu rng signs vectors)" "${@:2}"
    need "the training compiles ($1)" built
}

# checksums WIDTH FILE: those of the weights that it trained with vectors of that width.
checksums() {
    sed -n "s/^$1 //p" "$2"
}

bits gcc
"$tree/build/gcc/bin/bits" >"$scratch/gcc"
wanted=$(checksums 4 "$scratch/gcc")
models=$(wc -l <<<"$wanted")
need 'each trained model has a checksum of its own' test "$models" -ge 10 -a "$(sort -u <<<"$wanted" | wc -l)" -eq \
    "$models"
for width in 8 16; do
    sentence="vectors of $width floats give the bits of vectors of 4"
    if grep -q "^$width " "$scratch/gcc"; then
        check "$sentence" same "$wanted" "$(checksums "$width" "$scratch/gcc")"
    else
        skip "$sentence" 'this processor has no such vectors'
    fi
done

# Where a vector is wider than registers, GCC keeps it on the stack, and is several times slower. GCC may put the
# kernels of the narrowest vectors into the functions that call them.
if [ "$(uname -m)" = x86_64 ]; then
    for kernels in batch:backward:descend:forward relu:hidden:outputs:residuals signs:columns; do
        IFS=: read -r module names <<<"$kernels"
        found=$(objdump -d --no-show-raw-insn "$tree/build/gcc/obj/$module.o" | awk -f "$project/tests/bits/loops.awk")
        for name in ${names//:/ }; do
            for width in 8 16; do
                check "the compiled code has loops of $name with vectors of $width floats" grep -q \
                    "^${name}_${width}[. ]" <<<"$found"
            done
        done
        check "no loop of $module stores vectors on the stack" same '' "$(grep -v ' 0$' <<<"$found")"
    done
else
    skip 'no loop stores vectors on the stack' 'the test reads instructions of x86-64'
fi

for level in -O0 -O3; do
    bits "gcc$level" CFLAGS="$level"
    check "gcc $level gives the same bits" same "$(cat "$scratch/gcc")" \
        "$("$tree/build/gcc$level/bin/bits")"
done
if command -v clang >/dev/null; then
    bits clang CC=clang
    check 'clang gives the same bits' same "$(cat "$scratch/gcc")" "$("$tree/build/clang/bin/bits")"
else
    skip 'clang gives the same bits' 'clang is not installed'
fi

# Headers of libraries do not depend on the processor; the libraries themselves are not needed.
bits arm CC=aarch64-linux-gnu-gcc LIBS=-lm CFLAGS='-O2 -static -idirafter /usr/include'
qemu-aarch64 "$tree/build/arm/bin/bits" >"$scratch/arm"
check '64-bit Arm gives the same bits' same "$wanted" "$(checksums 4 "$scratch/arm")"
finish
