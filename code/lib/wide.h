/* wide: elementwise loops compiled for several vector widths, one chosen at run time. With
 * contraction off, and additions in an order that the source fixes, every width gives the same
 * bits. */
#ifndef WIDE_H
#define WIDE_H

#if defined __x86_64__ && defined __GNUC__ && !defined __clang__ && !defined __SANITIZE_ADDRESS__
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define WIDE
#endif

#endif
