/* die: how a program ends when it cannot go on, and memory that is there or ends it.
 *
 * Three kinds of failure are kept apart:
 *   a programmer's mistake       require(condition), which stays in and aborts;
 *   the environment's fault      die(sentence): one line on standard error, exit status 1;
 *   a numerical outcome          is no failure: it is recorded as a status by the caller.
 * Parsers do not die: they return NULL and write a sentence (what, where, what to do) into a
 * buffer of SENTENCE bytes, which main passes on to die().
 */
#ifndef DIE_H
#define DIE_H

#include <stddef.h>

/* With these options of the compiler isnan and isfinite may be taken for constants, and a missing
 * value for a number; sums are taken in another order. die.c looks for what has no macro. */
#if __FAST_MATH__ || __FINITE_MATH_ONLY__ || __ASSOCIATIVE_MATH__ || __RECIPROCAL_MATH__
#error "CFLAGS: -ffast-math, -Ofast and their parts change results: leave them out (-O3 is safe)"
#endif

enum { SENTENCE = 1024 };

/* Ends the program with "program: sentence" on standard error and exit status 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Aborts, naming the broken condition. Neither a line number nor a folder is in it, so that a
 * comment edited, or a file moved, leaves the compiled program as it was. */
#ifdef __FILE_NAME__
#define DIE_FILE __FILE_NAME__
#else
#define DIE_FILE __FILE__
#endif
#define require(condition) ((condition) ? (void)0 : die_requirement(#condition, DIE_FILE, __func__))
_Noreturn void die_requirement(const char *condition, const char *file, const char *function);

/* count objects of size bytes, zeroed; the caller frees. Ends the program when there is no
 * memory. */
void *die_calloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* The formatted text in new memory; the caller frees. */
char *die_printf(const char *format, ...) __attribute__((format(printf, 1, 2), malloc));

#endif
